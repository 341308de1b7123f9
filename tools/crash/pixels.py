"""Finds the pixel of a mail."""

import email
import re


def pixel_token(mail):
    """The token in the address of the pixel that a mail of the sandbox holds."""
    for part in email.message_from_bytes(mail).walk():
        if part.get_content_type() == "text/html":
            found = re.search(rb"/t/([A-Za-z0-9_-]+)\.gif", part.get_payload(decode=True))
            if found:
                return found.group(1).decode()
    raise ValueError("a mail in the sandbox has no pixel")
