"""A reminder of the near future: in the journal, in words, and through a command."""

import time
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from machine import PATIENCE, append, await_that, cursor, journal, run, systemctl
from reminder_story import event

DUE = "MESSAGE_ID=49ee999e1da84c9797fd562286168869"
# Notes what it was given where the unit lets it write.
COMMAND = """#!/bin/sh
printf '%s %s %s\\n' "$CHANCERY_MESSAGE" "$CHANCERY_EVENT" "$(cat)" >>"$STATE_DIRECTORY/notes"
"""


@pytest.fixture(scope="module")
def reminder():
    """What the journal and the command of a follower have after a reminder that came three seconds after its event."""
    run("install", "-D", "-m", "755", "/dev/stdin", "/etc/chancery/notify.d/stand-in", input=COMMAND)
    systemctl("start", "chancery-notify@stand-in.service")
    place, before = "/var/lib/private/chancery-notify/stand-in", cursor()
    await_that(lambda: run("test", "-e", f"{place}/cursor", check=False).returncode == 0, "the follower's place")
    now = datetime.now(timezone.utc).replace(microsecond=0)
    append(event("near", now + timedelta(hours=1, seconds=3), title="Talks soon", reminders=[{"before": "PT1H"}]))
    await_that(lambda: journal(before, DUE), "the reminder")
    notes = await_that(lambda: run("cat", f"{place}/notes", check=False).stdout, "the command", PATIENCE)
    time.sleep(1)  # for a second one, which must not come
    return SimpleNamespace(
        entries=journal(before, DUE),
        explained=run("journalctl", "--catalog", f"--cursor={before}", DUE).stdout,
        notes=run("cat", f"{place}/notes").stdout or notes,
        due=now + timedelta(seconds=3),
    )


def test_a_near_reminder_is_in_the_journal_once_and_of_the_service(reminder):
    (entry,) = reminder.entries
    assert entry["_SYSTEMD_UNIT"] == "chancery.service"
    assert (entry["CHANCERY_EVENT"], entry["CHANCERY_TITLE"]) == ("near@example", "Talks soon")
    late = int(entry["__REALTIME_TIMESTAMP"]) / 1e6 - reminder.due.timestamp()
    assert 0 <= late < 1


def test_the_journal_explains_the_reminder(reminder):
    assert "Subject: Reminder: Talks soon" in reminder.explained
    assert "chanceryctl history near@example" in reminder.explained


def test_the_follower_runs_its_command_once(reminder):
    (note,) = reminder.notes.splitlines()
    assert note.startswith("due near@example ") and "Talks soon" in note
    systemctl("stop", "chancery-notify@stand-in.service")
