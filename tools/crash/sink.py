"""An SMTP server that takes every mail, keeps none, and remembers which it took."""

import collections
import re
import socketserver
import threading


class Sink:
    """The server, on a free port of this machine alone."""

    def __init__(self):
        self.lock, self.taken = threading.Lock(), collections.Counter()
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session)
        self.server.daemon_threads, self.server.sink = True, self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, mail):
        found = re.search(rb"^message-id:\s*(\S+)", mail, re.IGNORECASE | re.MULTILINE)
        with self.lock:
            self.taken[found.group(1).decode() if found else "(no Message-ID)"] += 1

    def count(self):
        with self.lock:
            return self.taken.total()

    def twice(self):
        """The Message-IDs of mails that came more than once."""
        with self.lock:
            return [name for name, count in self.taken.items() if count > 1]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class _Session(socketserver.StreamRequestHandler):
    timeout = 120

    def handle(self):
        try:
            self._say("220 sink.example ESMTP")
            while line := self.rfile.readline(4096):
                verb = line.split(b" ")[0].strip().upper()
                if verb == b"EHLO":
                    self._say("250-sink.example", "250-PIPELINING", "250-8BITMIME", "250-DSN", "250 SIZE 50000000")
                elif verb == b"DATA":
                    self._say("354 go on")
                    self._take()
                elif verb == b"QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 2.0.0 fine")
        except OSError:
            pass  # The other side was killed, which is what this is for.

    def _take(self):
        mail = bytearray()
        while (line := self.rfile.readline(65536)) != b".\r\n":
            if not line:
                return
            mail += line
        # Taken before it is said: whoever is killed in between must not send it again.
        self.server.sink.take(bytes(mail))
        self._say("250 2.0.0 taken")

    def _say(self, *lines):
        self.wfile.write("".join(line + "\r\n" for line in lines).encode())
