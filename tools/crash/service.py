"""Starts and ends the programs."""

import json
import os
import pathlib
import queue
import subprocess
import sys
import threading

START_SECONDS = 120
STOP_SECONDS = 60


def find_binaries(given):
    """The folder with both programs: the given one, else that of the release build, else of the debug build."""
    build = pathlib.Path(__file__).resolve().parents[2] / ".build"
    for folder in [pathlib.Path(given)] if given else [build / "release", build / "debug"]:
        if all((folder / name).is_file() for name in ("postboek", "postboek-audit")):
            return folder.resolve()
    sys.exit("postboek and postboek-audit are not built; run `swift build` first, or name their folder with --binaries")


def run_json(program, arguments):
    """Runs a program to its end; gives its exit code, the JSON it printed (None if it is none), and its complaints."""
    done = subprocess.run([str(program), *arguments], capture_output=True, timeout=600)
    try:
        answer = json.loads(done.stdout)
    except json.JSONDecodeError:
        answer = None
    return done.returncode, answer, done.stderr.decode(errors="replace")


class Service:
    """The running service."""

    def __init__(self, binaries, data, wait=True, arguments=(), environment=None, complaints=subprocess.DEVNULL):
        arguments = ["serve", "--data", str(data), "--port", "0", "--json", *arguments]
        self.process = subprocess.Popen(
            [str(binaries / "postboek"), *arguments], stdout=subprocess.PIPE, stderr=complaints, env=environment
        )
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        if wait:
            announced = self._announcement()
            self.url, self.key = announced["url"], announced.get("accessKey")

    def kill(self):
        """Ends the process as it stands, and waits until it is gone."""
        self.process.kill()
        self.process.wait(timeout=STOP_SECONDS)

    def stop(self):
        """Asks the process to finish."""
        self.process.terminate()
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def _read(self):
        with self.process.stdout as output:
            for line in output:
                self.lines.put(line)
        self.lines.put(None)

    def _announcement(self):
        try:
            line = self.lines.get(timeout=START_SECONDS)
        except queue.Empty:
            self.kill()
            raise RuntimeError(f"the service said nothing in {START_SECONDS} seconds") from None
        if line is None:
            raise RuntimeError(f"the service ended while it was starting, with {self.process.wait(STOP_SECONDS)}")
        return json.loads(line)
