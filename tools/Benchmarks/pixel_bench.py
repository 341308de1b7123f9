"""Measures pixel hits a second beside nginx with an access log, both under wrk, in one run.

Starts the service and nginx on loopback with temporary folders, sends tracked messages through the sandbox, and asks for
the pixels of their copies. Ends only what it started.
"""

import argparse
import concurrent.futures
import email
import email.policy
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).parent
RECIPIENTS = 5
TICKS = os.sysconf("SC_CLK_TCK")


class Service:
    """The service on a folder of its own, and a client for it."""

    def __init__(self, binary, folder):
        self.log = open(folder / "service.log", "wb")
        self.process = subprocess.Popen(
            [binary, "serve", "--data", str(folder / "data"), "--port", "0", "--json"],
            stdout=subprocess.PIPE, stderr=self.log, text=True,
        )
        line = self.process.stdout.readline()
        if not line:
            sys.exit("the service did not start; see " + str(folder / "service.log"))
        said = json.loads(line)
        self.url, self.key = said["url"], said["accessKey"]
        self.place = urllib.parse.urlsplit(self.url).netloc
        self.connections = threading.local()

    def call(self, method, path, body=None):
        if not hasattr(self.connections, "mine"):
            self.connections.mine = http.client.HTTPConnection(self.place, timeout=60)
        connection = self.connections.mine
        headers = {"Authorization": "Bearer " + self.key, "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def checked(self, method, path, body=None):
        status, content = self.call(method, path, body)
        if status >= 300:
            sys.exit(f"{method} {path} was answered with {status}: {content[:500]}")
        return content

    def size(self):
        """How many events the ledger has: the second line of its checkpoint."""
        return int(self.checked("GET", "/v1/checkpoint").decode().splitlines()[1])

    def wait_for_views(self):
        """Waits until every view holds what the ledger holds, and says for how long."""
        start, position = time.monotonic(), self.size() - 1
        while self.call("GET", f"/v1/messages?limit=1&atLeast={position}")[0] != 200:
            if time.monotonic() - start > 300:
                sys.exit("the views do not catch up")
            time.sleep(0.2)
        return time.monotonic() - start

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Nginx:
    """nginx with `empty_gif` and an access log, on a free port."""

    def __init__(self, folder):
        import socket

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        (folder / "nginx.conf").write_text(f"""
            daemon off;
            worker_processes auto;
            pid {folder}/nginx.pid;
            error_log {folder}/error.log;
            events {{ worker_connections 1024; }}
            http {{
                access_log {folder}/access.log combined;
                client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
                uwsgi_temp_path {folder}; scgi_temp_path {folder};
                keepalive_requests 1000000000;
                server {{ listen 127.0.0.1:{port}; location / {{ empty_gif; }} }}
            }}
        """)
        binary = shutil.which("nginx") or "/usr/sbin/nginx"
        self.process = subprocess.Popen([binary, "-p", str(folder), "-c", str(folder / "nginx.conf")])
        for _ in range(50):
            time.sleep(0.1)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
        self.end()
        sys.exit(f"nginx did not start; see {folder}/error.log")

    def end(self):
        self.process.terminate()
        self.process.wait()


def cpu_seconds(pid):
    """The processor time of a process and its children so far."""
    total = 0
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        fields = text[text.rindex(")") + 2:].split()
        if int(text.split(" ", 1)[0]) == pid or int(fields[1]) == pid:
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def pixel_paths(service, messages):
    """Sends tracked messages to a few recipients each; the paths of all copies' pixels."""

    def send(number):
        people = [{"address": f"person{number * RECIPIENTS + each}@example.com"} for each in range(RECIPIENTS)]
        document = {"id": f"bench-{number}", "type": "invoice", "number": f"2026-{number:05}"}
        request = {"document": document, "to": people, "subject": f"Invoice 2026-{number:05}",
                   "text": "Please find the invoice.", "method": "sandbox", "trackOpens": True}
        return json.loads(service.checked("POST", "/v1/messages", request))["id"]

    def path(copy):
        mail = service.checked("GET", f"/v1/messages/{copy[0]}/content?recipient={copy[1]}")
        html = email.message_from_bytes(mail, policy=email.policy.default).get_body(("html",)).get_content()
        return re.search(r'src="[^"]*?(/t/[^"]+\.gif)"', html).group(1)

    with concurrent.futures.ThreadPoolExecutor(4) as workers:
        start = time.monotonic()
        ids = list(workers.map(send, range(messages)))
        queued = time.monotonic()
        while json.loads(service.checked("GET", "/v1/messages?status=in_transit&limit=1"))["items"]:
            if time.monotonic() - start > 600:
                sys.exit("the messages are not delivered")
            time.sleep(0.2)
        service.wait_for_views()
        delivered = time.monotonic()
        copies = [(id, number + 1) for id in ids for number in range(RECIPIENTS)]
        paths = list(workers.map(path, copies))
    print(f"{messages} messages with {len(paths)} copies: accepted in {queued - start:.1f} s, delivered to the sandbox "
          f"after {delivered - start:.1f} s, read back in {time.monotonic() - delivered:.1f} s", file=sys.stderr)
    return paths


def measure(name, server, paths, options, folder):
    """One run of wrk."""
    asked = folder / "paths"
    asked.write_text("".join(path + "\n" for path in paths))
    service = server if isinstance(server, Service) else None
    events, cpu = service.size() if service else 0, cpu_seconds(server.process.pid)
    done = subprocess.run(
        ["wrk", "-t2", f"-c{options.connections}", f"-d{options.seconds}s", "-s", str(HERE / "pixels.lua"), server.url,
         "--", str(asked)],
        capture_output=True, text=True, timeout=options.seconds + 60, check=True,
    )
    result = json.loads(done.stdout.splitlines()[-1])
    result["name"] = name
    result["perSecond"] = result["answers"] / result["seconds"]
    if service:
        result["events"] = service.size() - events
        result["viewsBehindSeconds"] = service.wait_for_views()
    # What the views do afterwards belongs to the hits too.
    result["cpuMicroseconds"] = (cpu_seconds(server.process.pid) - cpu) * 1e6 / max(1, result["answers"])
    return result


def show(results, options):
    by_name = {}
    for result in results:
        by_name.setdefault(result["name"], []).append(result)
    medians = [sorted(same, key=lambda each: each["perSecond"])[len(same) // 2] for same in by_name.values()]
    nginx = next(each for each in medians if each["name"].startswith("nginx"))
    for each in medians:
        each["ofNginx"] = each["perSecond"] / nginx["perSecond"]
    if options.json:
        print(json.dumps({"connections": options.connections, "seconds": options.seconds, "rounds": options.rounds,
                          "measurements": medians}, indent=2, sort_keys=True))
        return
    print(f"wrk, {options.connections} connections, {options.seconds} s each, the median of {options.rounds}")
    print(f"{'':34}{'per second':>11}{'of nginx':>10}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'CPU us':>8}"
          f"{'events':>9}{'refused':>9}{'views behind s':>16}")
    for each in medians:
        print(f"{each['name']:34}{each['perSecond']:11.0f}{each['ofNginx']:10.3f}{each['p50']:9.2f}{each['p95']:9.2f}"
              f"{each['p99']:9.2f}{each['cpuMicroseconds']:8.0f}{each.get('events', ''):>9}"
              f"{each['refused'] + each['broken']:9}"
              + (f"{each['viewsBehindSeconds']:16.1f}" if "viewsBehindSeconds" in each else ""))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", help="the postboek to measure, built with -c release")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--messages", type=int, default=500, help="how many messages, of five copies each")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="postboek-bench-") as name:
        folder = pathlib.Path(name)
        started = []
        try:
            started.append(service := Service(options.binary, folder))
            paths = pixel_paths(service, options.messages)
            started.append(nginx := Nginx(folder))
            forged = [path[:-6] + ("AA" if path[-6:-4] != "AA" else "BB") + ".gif" for path in paths]
            results = []
            for _ in range(options.rounds):
                for case in [
                    ("nginx empty_gif, access log", nginx, paths),
                    ("pixel, every hit an event", service, paths),
                    ("pixel, one copy flooded", service, paths[:1]),
                    ("pixel, forged tokens", service, forged),
                    ("healthz", service, ["/healthz"]),
                ]:
                    results.append(measure(*case, options, folder))
            show(results, options)
        finally:
            for each in started:
                each.end()


if __name__ == "__main__":
    main()
