"""What the service promised, and what the ledger holds of it."""

import collections
import dataclasses
import threading


@dataclasses.dataclass(eq=False)
class Send:
    """A request to send, with the answer it got first."""

    key: str
    document: str
    method: str
    body: str
    answer: dict | None = None


@dataclasses.dataclass(eq=False)
class Pixel:
    """The pixel of a copy: a message's id and a recipient's number."""

    copy: tuple[str, int]
    token: str
    hits_left: int


class Promises:
    """Keeps every request and answer, and compares them with the events of the ledger. Used by many threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.all_sends, self.fresh, self.unread, self.pixels = [], [], [], []
        self.acknowledged_sends = self.acknowledged_hits = self.sends_cut_off = 0
        self.asked_hits, self.known_hits = collections.Counter(), collections.Counter()
        # What the ledger holds.
        self.seen, self.uncertain = 0, 0
        self.ids, self.order, self.names = set(), [], {}
        self.queued, self.queued_documents = {}, collections.Counter()
        self.opened, self.ended = collections.Counter(), collections.Counter()
        self.doubled_ids, self.lost, self.doubled = [], 0, 0

    # Sends

    def ask(self, send):
        with self.lock:
            self.all_sends.append(send)
            self.fresh.append(send)

    def acknowledge(self, send, answer):
        with self.lock:
            send.answer = answer
            self.acknowledged_sends += 1
            if send.method == "sandbox":
                self.unread.append(send)

    def cut_off(self):
        """Notes that a request got no answer; it is repeated after the next start."""
        with self.lock:
            self.sends_cut_off += 1

    def sends(self):
        with self.lock:
            return list(self.all_sends)

    def to_repeat(self, rng, count):
        """All requests since this was last asked, answered or not, and a few older ones."""
        with self.lock:
            fresh, self.fresh = self.fresh, []
            older = len(self.all_sends) - len(fresh)
            return fresh + rng.sample(self.all_sends[:older], min(count, older))

    # Pixel hits

    def take_unread(self, rng):
        """An acknowledged send to the sandbox whose mail nobody looked at; None where there is none."""
        with self.lock:
            return self.unread.pop(rng.randrange(len(self.unread))) if self.unread else None

    def give_back_unread(self, send):
        with self.lock:
            self.unread.append(send)

    def take_pixel(self, rng):
        """A known pixel that may be fetched again; None at times, so that others come to be known too."""
        with self.lock:
            if not self.pixels or self.unread and rng.random() < 0.2:
                return None
            return self.pixels.pop(rng.randrange(len(self.pixels)))

    def ask_hit(self, pixel):
        with self.lock:
            self.asked_hits[pixel.copy] += 1
            pixel.hits_left -= 1
            if pixel.hits_left > 0:
                self.pixels.append(pixel)

    def acknowledge_hit(self, pixel):
        with self.lock:
            self.known_hits[pixel.copy] += 1
            self.acknowledged_hits += 1

    @property
    def hits_cut_off(self):
        return self.asked_hits.total() - self.acknowledged_hits

    # The ledger

    def take_in(self, event):
        """Takes the next event in, as the audit tool exports it."""
        if event["position"] != self.seen:
            raise ValueError(f"the export gives position {event['position']} where {self.seen} is next")
        self.seen += 1
        if event["id"] in self.ids:
            self.doubled_ids.append(event["id"])
        self.ids.add(event["id"])
        self.order.append(event["id"])
        kind, message = event["type"], event.get("message")
        copy = (message, event.get("recipient"))
        if kind == "document.registered":
            self.names[event["document"]] = event["data"]["document"]["id"]
        elif kind == "message.queued":
            self.queued.setdefault(message, []).append(event["position"])
            if event.get("document"):
                self.queued_documents[self.names[event["document"]]] += 1
        elif kind == "message.opened":
            self.opened[copy] += event["data"]["hits"]
        elif kind in ("message.sent", "message.rejected", "message.uncertain"):
            self.ended[copy] += 1
            self.uncertain += kind == "message.uncertain"

    def broken(self, mailed_twice):
        """The promises that the ledger breaks, in words."""
        lost, doubled = [], [f"the event {event} is there twice" for event in self.doubled_ids]
        for send in self.all_sends:
            if send.answer is not None and self.queued.get(send.answer["id"]) != [send.answer["position"]]:
                found = self.queued.get(send.answer["id"])
                lost.append(f"{send.key} was acknowledged at {send.answer['position']}, and is queued at {found}")
            if self.queued_documents[send.document] > 1:
                doubled.append(f"{send.key} was queued {self.queued_documents[send.document]} times")
        for copy in self.asked_hits.keys() | self.opened.keys():
            if self.opened[copy] < self.known_hits[copy]:
                lost.append(f"{self.known_hits[copy]} hits of {copy} acknowledged, {self.opened[copy]} recorded")
            if self.opened[copy] > self.asked_hits[copy]:
                doubled.append(f"{self.asked_hits[copy]} hits of {copy} made, {self.opened[copy]} recorded")
        doubled += [f"the copy {copy} ended {count} times" for copy, count in self.ended.items() if count > 1]
        doubled += [f"the mail {name} reached the server twice" for name in mailed_twice]
        self.lost, self.doubled = len(lost), len(doubled)
        return lost + doubled
