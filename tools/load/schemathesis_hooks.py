"""What schemathesis cannot know of the service: other media types, ids that exist, and the key that it must not end."""

import json
import os
import uuid
import zlib

import schemathesis

OWN_KEY = os.environ.get("POSTBOEK_OWN_KEY_ID", "")
KNOWN_IDS = json.loads(os.environ.get("POSTBOEK_KNOWN_IDS", "{}"))
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c636060606000000005000157"
    "a7cf2e0000000049454e44ae426082"
)


@schemathesis.serializer("message/rfc822")
def mail(context, value):
    """A report as it came by mail: any bytes."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", errors="replace")


@schemathesis.serializer("image/png", "image/jpeg", "image/gif")
def picture(context, value):
    """A picture, in half of the cases a real one."""
    drawn = value if isinstance(value, bytes) else str(value).encode("utf-8", errors="replace")
    return PICTURE if zlib.crc32(drawn) % 2 else drawn


@schemathesis.hook
def before_call(context, case, kwargs):
    """Puts ids in that exist, in half of the cases; and leaves the key alone with which all calls are made."""
    path = case.path_parameters or {}
    if zlib.crc32(repr(sorted(path.items())).encode(errors="replace")) % 2:
        for name in path.keys() & KNOWN_IDS.keys():
            path[name] = KNOWN_IDS[name]
    if OWN_KEY and OWN_KEY in str(path.get("key", "")):
        path["key"] = str(uuid.uuid4())
