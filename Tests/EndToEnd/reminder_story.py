"""What happens to reminders while the daemon is killed again and again: told as JSON, for test_reminder.py.

private-journald python3 reminder_story.py DIRECTORY
"""

import json
import pathlib
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone

from daemon import PATIENCE, Daemon


def told():
    """What stands in the journal about reminders."""
    subprocess.run(["journalctl", "--sync"], check=True, timeout=PATIENCE)
    lines = subprocess.run(
        ["journalctl", "-o", "json", "--all"], check=True, capture_output=True, timeout=PATIENCE
    ).stdout
    entries = [json.loads(line) for line in lines.splitlines()]
    return [entry for entry in entries if "CHANCERY_REMINDER_ID" in entry]


def once(what, daemon, *arguments):
    """What a question answers, once it has an answer."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := what(daemon, *arguments)):
        assert time.monotonic() < deadline, f"{what.__name__}{arguments}: nothing; {daemon.said}"
        time.sleep(0.05)
    return answer


def next_reminder(daemon):
    return daemon.calendar.Status().get("nextReminder")


def entry(daemon, position):
    return next(iter(daemon.calendar.Read(position=position)["entries"]), None)


def event(name, start, end=None, **fields):
    end = end or start + timedelta(minutes=10)
    return {
        "event": f"{name}@example",
        "type": "scheduled",
        "title": "Talks on transport",
        "kind": "consultations",
        "when": {"start": start.isoformat()[:19], "end": end.isoformat()[:19], "zone": "UTC"},
        "place": {"name": "Ministry", "city": "Ashgabat", "country": "TM"},
        "parties": ["TM", "JP"],
        "links": [{"href": "https://example.org/talks"}],
        "reminders": [{"before": "PT2S"}],
        **fields,
    }


def story(daemon):
    now = datetime.now(timezone.utc).replace(microsecond=0)
    first, second = now + timedelta(seconds=4), now + timedelta(seconds=7)
    daemon.start()
    daemon.append(
        event("first", first),
        event("second", second, title="Talks\non\ttransport"),
        event("cancelled", first),
        {"event": "cancelled@example", "type": "cancelled"},
        event("too-late", now + timedelta(hours=1), reminders=[{"before": "P1D"}]),
        event("none", first, reminders=[]),
    )
    yield "next", once(next_reminder, daemon)
    yield "title in the log", entry(daemon, 1)["changes"][1]["title"]
    etag = daemon.get().headers["ETag"]
    yield "first", once(entry, daemon, 2)
    yield "told first", told()

    # The second is due while no daemon runs.
    daemon.kill()
    time.sleep(max(0, (second - datetime.now(timezone.utc)).total_seconds()))
    daemon.start()
    yield "second", once(entry, daemon, 3)

    # The journal was told and the log was not: as if the crash had come between.
    daemon.kill()
    lines = daemon.lines()
    daemon.segment.write_bytes(b"".join(lines[:-1]))
    (daemon.log / "head").unlink()
    daemon.start()
    yield "second again", once(entry, daemon, 3)

    daemon.kill()
    daemon.start()
    time.sleep(1)
    yield "told", told()
    yield "position", daemon.position()
    yield "is feed the same", daemon.get().headers["ETag"] == etag
    yield "starts", [first.timestamp(), second.timestamp()]


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("asked to stop"))
    daemon = Daemon(pathlib.Path(sys.argv[1]))
    try:
        print(json.dumps(dict(story(daemon))))
    finally:
        if daemon.is_running:
            daemon.kill()
