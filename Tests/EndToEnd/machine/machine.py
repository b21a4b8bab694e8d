"""The machine as its administrator and its users have it: systemctl, the journal, users, and the service."""

import contextlib
import json
import pathlib
import socket
import subprocess
import time
from types import SimpleNamespace

PATIENCE = 15  # seconds, for anything that is awaited
UNIT = "chancery.service"
SOCKETS = ["chancery-feed.socket", "chancery-control.socket"]
ADDRESS = ("127.0.0.1", 8414)
CONTROL = "/run/chancery/control"
LOG = pathlib.Path("/var/lib/chancery/log")
CONFIGURATION = pathlib.Path("/etc/chancery/chancery.toml")
DROP_INS = pathlib.Path("/run/systemd/system/chancery.service.d")


def run(*command, check=True, **options):
    """Runs a command: its exit code and what it said."""
    options = {"timeout": PATIENCE, "capture_output": True, "text": True, **options}
    ended = subprocess.run(command, **options)
    assert not check or ended.returncode == 0, f"{command}: {ended.returncode}, {ended.stdout}{ended.stderr}"
    return ended


def systemctl(*arguments, **options):
    return run("systemctl", "--no-pager", *arguments, **options)


def show(unit, name):
    """A property of a unit, as it is loaded."""
    return systemctl("show", "--value", f"--property={name}", unit).stdout.strip()


def await_that(holds, what, patience=PATIENCE):
    """Waits until something holds, and returns it."""
    deadline = time.monotonic() + patience
    while not (found := holds()):
        assert time.monotonic() < deadline, f"not within {patience} s: {what}"
        time.sleep(0.02)
    return found


def as_user(name):
    """The beginning of a command that a user runs, with the groups of a login."""
    return ["setpriv", f"--reuid={name}", f"--regid={name}", "--init-groups"]


def chanceryctl(*arguments, user=None, **options):
    return run(*(as_user(user) if user else []), "chanceryctl", *arguments, **options)


def append(*changes, user=None, check=True):
    lines = "".join(json.dumps(change) + "\n" for change in changes)
    return chanceryctl("append", "-", user=user, check=check, input=lines)


def get(path="/calendar.ics"):
    """What curl gets: its own exit code (0, or 7 where the connection is refused), and the answer."""
    form = "\n%{http_code}\n%header{etag}\n%{content_type}\n%{time_total}"
    command = ["curl", "--silent", "--max-time", str(PATIENCE), "--write-out", form]
    ended = subprocess.run([*command, f"http://{ADDRESS[0]}:{ADDRESS[1]}{path}"], capture_output=True)
    body, status, etag, type, seconds = ended.stdout.decode().rsplit("\n", 4)
    return SimpleNamespace(
        code=ended.returncode, status=int(status), etag=etag, type=type, seconds=float(seconds), body=body
    )


def cursor():
    """The end of the journal as it is now."""
    run("journalctl", "--sync")
    return json.loads(run("journalctl", "--lines=1", "--output=json").stdout)["__CURSOR"]


def journal(since, *matches):
    """The entries after a cursor. Not --after-cursor=: with matches it leaves out one too many."""
    run("journalctl", "--sync")
    found = run("journalctl", "--all", f"--cursor={since}", "--output=json", *matches).stdout
    return [entry for entry in map(json.loads, found.splitlines()) if entry["__CURSOR"] != since]


def messages(since, *matches):
    return [str(entry.get("MESSAGE")) for entry in journal(since, *matches)]


class Service:
    """The daemon as systemd runs it; for `ledger.Client` as well."""

    def is_ready_to_serve(self):
        """Ends what a test has left: drop-ins, failures, a stopped socket."""
        if DROP_INS.exists():
            run("rm", "-r", str(DROP_INS))
            systemctl("daemon-reload")
        systemctl("reset-failed")
        systemctl("start", *SOCKETS)

    @property
    def main_pid(self):
        return int(show(UNIT, "MainPID"))

    @property
    def state(self):
        return show(UNIT, "ActiveState")

    @property
    def restarts(self):
        return int(show(UNIT, "NRestarts"))

    def restart(self):
        systemctl("restart", UNIT)

    def drop_in(self, section, *lines):
        """Sets directives of the unit until the end of the test."""
        DROP_INS.mkdir(parents=True, exist_ok=True)
        (DROP_INS / "test.conf").write_text("\n".join([f"[{section}]", *lines, ""]))
        systemctl("daemon-reload")

    def connect_raw(self):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(PATIENCE)
        connection.connect(CONTROL)
        return connection

    @contextlib.contextmanager
    def configured(self, text):
        """Another configuration, until the end; nobody is told of it."""
        former = CONFIGURATION.read_text()
        CONFIGURATION.write_text(text)
        try:
            yield former
        finally:
            CONFIGURATION.write_text(former)
            if self.state == "active":
                systemctl("reload", UNIT)
