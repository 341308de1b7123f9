"""Speaks SMTP with a report listener, with and without TLS; prints what it found as JSON.

usage: check_starttls.py PORT AUTHORITY REPORT
"""

import json
import smtplib
import socket
import ssl
import sys
import time

port, authority, report = sys.argv[1:]
recipient = "b@bounce.test"
text = open(report, "rb").read()


def connect():
    for attempt in range(300):
        try:
            return smtplib.SMTP("127.0.0.1", int(port), timeout=30)
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise SystemExit("nobody listens")


def context():
    return ssl.create_default_context(cafile=authority)


def line(stream):
    return stream.readline().decode().strip()


def answer(stream):
    """A reply of one or several lines."""
    lines = [line(stream)]
    while lines[-1][3:4] == "-":
        lines.append(line(stream))
    return lines


def inject(pipelined):
    """Asks for TLS with more behind it in one piece, and tells what is said to two commands by TLS."""
    plain = socket.create_connection(("127.0.0.1", int(port)), timeout=30)
    # Read byte by byte: nothing of what comes by TLS may be taken along.
    stream = plain.makefile("rb", buffering=0)
    answer(stream)
    plain.sendall(b"EHLO mx.example.net\r\nMAIL FROM:<a@example.net>\r\nSTARTTLS\r\n" + pipelined)
    answer(stream)
    answer(stream)
    go = line(stream)
    secure = context().wrap_socket(plain, server_hostname="localhost")
    secured = secure.makefile("rb")
    secure.sendall(b"NOOP\r\n")
    first = line(secured)
    secure.sendall(b"RCPT TO:<%s>\r\n" % recipient.encode())
    second = line(secured)
    secure.close()
    return [go[:3], first[:3], second[:3]]


found = {}
client = connect()
client.ehlo()
found["offered"] = client.has_extn("starttls")
client.starttls(context=context())
found["version"] = client.sock.version()
found["unGreeted"] = client.docmd("MAIL FROM:<>")[0]
client.ehlo()
found["offeredAgain"] = client.has_extn("starttls")
found["again"] = client.docmd("STARTTLS")[0]
client.mail("")
found["recipient"] = client.rcpt(recipient)[0]
found["secured"] = client.data(text)[0]
client.quit()
client = connect()
client.ehlo()
client.mail("")
client.rcpt(recipient)
found["plain"] = client.data(text)[0]
client.quit()
mail = b"MAIL FROM:<x@example.org>\r\nRCPT TO:<%s>\r\n" % recipient.encode()
found["injected"] = [inject(b""), inject(mail), inject(b"EHLO x\r\n" + mail), inject(mail[:12])]
print(json.dumps(found))
