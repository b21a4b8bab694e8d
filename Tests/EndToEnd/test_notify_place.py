"""What chancery-notify makes of its place in the journal, with a stand-in for journalctl that always tells the same."""

import json
import os
import pathlib
import subprocess

import pytest

SYSTEMD = pathlib.Path(__file__).parents[2] / "systemd"
JOURNALCTL = """#!/bin/sh
echo "$@" >>"$JOURNAL/calls"
case $* in
*--follow*) cat "$JOURNAL/entries" ;;
*) cat "$JOURNAL/last" ;;
esac
"""


def entry(number):
    return {
        "__CURSOR": f"s=1;i={number};b=1;m={number};t={number};x={number}",
        "MESSAGE_ID": "49ee999e1da84c9797fd562286168869",
        "MESSAGE": f"Reminder {number}",
        "CHANCERY_REMINDER_ID": str(number),
    }


class Following:
    """A follower whose journalctl tells of some entries and ends, and so does the follower."""

    def __init__(self, directory):
        self.directory = directory
        self.state = directory / "state"
        self.state.mkdir()
        self.cursor = self.state / "cursor"
        self.journal([], last=None)
        self.program("journalctl", JOURNALCTL)

    def program(self, name, text):
        file = self.directory / name
        file.write_text(text)
        file.chmod(0o755)

    def journal(self, entries, last):
        (self.directory / "entries").write_text("".join(json.dumps(entry) + "\n" for entry in entries))
        (self.directory / "last").write_text(json.dumps(last) + "\n" if last else "")

    def run(self, command="exit 0"):
        """The ids that the command was run for, with the place that it found kept."""
        runs = self.directory / "runs"
        runs.write_text("")
        note = f'echo "$CHANCERY_REMINDER_ID $(cat {self.cursor})" >>{runs}'
        self.program("command", f"#!/bin/sh\n{note}\n{command}\n")
        environment = {
            "PATH": f"{self.directory}:{os.environ['PATH']}",
            "JOURNAL": str(self.directory),
            "STATE_DIRECTORY": str(self.state),
            "NOTIFY_WAITS": "",
        }
        follower = [SYSTEMD / "chancery-notify", self.directory / "command"]
        self.ended = subprocess.run(follower, env=environment, capture_output=True, text=True, timeout=20)
        return [tuple(line.split(" ", 1)) for line in runs.read_text().splitlines()]


@pytest.fixture
def following(tmp_path):
    return Following(tmp_path)


def test_the_place_moves_on_after_the_command_has_ended(following):
    first, second, third = map(entry, (1, 2, 3))
    following.journal([first, second, third], last=first)
    assert following.run() == [("2", first["__CURSOR"]), ("3", second["__CURSOR"])]
    assert following.cursor.read_text() == third["__CURSOR"] + "\n"


def test_where_the_journal_was_empty_at_the_first_start_the_second_begins_at_its_start(following):
    assert following.run() == []
    following.journal([entry(1)], last=entry(1))
    assert following.run() == [("1", "")]


def test_a_journalctl_that_ends_ends_the_follower_so_that_the_service_manager_waits(following):
    assert following.run() == []
    assert following.ended.returncode == 1
    assert following.ended.stderr == "<3>chancery-notify: journalctl ended (0)\n"
    assert len((following.directory / "calls").read_text().splitlines()) == len(["for the end", "to follow"])


def test_where_the_place_cannot_be_kept_no_command_runs(following):
    """A reminder would be handed on again with every start, as long as the disk is full."""
    following.cursor.write_text(entry(1)["__CURSOR"])
    following.cursor.with_suffix(".new").mkdir()
    following.journal([entry(1), entry(2)], last=None)
    assert following.run() == []
    assert following.ended.returncode == 1


def test_an_unreadable_place_is_no_reason_to_begin_elsewhere(following):
    following.cursor.mkdir()
    following.journal([entry(1)], last=entry(1))
    assert following.run() == []
    assert following.ended.returncode == 1


@pytest.mark.parametrize("unit", ["chancery-notify@.service", "user/chancery-notify@.service"])
def test_the_units_follow_only_what_the_daemon_sent(unit):
    (start,) = [line for line in (SYSTEMD / unit).read_text().splitlines() if line.startswith("ExecStart=")]
    assert start.split()[2:] == ["_SYSTEMD_UNIT=chancery.service"]
