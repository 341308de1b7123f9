"""A disk that forgets: plays a trace of changes to files, and shows what a power loss may leave of them.

The model is stricter than any file system in use, so that what survives here survives there:

- what was written to a file is durable once the file was synced, and until then each write may be there or not, in any
  order, and a part of its 512-byte sectors alone;
- that a name exists, or does not any more, is durable once its folder was synced, also for a file that was synced itself.
"""

import os
import pathlib
import struct

HEAD = struct.Struct("<ccHiqqII")
SECTOR = 512
FOLDER = object()


def records(path):
    """The records of a trace: kind, descriptor, time in ns, offset, path, and a second path or bytes."""
    data = pathlib.Path(path).read_bytes()
    place = 0
    while place + HEAD.size <= len(data):
        mark, kind, _, file, time, offset, first, second = HEAD.unpack_from(data, place)
        if mark != b"R":
            raise ValueError(f"no record at byte {place} of the trace")
        place += HEAD.size
        name, rest = data[place:place + first].decode(), data[place + first:place + first + second]
        place += first + second
        yield kind.decode(), file, time, offset, name, rest


class File:
    """A file's durable bytes, and the changes to it that were not synced."""

    def __init__(self):
        self.bytes, self.pending = bytearray(), []

    def sync(self):
        for change in self.pending:
            apply(self.bytes, change)
        self.pending = []


def apply(content, change):
    """A change: an offset and bytes to write there, or a size and None."""
    offset, data = change
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset:offset + len(data)] = data


class Disk:
    """Follows a trace, one record at a time."""

    def __init__(self, root):
        self.root = str(root)
        self.names, self.durable = {self.root: FOLDER}, {self.root: FOLDER}
        self.pending, self.open = [], {}

    def play(self, kind, file, offset, path, rest):
        if kind == "o":
            if offset == 1 and path not in self.names:
                self._rename([(path, File())])
            elif offset == 2:
                self.names[path].pending.append((0, None))
            self.open[file] = self.names.get(path)
        elif kind == "c":
            self.open.pop(file, None)
        elif kind in "wt" and isinstance(self.open.get(file), File):
            self.open[file].pending.append((offset, bytes(rest) if kind == "w" else None))
        elif kind == "s":
            self._sync(self.open.get(file), path)
        elif kind == "r":
            target = rest.decode()
            moved = [(name, None) for name in self.names if name == path or name.startswith(path + "/")]
            added = [(target + name[len(path):], self.names[name]) for name, _ in moved]
            self._rename(moved + added)
        elif kind == "l":
            self._rename([(rest.decode(), self.names[path])])
        elif kind in "ud":
            self._rename([(path, None)])
        elif kind == "m":
            self._rename([(path, FOLDER)])

    def _rename(self, changes):
        """Changes of names that happen together: a name and what it stands for, None for nothing any more."""
        for name, target in changes:
            if target is None:
                self.names.pop(name, None)
            else:
                self.names[name] = target
        self.pending.append(changes)

    def _sync(self, what, path):
        if isinstance(what, File):
            what.sync()
            return
        # One of the folder's own entries; a move between folders is durable with either.
        rest = []
        for changes in self.pending:
            if any(os.path.dirname(name) == path for name, _ in changes):
                self._keep(self.durable, changes)
            else:
                rest.append(changes)
        self.pending = rest

    @staticmethod
    def _keep(names, changes):
        for name, target in changes:
            if target is None:
                names.pop(name, None)
            else:
                names[name] = target

    def after_loss(self, mode, rng):
        """What may be there after a power loss at this moment: folders, and the bytes of files, by path below the root.

        `mode` says what of the unsynced survives: none, all, torn (each write or parts of it), reordered (also names at
        random).
        """
        names = dict(self.durable)
        if mode == "all":
            kept = self.pending
        elif mode == "torn":
            kept = self.pending[:rng.randrange(len(self.pending) + 1)]
        elif mode == "reordered":
            kept = [changes for changes in self.pending if rng.random() < 0.5]
        else:
            kept = []
        for changes in kept:
            self._keep(names, changes)
        folders, files, there = [], {}, {os.path.dirname(self.root)}
        for name, target in sorted(names.items(), key=lambda item: item[0]):
            # What lies in a folder that is not there is not there either.
            if os.path.dirname(name) not in there or name.endswith("-shm"):
                continue
            place = os.path.relpath(name, self.root)
            if target is FOLDER:
                there.add(name)
                folders.append(place)
            else:
                files[place] = self._content(target, mode, rng)
        return folders, files

    @staticmethod
    def _content(file, mode, rng):
        content = bytearray(file.bytes)
        for offset, data in file.pending:
            if mode == "none" or mode in ("torn", "reordered") and rng.random() < 0.4:
                continue
            if mode != "all" and data and rng.random() < 0.5:
                for start in range(0, len(data), SECTOR):
                    if rng.random() < 0.5:
                        apply(content, (offset + start, data[start:start + SECTOR]))
            else:
                apply(content, (offset, data))
        return bytes(content)


def write(folders, files, target):
    """Makes the folders and files below a folder."""
    target = pathlib.Path(target)
    for folder in folders:
        (target / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in files.items():
        path = target / name
        path.write_bytes(content)
        path.chmod(0o600)
