"""What becomes of reminders when the clock is set forward by a day and back by an hour: told as JSON, for
test_clock_step.py.

private-journald python3 clock_step_story.py DIRECTORY SHIM
"""

import json
import pathlib
import signal
import struct
import sys
import time
from datetime import datetime, timedelta, timezone

from daemon import PATIENCE, Daemon
from reminder_kill_story import recorded
from reminder_story import event, told

DAY, HOUR = 86_400, 3_600


class Clock:
    """The wall clock of a daemon that runs with clock_shim.c."""

    def __init__(self, file, shim):
        self.file = file
        file.write_bytes(bytes(24))
        self.environment = ["env", f"LD_PRELOAD={shim}", f"CLOCK_SHIM={file}"]

    @property
    def ahead(self):
        return struct.unpack_from("=q", self.file.read_bytes())[0]

    @property
    def told(self):
        """How often the daemon was told that the clock was set."""
        return struct.unpack_from("=q", self.file.read_bytes(), 8)[0]

    def step(self, seconds):
        """Sets it, and waits until the daemon was told."""
        ahead, told, deadline = self.ahead + seconds, self.told, time.monotonic() + PATIENCE
        with self.file.open("r+b") as file:
            file.write(struct.pack("=q", ahead))
        while self.told == told:
            assert time.monotonic() < deadline, "the daemon was not told that the clock was set"
            time.sleep(0.01)

    def step_while_timer_is_set(self, seconds):
        """Sets it at the moment at which the daemon sets its timer the next time."""
        with self.file.open("r+b") as file:
            file.seek(16)
            file.write(struct.pack("=q", seconds))

    def now(self):
        return datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=self.ahead)


def remind(name, due, length=10 * HOUR):
    """An event with a reminder an hour before it, which is due then."""
    start = due + timedelta(hours=1)
    return event(name, start, start + timedelta(seconds=length), reminders=[{"before": "PT1H"}])


def await_outcomes(daemon, count):
    deadline = time.monotonic() + PATIENCE
    while len(recorded(daemon)) < count:
        assert time.monotonic() < deadline, recorded(daemon)
        time.sleep(0.02)


def names():
    return [entry.get("CHANCERY_EVENT", "").partition("@")[0] for entry in told()]


def story(daemon, clock):
    command = [*clock.environment, *daemon.command]
    daemon.start(command)
    now = clock.now()
    tomorrow = now + timedelta(days=1)
    daemon.append(
        remind("before", now + timedelta(seconds=1)),
        remind("missed-1", now + timedelta(hours=8), length=HOUR),
        remind("missed-2", now + timedelta(hours=9), length=HOUR),
        remind("late", tomorrow - timedelta(minutes=30)),
        remind("after", tomorrow + timedelta(seconds=6)),
        remind("in-two-days", now + timedelta(days=2)),
    )
    await_outcomes(daemon, 1)
    yield "before the steps", names()

    clock.step(DAY)
    await_outcomes(daemon, 4)
    yield "a day later", names()
    await_outcomes(daemon, 5)
    after = clock.now()
    yield "on time by the new clock", names()
    yield "after was told at", after.timestamp()
    yield "after was due at", (tomorrow + timedelta(seconds=6)).timestamp()

    # The hour comes again, and with it the moments of what was told; the daemon is even restarted in it.
    clock.step(-HOUR)
    daemon.append(remind("again", clock.now() + timedelta(seconds=2)))
    await_outcomes(daemon, 6)
    yield "an hour earlier", names()
    daemon.kill()
    daemon.start(command)
    time.sleep(0.5)
    clock.step(HOUR - 10)
    # Appended now and told now: whatever was due before it has been looked at.
    daemon.append(remind("last", clock.now() + timedelta(seconds=1)))
    await_outcomes(daemon, 7)
    clock.step(HOUR)
    time.sleep(0.5)
    yield "times told", clock.told
    yield "next", daemon.calendar.Status()["nextReminder"]["event"]
    yield "exit code", daemon.stop()
    yield "journal", told()
    yield "log", recorded(daemon)
    yield "verified", daemon.verify()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("asked to stop"))
    directory = pathlib.Path(sys.argv[1])
    daemon = Daemon(directory)
    try:
        print(json.dumps(dict(story(daemon, Clock(directory / "clock", sys.argv[2])))))
    finally:
        if daemon.is_running:
            daemon.kill()
        daemon.let_delete()
