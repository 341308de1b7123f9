"""Checks receipts, tiles and bundles with nothing of this package: from the published formats alone.

C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof and tlog-tiles; RFC 9162 (tree), RFC 8032 (Ed25519), RFC 2104
and RFC 8439 (sealed parts).
usage: check_evidence.py receipt FILE VKEY [WITNESS…] | tiles CHECKPOINT TILE ENTRIES VKEY | bundle FILE VKEY [WITNESS…]
       check_evidence.py bytes FILE VKEY STEP [WITNESS…]   (changes every STEP-th byte of a receipt or bundle in turn)
"""

import base64
import contextlib
import hashlib
import hmac
import io
import json
import struct
import sys
import uuid
import zipfile

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class DoesNotHold(Exception):
    pass


def need(holds, words):
    if not holds:
        raise DoesNotHold(words)


def sha(data):
    return hashlib.sha256(data).digest()


def decode(text):
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text, "base64 that is not the usual one")
    return data


def signed_by(vkey, body, signatures):
    """Checks the one signature line of this key; of a witness (type 4) with the time in it."""
    name, key_id, key = vkey.split("+", 2)
    raw = decode(key)
    need(sha(name.encode() + b"\n" + raw)[:4].hex() == key_id, "the public key does not fit its id")
    for line in signatures.split("\n"):
        dash, signer, signature = line.split(" ")
        data = decode(signature)
        if dash != "\u2014" or signer != name or data[:4].hex() != key_id:
            continue
        message = body.encode()
        if raw[0] == 4:
            seconds = struct.unpack(">Q", data[4:12])[0]
            need(seconds > 0, "a cosignature without a time")
            message, data = b"cosignature/v1\ntime %d\n" % seconds + message, data[8:]
        Ed25519PublicKey.from_public_bytes(raw[1:]).verify(data[4:], message)
        return
    raise DoesNotHold(f"not signed by {name}")


def note(text, vkey, witnesses=()):
    """The signed text of a note, if this key and all these witnesses signed it, and nobody else."""
    body, signatures = text.rsplit("\n\n", 1)
    need(signatures.endswith("\n"), "the last line does not end")
    body, signatures = body + "\n", signatures[:-1]
    for key in (vkey, *witnesses):
        signed_by(key, body, signatures)
    need(signatures.count("\n") == len(witnesses), "more below the note than the signatures asked for")
    return body


def checkpoint(text, vkey, witnesses=()):
    origin, size, root = note(text, vkey, witnesses).split("\n")[:3]
    need(origin == vkey.split("+")[0], "another ledger's checkpoint")
    return int(size), decode(root)


def receipt(text, vkey, witnesses=(), entry=None):
    lines = text.split("\n")
    need(lines[0] == "c2sp.org/tlog-proof@v1", "not a receipt")
    place = 1
    if lines[place].startswith("extra "):
        extra = decode(lines[place][6:])
        need(entry is None or entry == extra, "the entry beside the receipt is another one")
        entry, place = extra, place + 1
    index = int(lines[place].removeprefix("index "))
    need(lines[place] == f"index {index}", "no index")
    gap = lines.index("", place)
    proof = [decode(line) for line in lines[place + 1 : gap]]
    size, root = checkpoint("\n".join(lines[gap + 1 :]), vkey, witnesses)
    need(index < size, "outside of the tree")
    node, last, value = index, size - 1, sha(b"\0" + entry)
    for sibling in proof:
        need(last > 0, "the proof is too long")
        if node & 1 or node == last:
            value = sha(b"\1" + sibling + value)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            value = sha(b"\1" + value + sibling)
        node, last = node >> 1, last >> 1
    need(last == 0 and value == root, "the proof leads to another root")
    return index, entry


def root_of(hashes):
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\1" + root_of(hashes[:split]) + root_of(hashes[split:]))


def tiles(checkpoint_file, tile_file, entries_file, vkey):
    size, root = checkpoint(open(checkpoint_file, encoding="utf-8").read(), vkey)
    tile, rest = open(tile_file, "rb").read(), open(entries_file, "rb").read()
    hashes = [tile[i : i + 32] for i in range(0, len(tile), 32)]
    need(len(hashes) == size and root_of(hashes) == root, "the tile gives another root")
    for value in hashes:
        length = struct.unpack(">H", rest[:2])[0]
        need(sha(b"\0" + rest[2 : 2 + length]) == value, "an entry is not the one in the tile")
        rest = rest[2 + length :]
    need(not rest, "more entries than hashes")


def opened(header, body, secrets):
    """What a body says, its sealed parts decrypted."""
    data = body["data"]
    for part in body.get("sealed", []):
        secret = secrets.get((header["position"], part["commitment"]))
        if not secret:
            continue
        key = hmac.digest(secret, b"postboek part key", "sha256")
        ends = [part[name].encode() for name in ("period", "periodKey") if name in part]
        place = [b"postboek sealed part 2", uuid.UUID(header["ledger"]).bytes, uuid.UUID(header["id"]).bytes,
                 part["subject"].encode(), part["key"].encode(), *ends, b"body"]
        bound = b"".join(struct.pack(">I", len(item)) + item for item in place)
        box = base64.b64decode(part["box"])
        merge(data, json.loads(ChaCha20Poly1305(key).decrypt(box[:12], box[12:], bound)))
    return data


def merge(into, other):
    for name, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            merge(into[name], value)
        else:
            into[name] = value


def whole(archive, raw):
    """Whether the file is nothing but its members, each stored as it is under a plain head, and their list."""
    place, listing = 0, b""
    for info in archive.infolist():
        name, data = info.filename.encode(), archive.read(info)
        facts = struct.pack("<HHHHHIIIHH", 20, 0x800, 0, 0, 0x21, info.CRC, len(data), len(data), len(name), 0)
        head = b"PK\3\4" + facts + name + data
        need(raw[place : place + len(head)] == head, "the frame of a member was changed")
        listing += b"PK\1\2" + struct.pack("<H", 20) + facts + struct.pack("<HHHII", 0, 0, 0, 0, place) + name
        place += len(head)
    count = len(archive.infolist())
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(listing), place, 0)
    need(raw[place:] == listing + end, "the frame of the file was changed")


def bundle(raw, vkey, witnesses=()):
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        whole(archive, raw)
        files = {name: archive.read(name) for name in archive.namelist()}
    listed = note(files.pop("manifest.txt").decode(), vkey).splitlines()
    need(listed[:2] == ["postboek evidence bundle 1", "ledger " + vkey.split("+")[0]], "another kind of list")
    need(listed[2:] == [f"{sha(data).hex()}  {name}" for name, data in files.items()], "a file is not the listed one")
    need(files["key.txt"].decode() == vkey + "\n", "another public key")
    checkpoint(files["checkpoint.txt"].decode(), vkey, witnesses)
    secrets = {}
    for item in json.loads(files["secrets.json"]):
        secret = decode(item["secret"])
        commitment = base64.b64encode(hmac.digest(secret, b"postboek part commitment", "sha256")).decode()
        secrets[item["event"], commitment] = secret
    attachments = 0
    for name in files:
        if not name.endswith(".header.json"):
            continue
        prefix = name.removesuffix(".header.json")
        header, body = json.loads(files[name]), files[prefix + ".body.json"]
        index, _ = receipt(files[prefix + ".receipt"].decode(), vkey, witnesses, files[name])
        need(index == header["position"], "a receipt of another event")
        need(sha(body).hex() == header["body"], "a body is not the one that its header names")
        shown = json.loads(files[prefix + ".opened.json"])
        need(opened(header, json.loads(body), secrets) == shown, "what is shown is not what the body says")
        print(index, header["type"], json.dumps(shown))
        if header["type"] == "message.queued":
            for number, copy in shown["recipients"].items():
                mail = files[f"mails/{header['message']}-{number}.eml"]
                need(sha(mail).hex() == copy["contentHash"], "a mail is not the one that the ledger names")
            for copy in shown["attachments"].values():
                found = [data for name, data in files.items() if name.startswith("attachments/" + copy["contentHash"][:16])]
                need(found and sha(found[0]).hex() == copy["contentHash"], "an attachment is not the one that was mailed")
                attachments += 1
    print("attachments", attachments)


def holds(raw, vkey, witnesses):
    if raw[:2] == b"PK":
        bundle(raw, vkey, witnesses)
    else:
        print(receipt(raw.decode(), vkey, witnesses)[1].decode())


def changed_bytes(path, vkey, step, *witnesses):
    """How many changes of one byte each are found; all must be."""
    raw = open(path, "rb").read()
    places = range(0, len(raw), int(step))
    with contextlib.redirect_stdout(io.StringIO()):
        for place in places:
            changed = bytearray(raw)
            changed[place] ^= 1 << place % 8
            try:
                holds(bytes(changed), vkey, witnesses)
            except Exception:
                continue
            sys.exit(f"byte {place} was changed, and nothing was found")
    print(f"{len(places)} of {len(raw)} bytes changed in turn, each change found")


try:
    command, *arguments = sys.argv[1:]
    if command == "tiles":
        tiles(*arguments)
    elif command == "bytes":
        holds(open(arguments[0], "rb").read(), arguments[1], arguments[3:])
        changed_bytes(*arguments)
    else:
        holds(open(arguments[0], "rb").read(), arguments[1], arguments[2:])
except Exception as error:  # whatever does not even parse does not hold
    sys.exit(f"{type(error).__name__}: {error}")
