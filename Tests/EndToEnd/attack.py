"""One run of the daemon under strace with one fault, and what came of it."""

import contextlib
import re
import shutil
import signal
import subprocess
import time

import pytest

from daemon import PATIENCE, SEGMENT, SMALL_SEGMENTS, Daemon, Ended
from ledger import Client, check

PADDING = 1_500  # of an entry: three of them fill a small segment
ENTRIES = 7
# Calls whose result nobody can act on.
HARMLESS = {"close", "exit_group"}


def strace(trace, log, *expressions, entries=2 * ENTRIES):
    """strace of the calls on the files of a log that will have so many entries, and on no other."""
    segments = [f"{first:016}.jsonl" for first in range(1, entries + 2)]
    # Where a torn tail is set aside, of whatever segment.
    torn = [f"torn-{int(file.name[:16])}-{sound(file)}" for file in log.glob("*.jsonl")]
    command = ["strace", "-f", "-o", str(trace), "-e", "signal=none", "-P", str(log)]
    for name in ["head", "head.new", f"{SEGMENT}.new", *segments, *torn]:
        command += ["-P", str(log / name)]
    for expression in expressions:
        command += ["-e", expression]
    return command


def sound(file):
    """How many bytes of a file are whole lines."""
    return file.read_bytes().rindex(b"\n") + 1


class Attack:
    """One run of the daemon with one fault, and the runs after it that show what came of it."""

    def __init__(self, directory, before=None):
        self.directory = directory
        directory.mkdir()
        self.daemon = Daemon(directory, SMALL_SEGMENTS)
        self.trace = directory / "trace"
        self.client = Client("client", PADDING)
        if before:
            log, client = before
            shutil.copytree(log, self.daemon.log)
            self.client.sent, self.client.acknowledged = dict(client.sent), dict(client.acknowledged)
        self.was_killed = False

    def start(self, *expressions):
        """Starts the daemon under strace: the log is opened under attack. Then a client appends."""
        # With -D the daemon is the child, and strace a process beside it.
        command = [*strace(self.trace, self.daemon.log, *expressions), "-D", *self.daemon.command]
        with contextlib.suppress(Ended):
            self.daemon.start(command)
            self.load(2)
        self.end()

    def load_under_strace(self, *expressions):
        """Starts the daemon without strace, and attaches it: entries are appended, and the log closed, under attack."""
        self.daemon.start()
        said = self.directory / "strace"
        command = [*strace(self.trace, self.daemon.log, *expressions), "-p", str(self.daemon.process.pid)]
        with said.open("w") as stderr:
            tracer = subprocess.Popen(command, stderr=stderr, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while " attached" not in said.read_text():
            if tracer.poll() is not None:
                self.daemon.kill()
                pytest.skip(f"strace cannot attach here: {said.read_text().strip()}")
            assert time.monotonic() < deadline
            time.sleep(0.005)
        self.load(ENTRIES)
        self.end()
        tracer.wait(PATIENCE)

    def load(self, count):
        """Appends; with what is refused for want of room, it tries once more."""
        refused = 0
        with contextlib.suppress(OSError):
            self.client.connect(self.daemon)
            while count and refused < 2:
                if self.client.append():
                    count -= 1
                elif self.client.refusals["DiskFull"]:
                    refused += 1
                else:
                    break
            # This is read from the disk, under attack as well.
            self.client.ask_again(list(self.client.acknowledged)[:1], tolerated=("LogFailed", "Stopping"))

    def end(self):
        """The daemon is stopped, if it has not ended by itself; never as if the log were damaged."""
        if self.daemon.is_running:
            self.daemon.process.send_signal(signal.SIGTERM)
        code = self.daemon.process.wait(PATIENCE)
        self.was_killed = code == -signal.SIGKILL
        assert code in (0, 1, -signal.SIGKILL), f"exit code {code}: {self.daemon.said}"

    @property
    def calls(self):
        """The names of the calls that were traced."""
        return set(re.findall(r"^\d+ +(\w+)\(", self.trace.read_text(), re.MULTILINE)) - HARMLESS

    def met(self, call):
        """Whether the fault was met."""
        return self.was_killed or re.search(rf"\b{call}\b.*\(INJECTED\)", self.trace.read_text()) is not None

    def recover(self):
        """Starts the daemon again, and holds the ledger against what it has; then all goes on."""
        daemon, client = self.daemon, self.client
        if client.acknowledged:
            code, said = daemon.verify()
            assert code == 0, said
        daemon.start()
        there = check(daemon.log, client)
        acknowledged = len(client.acknowledged)
        assert acknowledged <= there <= acknowledged + 1
        client.connect(daemon)
        client.ask_again()
        while len(client.acknowledged) < acknowledged + 2:
            assert client.append(), client.refusals
        client.ask_again()
        client.close()
        assert daemon.stop() == 0
        assert check(daemon.log, client) == len(client.acknowledged)
        code, said = daemon.verify()
        assert code == 0, said

    def clear(self):
        if self.daemon.is_running:
            self.daemon.kill()
        self.daemon.let_delete()
        shutil.rmtree(self.directory)
