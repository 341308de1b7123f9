"""Builds and steers what stands between a program and its files (shim.c)."""

import mmap
import os
import pathlib
import shutil
import struct
import subprocess

WRITES, SYNCS, RENAMES, CREATES, REMOVES = 1, 2, 4, 8, 16
EVERYTHING = WRITES | SYNCS | RENAMES | CREATES | REMOVES


def build(folder):
    """Compiles the shim into a folder; gives its path."""
    library = pathlib.Path(folder) / "shim.so"
    source = pathlib.Path(__file__).with_name("shim.c")
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("clang") or "cc"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl", "-lpthread"], check=True)
    return library


def environment(library, folder, trace=None, control=None):
    """The environment in which a program's files below a folder go through the shim."""
    variables = {**os.environ, "LD_PRELOAD": str(library), "POSTBOEK_FAULT_FOLDER": str(folder)}
    if trace:
        variables["POSTBOEK_FAULT_TRACE"] = str(trace)
    if control:
        variables["POSTBOEK_FAULT_CONTROL"] = str(control.path)
    return variables


class Control:
    """What a running program is told through a file that both map into memory."""

    FORM = "<iiiiiiq200s"

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.path.write_bytes(bytes(struct.calcsize(self.FORM)))
        with open(self.path, "r+b") as file:
            self.map = mmap.mmap(file.fileno(), 0)

    def arm(self, kinds, code, after=0, times=-1, match=""):
        """Makes calls of these kinds fail with an error: the next `times` of them (-1 for all), once `after` have worked."""
        self._set(0, 0)
        self.map[32:232] = match.encode().ljust(200, b"\0")
        for offset, value in ((4, code), (8, after), (12, times), (16, 0)):
            self._set(offset, value)
        self._set(0, kinds)

    def disarm(self):
        self._set(0, 0)
        self._set(4, 0)

    def slow_syncs(self, seconds, match=""):
        """Makes syncs of files whose path holds `match` take so much longer."""
        self.map[32:232] = match.encode().ljust(200, b"\0")
        self._set(20, int(seconds * 1e6))

    def move_clock(self, seconds):
        self.map[24:32] = struct.pack("<q", int(seconds * 1e9))

    @property
    def failed(self):
        """How many calls failed since it was armed last."""
        return struct.unpack("<i", self.map[16:20])[0]

    def _set(self, offset, value):
        self.map[offset:offset + 4] = struct.pack("<i", value)
