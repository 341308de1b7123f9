"""What schemathesis cannot know of the service: mails, pictures, ids that exist, and the key that it must not end."""

import json
import os
import uuid
import zlib

import schemathesis

OWN_KEY = os.environ.get("POSTBOEK_OWN_KEY_ID", "")
KNOWN_IDS = json.loads(os.environ.get("POSTBOEK_KNOWN_IDS", "{}"))
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABV6fPLgAAAABJRU5ErkJggg=="
)
REPORT = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: Undelivered\r\n\r\nIt could not be delivered.\r\n"


@schemathesis.serializer("message/rfc822")
def mail(context, value):
    """A report as it came by mail: any bytes."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", errors="replace")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Puts in, in half of the cases, ids that exist and files that are some; leaves the key alone that all calls bear."""
    path = case.path_parameters or {}
    if zlib.crc32(repr(sorted(path.items())).encode(errors="replace")) % 2:
        for name in path.keys() & KNOWN_IDS.keys():
            path[name] = KNOWN_IDS[name]
        if path.keys() == {"level", "a"}:
            path["a"] = "000"
    if OWN_KEY and OWN_KEY in str(path.get("key", "")):
        path["key"] = str(uuid.uuid4())
    if zlib.crc32(repr(case.body).encode(errors="replace")) % 2:
        if case.operation.path == "/v1/settings/logo" and isinstance(case.body, dict):
            case.body = {"name": "logo.png", "mediaType": "image/png", "content": PICTURE}
        elif case.operation.path == "/v1/reports":
            case.body = REPORT
        elif case.operation.path in ("/v1/erasures", "/v1/subject-exports", "/v1/subject-keys/rotate", "/v1/holds"):
            if isinstance(case.body, dict) and "address" in case.body:
                case.body = {**case.body, "address": f"person{zlib.crc32(repr(case.body).encode()) % 10}@example.com"}


@schemathesis.hook
def after_call(context, case, response):
    """Notes what was answered, as the report of the package leaves calls out that were changed above."""
    with open(os.environ["POSTBOEK_ANSWERS"], "a") as file:
        file.write(f"{response.status_code} {case.operation.label}\n")
