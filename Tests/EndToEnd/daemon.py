"""chanceryd as its users meet it: a process, a directory, a control socket and an address."""

import array
import contextlib
import fcntl
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.parse
from types import SimpleNamespace

import icalendar
import pytest
import varlink

PROJECT = pathlib.Path(__file__).resolve().parents[2]
BUILD = PROJECT / os.environ.get("CHANCERY_BUILD", ".build/debug")
SEEDS = sorted((PROJECT / "seeds").glob("*.jsonl"))
INTERFACE = "org.chancery.Calendar"
SEGMENT = "0000000000000001.jsonl"
SMALL_SEGMENTS = 'segment-size = "4K"'  # so that there are several

PATIENCE = 10  # seconds, for anything that is awaited

CONFIGURATION = """
[calendar]
title = "Protocol calendar"

[log]
directory = "{directory}/log"
{log}

[http]
listen = "127.0.0.1:0"

[control]
socket = "{directory}/control"

[[feeds]]
name = "summits"
kinds = ["summit"]
"""


def changes_of(file):
    """The changes in a file of JSON Lines."""
    return [json.loads(line) for line in file.read_text().splitlines()]


class Ended(AssertionError):
    """chanceryd ended where it was expected to run."""


class Daemon:
    """A chanceryd on a directory of its own, which outlives it: it can be stopped or killed, and started again.

    `log` is what the configuration says of the log besides its directory."""

    def __init__(self, directory, log=""):
        self.directory = directory
        self.socket = directory / "control"
        self.log = directory / "log"
        self.segment = self.log / SEGMENT
        self.configuration = directory / "chancery.toml"
        self.configuration.write_text(CONFIGURATION.format(directory=directory, log=log))
        self.command = [str(BUILD / "chanceryd"), "--config", str(self.configuration)]
        self.process = None
        self._stderr = directory / "stderr"
        self._client = varlink.Client(f"unix:{self.socket}")

    # Its life

    def start(self, command=None):
        """Starts it, and returns when the control socket answers."""
        with self._stderr.open("w") as stderr:
            self.process = subprocess.Popen(command or self.command, stderr=stderr, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.calendar = self.connect()
                self.address = urllib.parse.urlsplit(self.calendar.Status()["address"]).netloc
                return self
            except OSError as error:
                if self.process.poll() is not None:
                    raise Ended(f"chanceryd ended: {self.said}") from error
                assert time.monotonic() < deadline, f"no answer: {error}; {self.said}"
                time.sleep(0.02)

    def stop(self):
        """Asks it to stop, and returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def run_to_end(self):
        """Starts a daemon that is expected to end by itself: its exit code, and what it said."""
        ended = subprocess.run(self.command, capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
        return ended.returncode, ended.stderr

    def verify(self):
        """Has chanceryctl verify the log without the daemon: its exit code, and what it said."""
        command = [str(BUILD / "chanceryctl"), "verify", "--log-directory", str(self.log)]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        return ended.returncode, ended.stdout + ended.stderr

    def lines(self):
        """The lines of the log's first file, without the empty ones behind them while it is open."""
        return [line for line in self.segment.read_bytes().splitlines(keepends=True) if line != b"\n"]

    def let_delete(self):
        """Sealed segments can be immutable; takes that off them."""
        for segment in self.log.glob("*.jsonl"):
            with segment.open("rb") as file, contextlib.suppress(OSError):
                flags = array.array("l", [0])
                fcntl.ioctl(file, 0x80086601, flags)  # FS_IOC_GETFLAGS
                if flags[0] & 0x10:  # FS_IMMUTABLE_FL
                    flags[0] &= ~0x10
                    fcntl.ioctl(file, 0x40086602, flags)  # FS_IOC_SETFLAGS

    @property
    def said(self):
        """What this run said on standard error."""
        return self._stderr.read_text()

    # Its control socket

    def connect_raw(self):
        """A connection for bytes of one's own."""
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE)
        connection.connect(str(self.socket))
        return connection

    def connect(self):
        """A connection with the methods of the interface. Name the parameters: where the first is given by its place,
        the varlink package drops the others."""
        return self._client.open(INTERFACE, connection=self.connect_raw())

    def append(self, *changes, **parameters):
        return self.calendar.Append(changes=list(changes), **parameters)

    def append_seeds(self):
        """Appends the seeds, an entry for each file: the positions."""
        return [self.append(*changes_of(file))["position"] for file in SEEDS]

    def position(self):
        return self.calendar.Status()["position"]

    def entries(self):
        return self.calendar.Read()["entries"]

    # Its feeds and pages

    def get(self, path="/calendar.ics", method="GET", **headers):
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE)
        try:
            headers = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=headers)
            response = connection.getresponse()
            return SimpleNamespace(status=response.status, headers=response.headers, body=response.read())
        finally:
            connection.close()

    def feed(self, path="/calendar.ics"):
        """The feed, as the icalendar package reads it."""
        response = self.get(path)
        assert response.status == 200, response.body
        return icalendar.Calendar.from_ical(response.body)


@contextlib.contextmanager
def running(directory, log=""):
    """A daemon with an empty log, which is stopped at the end unless it already was."""
    daemon = Daemon(directory, log)
    try:
        yield daemon.start()
        if daemon.is_running:
            assert daemon.stop() == 0
    finally:
        if daemon.is_running:
            daemon.kill()
        daemon.let_delete()


def by_uid(feed):
    """The events of a feed; of a series the last one."""
    return {str(event["UID"]): event for event in feed.walk("VEVENT")}


def visit(number=1, **fields):
    """A change that schedules an event: visit-1@example and so on."""
    event = {"event": f"visit-{number}@example", "type": "scheduled", "title": "Visit", "kind": "visit"}
    return {**event, "when": {"date": "2026-03-02"}, **fields}


def call(method, parameters=None, *, interface=INTERFACE, **flags):
    """A call as bytes, for a raw connection."""
    return json.dumps({"method": f"{interface}.{method}", "parameters": parameters or {}, **flags}).encode() + b"\0"


def append_call(*changes, **flags):
    return call("Append", {"changes": list(changes)}, **flags)


def refusal(method, **parameters):
    """The name and the parameters of the error that a call of the method ends in."""
    with pytest.raises(varlink.VarlinkError) as raised:
        method(**parameters)
    return raised.value.error().removeprefix(f"{INTERFACE}."), raised.value.parameters()
