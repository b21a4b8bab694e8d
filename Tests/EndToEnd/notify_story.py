"""What chancery-notify makes of real reminders while it is stopped and killed: told as JSON, for test_notify.py.

private-journald python3 notify_story.py DIRECTORY
"""

import hashlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import uuid
from datetime import datetime, timedelta, timezone

from daemon import PATIENCE, PROJECT, Daemon
from reminder_story import event, told
from stand_ins import PROGRAM, Hook, MailServer, serve

# A double quote, a command, a variable, markup, a backslash, a line break, a header, no ASCII, not printable.
HOSTILE = (
    "-x \"O'Neill\" $(touch /run/run) `touch /run/run` $HOME;<b>&\\n"
    "\nBcc: all@example\r\n\u00a7 \u65e5\u672c \u0007end"
)
MANY = ["TM", "JP", *(f"{number} " + "delegation " * 40 for number in range(90))]  # as long as a field can be
EXAMPLES = PROJECT / "Config/notify.d"


class Follower:
    """A chancery-notify that runs a command, with a place of its own, and what the command noted."""

    def __init__(self, directory, command, **environment):
        self.state = directory / "state"
        self.state.mkdir(parents=True)
        self.notes = directory / "notes"
        self.notes.touch()
        self.command = [PROJECT / "systemd/chancery-notify", command, "_COMM=chanceryd"]
        path = f"{directory.parent / 'bin'}:{os.environ['PATH']}"
        self.environment = {**os.environ, **environment, "PATH": path}
        self.environment |= {"NOTES": str(self.notes), "STATE_DIRECTORY": str(self.state)}
        self.said = directory / "stderr"

    def start(self):
        with self.said.open("a") as stderr:
            self.process = subprocess.Popen(self.command, env=self.environment, stderr=stderr)
        await_that(lambda: (self.state / "cursor").exists(), self.said)

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def noted(self):
        return [json.loads(line) for line in self.notes.read_text().splitlines()]

    def await_notes(self, count):
        await_that(lambda: len(self.noted()) >= count, self.said)


def await_that(holds, *files):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, [file.read_text() for file in files]
        time.sleep(0.02)


def let_boot_be_another():
    """What is in the journal is of a former boot for all programs that start now."""
    boot = pathlib.Path("/run/boot_id")
    boot.write_text(f"{uuid.uuid4()}\n")
    subprocess.run(["mount", "--bind", boot, "/proc/sys/kernel/random/boot_id"], check=True)


def install_catalog():
    """journalctl finds this project's message catalog, and does so only here."""
    root = pathlib.Path("/run/catalog")
    (root / "usr/lib/systemd/catalog").mkdir(parents=True)
    (root / "var/lib/systemd/catalog").mkdir(parents=True)
    (root / "usr/lib/systemd/catalog/chancery.catalog").write_bytes((PROJECT / "systemd/chancery.catalog").read_bytes())
    subprocess.run(["journalctl", "--update-catalog", f"--root={root}"], check=True)
    subprocess.run(["mount", "--bind", root / "var/lib/systemd/catalog", "/var/lib/systemd/catalog"], check=True)


def explained():
    command = ["journalctl", "--catalog", "_COMM=chanceryd", "PRIORITY=5"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def followers_of(directory):
    for name in ("record", "sendmail", "notify-send"):
        program = directory / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(PROGRAM)
        program.chmod(0o755)
    record = directory / "bin/record"
    mail = {"MAIL_TO": "a@example b@example", "MAIL_FROM": "calendar@example"}
    smtp = serve(MailServer)
    hook = serve(Hook)
    return {
        "plain": Follower(directory / "plain", record),
        "mail": Follower(directory / "mail", EXAMPLES / "mail", **mail),
        "mail server": Follower(
            directory / "server", EXAMPLES / "mail", **mail, MAIL_SERVER=f"127.0.0.1:{smtp}"
        ),
        "desktop": Follower(directory / "desktop", EXAMPLES / "desktop"),
        "webhook": Follower(
            directory / "hook", EXAMPLES / "webhook", NOTIFY_WAITS="0.1", WEBHOOK_URL=f'http://127.0.0.1:{hook}/"s\\t'
        ),
        "failing": Follower(
            directory / "failing",
            record,
            DO='{"late": "fail twice", "missed": "fail", "notice": "hang"}',
            NOTIFY_WAITS="0.1 0.2",
            NOTIFY_TIMEOUT="0.5",
        ),
        "slow": Follower(directory / "slow", record, DO='{"late": "be slow", "due": "be slow"}'),
    }


def line(**members):
    """A line of the log, see Documentation/Log.md."""
    hashed = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False)[:-1]
    seal = hashlib.sha256(hashed.encode()).hexdigest()
    return f'{hashed},"hash":"{seal}"}}\n', seal


def write_log(daemon, now):
    """The log of a daemon that has not run for three hours: one reminder is late, one event is over."""
    recorded = (now - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    header, seal = line(created=recorded, format="chancery-log", id=str(uuid.uuid4()), version=1)
    changes = [
        event("late", now + timedelta(hours=1), reminders=[{"before": "PT3H"}], parties=MANY),
        event("missed", now - timedelta(hours=2), now - timedelta(hours=1), reminders=[{"before": "PT0S"}]),
    ]
    author = {"uid": 0, "gid": 0, "pid": 1}
    first, _ = line(author=author, changes=changes, position=1, previous=seal, recorded=recorded)
    daemon.log.mkdir()
    daemon.segment.write_text(header + first)


def story(daemon, followers):
    now = datetime.now(timezone.utc).replace(microsecond=0)
    slow = followers["slow"]
    write_log(daemon, now)
    install_catalog()
    for follower in followers.values():
        follower.start()
    # Any user can send this.
    forged = "MESSAGE=forged\nMESSAGE_ID=49ee999e1da84c9797fd562286168869\nCHANCERY_REMINDER_ID=forged\n"
    subprocess.run(["logger", "--journald"], input=forged, text=True, check=True)

    # Two kinds come while all run. One is asked to stop while its command runs, the others are killed after it.
    daemon.start()
    slow.await_notes(2)
    yield "exit code when asked to stop", slow.end(signal.SIGTERM)
    yield "notes when asked to stop", len(slow.noted())
    for name, count in {"plain": 2, "mail": 2, "desktop": 2, "failing": 3 + 3}.items():
        followers[name].await_notes(count)
    await_that(lambda: len(Hook.posts) == 3 and len(MailServer.mails) == 2)
    time.sleep(0.5)  # the place is kept after the command has ended
    for follower in followers.values():
        if follower is not slow:
            follower.end(signal.SIGKILL)

    # The entries that the followers' places name are gone with the file they were in.
    told_before, explained_before = told(), explained()
    subprocess.run(["journalctl", "--quiet", "--rotate", "--vacuum-time=1s"], check=True, timeout=PATIENCE)
    assert not told()

    # The other two come while no follower runs, and the followers start in the next boot.
    soon = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=3)
    daemon.append(event("due", soon + timedelta(hours=1), title=HOSTILE, reminders=[{"before": "PT1H"}]))
    await_that(lambda: len(told()) == 1)
    daemon.append({"event": "due@example", "type": "cancelled", "reason": "Postponed"})
    await_that(lambda: len(told()) == 2)
    let_boot_be_another()
    for follower in followers.values():
        follower.start()
    slow.await_notes(4)
    slow.end(signal.SIGKILL)
    slow.start()

    for name, count in {"plain": 4, "mail": 4, "desktop": 4, "failing": 3 + 3 + 1 + 3, "slow": 8}.items():
        followers[name].await_notes(count)
    await_that(lambda: len(Hook.posts) == 5 and len(MailServer.mails) == 4)
    await_that(lambda: followers["failing"].said.read_text().count("for good") == 2, followers["failing"].said)
    time.sleep(0.5)

    # All is done with, so another start runs nothing.
    yield "exit codes", [follower.end(signal.SIGTERM) for follower in followers.values()]
    for follower in followers.values():
        follower.start()
    time.sleep(1)
    yield "notes", {name: follower.noted() for name, follower in followers.items()}
    yield "said", {name: follower.said.read_text() for name, follower in followers.items()}
    yield "posts", Hook.posts
    yield "mails", MailServer.mails
    yield "told", told_before + told()
    yield "hostile", re.sub(r"[\s\x00-\x1f]+", " ", HOSTILE)  # as it is told: on one line
    yield "a shell ran", pathlib.Path("/run/run").exists()
    yield "explained", explained_before + explained()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("asked to stop"))
    directory = pathlib.Path(sys.argv[1])
    daemon = Daemon(directory)
    followers = followers_of(directory)
    try:
        print(json.dumps(dict(story(daemon, followers))))
    finally:
        for process in [daemon, *followers.values()]:
            if getattr(process, "process", None) and process.process.poll() is None:
                process.process.kill()
