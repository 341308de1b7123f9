"""Checks receipts, tiles and bundles with nothing of this package: from the published formats alone.

C2SP signed-note, tlog-checkpoint, tlog-proof and tlog-tiles; RFC 9162 (tree), RFC 8032 (Ed25519), RFC 8439 (sealed parts).
usage: check_evidence.py receipt FILE VKEY | tiles CHECKPOINT TILE ENTRIES VKEY | bundle FILE VKEY
"""

import base64
import hashlib
import json
import struct
import sys
import uuid
import zipfile

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def need(holds, words):
    if not holds:
        sys.exit(words)


def sha(data):
    return hashlib.sha256(data).digest()


def decode(text):
    data = base64.b64decode(text, validate=True)
    need(base64.b64encode(data).decode() == text, "base64 that is not the usual one")
    return data


def note(text, vkey):
    """The signed text of a note, if this key signed it."""
    name, key_id, key = vkey.split("+", 2)
    raw = decode(key)
    need(sha(name.encode() + b"\n" + raw)[:4].hex() == key_id, "the public key does not fit its id")
    body, signatures = text.rsplit("\n\n", 1)
    body += "\n"
    for line in signatures.splitlines():
        dash, signer, signature = line.split(" ")
        data = decode(signature)
        if dash == "\u2014" and signer == name and data[:4].hex() == key_id:
            Ed25519PublicKey.from_public_bytes(raw[1:]).verify(data[4:], body.encode())
            need(signatures.count("\n") == 1, "more below the note than its signature")
            return body
    sys.exit("not signed by this key")


def checkpoint(text, vkey):
    origin, size, root = note(text, vkey).split("\n")[:3]
    need(origin == vkey.split("+")[0], "another ledger's checkpoint")
    return int(size), decode(root)


def receipt(text, vkey, entry=None):
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
    size, root = checkpoint("\n".join(lines[gap + 1 :]), vkey)
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


def opened(header, body, keys):
    """What a body says, its sealed parts decrypted."""
    data = body["data"]
    for part in body.get("sealed", []):
        key = keys.get((part["subject"], part["key"]))
        period = keys.get((part["period"], part["periodKey"])) if "period" in part else b""
        if not key or period is None:
            continue
        ends = [part["period"].encode(), part["periodKey"].encode()] if period else []
        if period:
            key = HKDF(hashes.SHA256(), 32, None, b"postboek sealed part 2").derive(key + period)
        place = [b"postboek sealed part 2" if period else b"postboek sealed part 1", uuid.UUID(header["ledger"]).bytes,
                 uuid.UUID(header["id"]).bytes, part["subject"].encode(), part["key"].encode(), *ends, b"body"]
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


def bundle(path, vkey):
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    listed = note(files.pop("manifest.txt").decode(), vkey).splitlines()
    need(listed[:2] == ["postboek evidence bundle 1", "ledger " + vkey.split("+")[0]], "another kind of list")
    need(listed[2:] == [f"{sha(data).hex()}  {name}" for name, data in files.items()], "a file is not the listed one")
    keys = {(item["subject"], item["id"]): decode(item["key"]) for item in json.loads(files["keys.json"])}
    for name in files:
        if not name.endswith(".header.json"):
            continue
        prefix = name.removesuffix(".header.json")
        header, body = json.loads(files[name]), files[prefix + ".body.json"]
        index, _ = receipt(files[prefix + ".receipt"].decode(), vkey, files[name])
        need(index == header["position"], "a receipt of another event")
        need(sha(body).hex() == header["body"], "a body is not the one that its header names")
        shown = json.loads(files[prefix + ".opened.json"])
        need(opened(header, json.loads(body), keys) == shown, "what is shown is not what the body says")
        print(index, header["type"], json.dumps(shown))
        if header["type"] == "message.queued":
            for number, copy in shown["recipients"].items():
                mail = files[f"mails/{header['message']}-{number}.eml"]
                need(sha(mail).hex() == copy["contentHash"], "a mail is not the one that the ledger names")


try:
    command, *arguments = sys.argv[1:]
    if command == "receipt":
        print(receipt(open(arguments[0], encoding="utf-8").read(), arguments[1])[1].decode())
    elif command == "tiles":
        tiles(*arguments)
    else:
        bundle(*arguments)
except Exception as error:  # whatever does not even parse does not hold
    sys.exit(f"{type(error).__name__}: {error}")
