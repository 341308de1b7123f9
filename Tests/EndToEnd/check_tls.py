"""Speaks TLS with a running service while its certificate is replaced; prints what it found as JSON.

usage: check_tls.py PORT AUTHORITY CERTIFICATE KEY NEW-CERTIFICATE NEW-KEY PID
"""

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import sys
import time

port, authority, certificate, key, new_certificate, new_key, pid = sys.argv[1:]


def context(**settings):
    made = ssl.create_default_context(cafile=authority)
    for name, value in settings.items():
        setattr(made, name, value)
    return made


def connect(made=None):
    connection = http.client.HTTPSConnection("localhost", int(port), context=made or context(), timeout=30)
    connection.connect()
    return connection


def status(connection):
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    answer.read()
    return answer


def serial(connection):
    return connection.sock.getpeercert()["serialNumber"]


def put(source, place):
    """Replaces a file in one step, as tools that renew certificates do."""
    shutil.copy(source, place + ".new")
    os.replace(place + ".new", place)


found = {}
kept = connect()
first = status(kept)
found["status"], found["version"] = first.status, kept.sock.version()
found["strictTransport"] = first.headers["Strict-Transport-Security"]
found["first"] = serial(kept)

with socket.create_connection(("127.0.0.1", int(port)), timeout=30) as plain:
    plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    try:
        found["plain"] = plain.recv(100).decode("latin-1").startswith("HTTP")
    except ConnectionError:
        found["plain"] = False
try:
    old = context(minimum_version=ssl.TLSVersion.TLSv1)
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    connect(old)
    found["old"] = True
except (ssl.SSLError, OSError):
    found["old"] = False

# A key that does not fit: the service keeps what it has.
put(new_key, key)
os.kill(int(pid), signal.SIGHUP)
time.sleep(1)
found["mismatched"] = serial(connect())
put(new_certificate, certificate)
os.kill(int(pid), signal.SIGHUP)
end = time.monotonic() + 60
while time.monotonic() < end:
    found["second"] = serial(connect())
    if found["second"] != found["first"]:
        break
    time.sleep(0.2)
found["kept"] = status(kept).status
found["keptSerial"] = serial(kept)
print(json.dumps(found))
