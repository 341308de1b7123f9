"""What strangers, and one customer gone mad, may do to the service; each attack runs until it is told to stop."""

import asyncio
import collections
import json
import random

GIF = 43


class Attack:
    """One attack: many connections at once, from addresses of this machine's own."""

    name = ""

    def __init__(self, target, connections):
        self.target, self.wanted = target, connections
        self.answers, self.opened, self.closed = collections.Counter(), 0, 0
        self.random = random.Random(self.name)

    async def run(self, seconds):
        """Opens the connections a few at a time, keeps at it, and ends them."""
        self.end = asyncio.get_running_loop().time() + seconds
        tasks = []
        for number in range(self.wanted):
            tasks.append(asyncio.create_task(self._one(number)))
            if number % 50 == 49:
                await asyncio.sleep(0.01)
        await asyncio.sleep(max(0, self.end - asyncio.get_running_loop().time()))
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def is_over(self):
        return asyncio.get_running_loop().time() >= self.end

    async def _one(self, number):
        while not self.is_over():
            writer = None
            try:
                source = (f"127.0.0.{2 + number % self.target.sources}", 0)
                reader, writer = await asyncio.open_connection(self.target.host, self.target.port, local_addr=source)
                self.opened += 1
                await self.talk(reader, writer)
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError, IndexError):
                self.closed += 1
                await asyncio.sleep(0.2)
            finally:
                if writer is not None:
                    writer.transport.abort()

    async def talk(self, reader, writer):
        raise NotImplementedError

    async def answer(self, reader):
        """Reads one answer; gives its status and body."""
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        body = await reader.readexactly(length)
        self.answers[status] += 1
        return status, body

    async def until_closed(self, reader):
        """Hears whatever comes until the service closes the connection."""
        first = True
        while piece := await reader.read(65536):
            if first and piece.startswith(b"HTTP/1.1 "):
                self.answers[int(piece[9:12])] += 1
            first = False
        self.closed += 1


class Silence(Attack):
    name = "half-open connections"

    async def talk(self, reader, writer):
        await self.until_closed(reader)


class Trickle(Attack):
    """Begins a request, and goes on with it a byte in a second."""

    drop = b"a"

    def beginning(self):
        raise NotImplementedError

    async def talk(self, reader, writer):
        async def trickle():
            writer.write(self.beginning())
            while True:
                writer.write(self.drop)
                await asyncio.sleep(1)

        task = asyncio.create_task(trickle())
        try:
            await self.until_closed(reader)
        finally:
            task.cancel()


class SlowHeaders(Trickle):
    name = "slow headers"

    def beginning(self):
        return b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "


class SlowBodies(Trickle):
    name = "slow bodies, valid key"
    drop = b" "

    def beginning(self):
        return self.target.head("POST", "/v1/messages", self.target.mad_key, length=36_000_000)


class SlowReaders(Attack):
    name = "answers never read"

    async def talk(self, reader, writer):
        writer.transport.pause_reading()
        writer.write(self.target.head("GET", "/openapi.json") * 50)
        while not writer.transport.is_closing():
            await asyncio.sleep(0.5)


class HugeHeaders(Attack):
    name = "huge headers"

    async def talk(self, reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nX-Large: " + b"a" * 200_000)
        await self.until_closed(reader)


class HugeBodies(Attack):
    name = "huge bodies"

    async def talk(self, reader, writer):
        async def pour():
            writer.write(self.target.head("POST", "/v1/messages", self.target.mad_key, chunked=True))
            piece = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
            while True:
                writer.write(piece)
                await writer.drain()

        task = asyncio.create_task(pour())
        try:
            await self.until_closed(reader)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


class Requests(Attack):
    """Request after request over connections that are kept open."""

    async def talk(self, reader, writer):
        while not self.is_over():
            request = self.request()
            writer.write(request)
            status, body = await self.answer(reader)
            self.heard(status, body)

    def request(self):
        raise NotImplementedError

    def heard(self, status, body):
        pass


class GoodPixels(Requests):
    name = "pixel flood, many copies"

    def request(self):
        return self.target.pixel(self.random.choice(self.target.tokens))

    def heard(self, status, body):
        if status == 200 and len(body) == GIF:
            self.target.hits += 1


class RepeatedPixel(GoodPixels):
    name = "pixel flood, one copy"

    def request(self):
        return self.target.pixel(self.target.tokens[0])


class BadPixels(Requests):
    name = "pixel flood, forged tokens"

    def request(self):
        return self.target.pixel("".join(self.random.choices("ABCDEFabcdef0123456789-_", k=84)))


class BadKeys(Requests):
    name = "guessed access keys"

    def request(self):
        guess = f"pb_{self.random.getrandbits(128):032x}_{self.random.getrandbits(256):064x}"
        return self.target.head("GET", "/v1/messages", guess)


class Webhooks(Requests):
    name = "webhook flood, wrong secret"

    def request(self):
        body = b"[" + b'{"event":"delivered"},' * 2000 + b"{}]"
        path = f"/hooks/main/sendgrid/{self.random.getrandbits(128):032x}"
        return self.target.head("POST", path, length=len(body)) + body


class MadCustomer(Requests):
    name = "one organization floods"

    def request(self):
        number = self.random.getrandbits(64)
        body = self.target.message(f"mad-{number}")
        return self.target.head("POST", "/v1/messages", self.target.mad_key, length=len(body)) + body

    def heard(self, status, body):
        if status == 202:
            self.target.mad_sends.append(json.loads(body)["id"])


class Crowd(Attack):
    name = "a crowd of connections"

    async def talk(self, reader, writer):
        while not self.is_over():
            writer.write(self.target.head("GET", "/healthz"))
            await self.answer(reader)
            await asyncio.sleep(self.random.uniform(1, 3))


ALL = [
    Silence, SlowHeaders, SlowBodies, SlowReaders, HugeHeaders, HugeBodies, GoodPixels, RepeatedPixel, BadPixels, BadKeys,
    Webhooks, MadCustomer, Crowd,
]
