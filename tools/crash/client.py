"""Calls the service, one connection for each client."""

import http.client
import urllib.parse


class NoAnswer(Exception):
    """The connection ended before there was a whole answer: what was asked may have been done or not."""


class Client:
    """A connection that is kept open and serves one thread."""

    SECONDS = 120

    def __init__(self, url, key):
        parts = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=self.SECONDS)
        self.key = key
        # What the last answer said about when to try again.
        self.retry_after = None

    def get(self, path, authorized=True):
        headers = {"Authorization": f"Bearer {self.key}"} if authorized else {"User-Agent": "Mozilla/5.0"}
        return self._call("GET", path, None, headers)

    def post(self, path, body, headers):
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", **headers}
        return self._call("POST", path, body.encode(), headers)

    def put(self, path, body):
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        return self._call("PUT", path, body.encode(), headers)

    def close(self):
        self.connection.close()

    def _call(self, method, path, body, headers):
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            self.retry_after = response.getheader("Retry-After")
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            raise NoAnswer(f"{method} {path.split('/')[1]}: {error!r}") from error
