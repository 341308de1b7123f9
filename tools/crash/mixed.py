"""Load beside sends and pixel hits: batches, mails that came back, providers' calls, settings, backups, views to rebuild."""

import hashlib
import hmac
import json
import shutil
import subprocess
import threading
import time

from client import NoAnswer

WEBHOOK_KEY = "the-signing-key-of-this-load"


class MixedLoad:
    """What was asked and acknowledged of it, on one data folder. Used by many threads."""

    ITEMS = 3

    def __init__(self, binaries, folder):
        self.binaries, self.data, self.backup = binaries, folder / "data", folder / "backup"
        self.lock = threading.Lock()
        self.hook = None
        # By kind: what was asked, and what was acknowledged.
        self.asked = {"batch": set(), "report": set(), "setting": set(), "hook": set()}
        self.known = {"batch": set(), "report": {}, "setting": set(), "hook": set()}
        self.found = {"batch": {}, "report": {}, "setting": {}, "hook": {}}
        self.messages = []
        self.backups = self.backups_killed = self.backups_checked = self.restores = self.rebuilt = 0

    @property
    def acknowledged(self):
        return {kind: len(known) for kind, known in self.known.items()}

    # Load; each runs on a thread of its own until `over`.

    def jobs(self):
        return [self.send_batches, self.bring_reports, self.call_hooks, self.change_settings, self.make_backups]

    def prepare(self, client):
        """Sets the webhook up, once."""
        if self.hook is None:
            path = "/v1/settings/methods/mailgun/webhook"
            status, body = client.put(path, json.dumps({"key": WEBHOOK_KEY}))
            if status == 200:
                self.hook = "/hooks/" + json.loads(body)["url"].split("/hooks/", 1)[1]
            else:
                raise RuntimeError(f"the webhook could not be set up: {status} {body[:300]}")

    def send_batches(self, client, rng, over, unexpected):
        while not over.is_set():
            name = f"{rng.getrandbits(48):012x}"
            items = [
                {
                    "document": {"id": f"b{name}-{number}", "type": "invoice", "number": f"b{name}-{number}"},
                    "to": [{"address": f"customer{number}@example.com"}], "subject": "Batch", "text": "Here it is.",
                    "method": "sandbox",
                }
                for number in range(self.ITEMS)
            ]
            self._ask("batch", name)
            status, body = client.post("/v1/messages/batch", json.dumps({"items": items}), {"Idempotency-Key": name})
            if status == 202:
                self._acknowledge("batch", name)
            elif status != 503:
                unexpected.append(f"a batch answered {status}: {body[:300]}")
            over.wait(0.15)

    def bring_reports(self, client, rng, over, unexpected):
        while not over.is_set():
            name = f"{rng.getrandbits(48):012x}"
            mail = (
                f"From: somebody@example.com\r\nTo: billing@example.com\r\nSubject: Re: {name}\r\n"
                f"Message-ID: <{name}@example.com>\r\nDate: Sun, 22 Nov 2026 08:00:00 +0000\r\n\r\nThank you, {name}.\r\n"
            )
            self._ask("report", name)
            headers = {"Content-Type": "message/rfc822"}
            status, body = client.post("/v1/reports", mail, headers)
            if status == 202:
                with self.lock:
                    self.known["report"][name] = json.loads(body)["report"]
                again, answer = client.post("/v1/reports", mail, headers)
                if again == 202 and json.loads(answer).get("report") != json.loads(body)["report"]:
                    unexpected.append(f"the same mail came as {body[:200]} and as {answer[:200]}")
            elif status != 503:
                unexpected.append(f"a report answered {status}: {body[:300]}")
            over.wait(0.05)

    def call_hooks(self, client, rng, over, unexpected):
        while not over.is_set():
            message = self._message(client, rng)
            if message is None:
                over.wait(0.05)
                continue
            body = signed(message, rng)
            self._ask("hook", message[0])
            for _ in range(rng.randrange(1, 3)):
                status, answer = client.post(self.hook, body, {})
                if status == 200:
                    self._acknowledge("hook", message[0])
                elif status != 503:
                    unexpected.append(f"a provider's call answered {status}: {answer[:300]}")
            over.wait(0.05)

    def change_settings(self, client, rng, over, unexpected):
        while not over.is_set():
            name = f"Company {rng.getrandbits(48):012x}"
            self._ask("setting", name)
            status, body = client.put("/v1/settings/defaults", json.dumps({"companyName": name}))
            if status == 200:
                self._acknowledge("setting", name)
            elif status != 503:
                unexpected.append(f"the defaults answered {status}: {body[:300]}")
            over.wait(0.1)

    def make_backups(self, client, rng, over, unexpected):
        """Runs backups beside the service in some of the rounds, and kills some of them."""
        if rng.random() < 0.6:
            return
        while not over.is_set():
            process = subprocess.Popen(
                [str(self.binaries / "postboek"), "backup", str(self.backup), "--data", str(self.data)],
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            )
            limit = rng.uniform(0.02, 0.4) if rng.random() < 0.4 else 60
            try:
                _, errors = process.communicate(timeout=limit)
                if process.returncode == 0:
                    self.backups += 1
                else:
                    unexpected.append(f"a backup ended with {process.returncode}: {errors.decode(errors='replace')[:500]}")
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                self.backups_killed += 1
            over.wait(0.3)

    def _message(self, client, rng):
        """An acknowledged send of a mail whose end the sandbox leaves open: its id and Message-ID."""
        body = {
            "to": [{"address": "uncertain@example.com"}], "subject": "Open", "text": "Here it is.", "method": "sandbox",
        }
        status, answer = client.post("/v1/messages", json.dumps(body), {})
        if status != 202:
            return None
        message = json.loads(answer)["id"]
        for _ in range(20):
            status, shown = client.get(f"/v1/messages/{message}")
            if status == 200:
                return message, json.loads(shown)["recipients"][0]["internetMessageId"]
            time.sleep(0.02)
        return None

    def _ask(self, kind, name):
        with self.lock:
            self.asked[kind].add(name)

    def _acknowledge(self, kind, name):
        with self.lock:
            self.known[kind].add(name)

    # Between rounds

    def disturb(self, rng, organization):
        """Removes views at times, so that the next start builds them anew."""
        views = organization / "views"
        if rng.random() < 0.15 and views.exists():
            if rng.random() < 0.5:
                shutil.rmtree(views)
            else:
                name = rng.choice(sorted(path.name for path in views.iterdir())).split(".")[0]
                for path in views.glob(name + ".*"):
                    path.unlink()
            self.rebuilt += 1

    def take_in(self, event):
        """Takes the next event in, as the audit tool exports it."""
        kind, data = event["type"], event.get("data", {})
        if kind == "batch.submitted":
            self._find("batch", data["batch"])
        elif kind == "report.received" and data.get("source") == "http":
            self._find("report", event["position"])
        elif kind == "report.received" and data.get("source") == "mailgun" and event.get("message"):
            self._find("hook", event["message"])
        elif kind == "settings.changed" and data.get("setting") == "defaults":
            self._find("setting", json.loads(data["new"]).get("companyName"))

    def _find(self, kind, name):
        self.found[kind][name] = self.found[kind].get(name, 0) + 1

    def broken(self, queued_documents):
        """The promises that the ledger breaks: those that are lost, and those that are there twice."""
        lost, doubled = [], []
        if len(self.found["batch"]) < len(self.known["batch"]):
            lost.append(f"{len(self.known['batch'])} batches acknowledged, {len(self.found['batch'])} recorded")
        if len(self.found["batch"]) > len(self.asked["batch"]):
            doubled.append(f"{len(self.asked['batch'])} batches asked for, {len(self.found['batch'])} recorded")
        for name, position in self.known["report"].items():
            if position not in self.found["report"]:
                lost.append(f"the report {name} was acknowledged at {position}, and is not there")
        if len(self.found["report"]) > len(self.asked["report"]):
            doubled.append(f"{len(self.asked['report'])} reports brought, {len(self.found['report'])} recorded")
        for kind in ("setting", "hook"):
            lost += [f"the {kind} {name} was acknowledged, and is not there" for name in self.known[kind]
                     if name not in self.found[kind]]
        for kind in ("batch", "setting", "hook"):
            doubled += [f"the {kind} {name} is there {count} times" for name, count in self.found[kind].items()
                        if count > 1]
        for name in self.asked["batch"]:
            doubled += [f"b{name}-{number} of a batch was queued twice" for number in range(self.ITEMS)
                        if queued_documents.get(f"b{name}-{number}", 0) > 1]
        return lost, doubled

    def unfinished(self, queued_documents):
        """The documents of acknowledged batches that were not queued, once everything had time to be."""
        return [f"b{name}-{number} of an acknowledged batch was never queued" for name in self.known["batch"]
                for number in range(self.ITEMS) if queued_documents.get(f"b{name}-{number}", 0) != 1]

    def check_backup(self, exported, scratch=None):
        """What is wrong with the backup, as the programs find it; also put back into `scratch`, where that is given."""
        if not self.backups or not any(self.backup.glob("*/*.receipt")):
            return []
        done = subprocess.run(
            [str(self.binaries / "postboek"), "check-backup", str(self.backup), "--json"], capture_output=True, timeout=300
        )
        if done.returncode != 0:
            return [f"the backup is not whole: {done.stderr.decode(errors='replace')[:500]}"]
        self.backups_checked += 1
        if scratch is None:
            return []
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        shutil.copy2(self.data / "instance.key", scratch / "instance.key")
        done = subprocess.run(
            [str(self.binaries / "postboek"), "restore", str(self.backup), "--to", str(scratch), "--json"],
            capture_output=True, timeout=600,
        )
        if done.returncode != 0:
            return [f"the backup could not be put back: {done.stderr.decode(errors='replace')[:500]}"]
        size = json.loads(done.stdout)["organizations"][0]["events"]
        organization = scratch / "organizations" / "main"
        for arguments in (["verify", organization], ["replay", organization]):
            done = subprocess.run([str(self.binaries / "postboek-audit"), *map(str, arguments)], capture_output=True)
            if done.returncode != 0:
                return [f"the restored folder: {arguments[0]} ended with {done.returncode}: {done.stdout[:500]}"]
        done = subprocess.run([str(self.binaries / "postboek-audit"), "export", str(organization)], capture_output=True)
        ids = [json.loads(line)["id"] for line in done.stdout.splitlines()]
        if ids[:size] != exported[:size] or json.loads(done.stdout.splitlines()[size])["type"] != "ledger.restored":
            return ["the restored ledger does not begin with the events that were backed up"]
        self.restores += 1
        shutil.rmtree(scratch)
        return []


def signed(message, rng):
    """A provider's call that says that a mail was delivered, signed as Mailgun signs."""
    timestamp, token = str(int(time.time())), f"{rng.getrandbits(100):025x}"
    signature = hmac.new(WEBHOOK_KEY.encode(), (timestamp + token).encode(), hashlib.sha256).hexdigest()
    return json.dumps({
        "signature": {"timestamp": timestamp, "token": token, "signature": signature},
        "event-data": {
            "id": f"e-{message[0]}", "timestamp": time.time(), "recipient": "uncertain@example.com",
            "message": {"headers": {"message-id": message[1]}}, "event": "delivered",
        },
    })
