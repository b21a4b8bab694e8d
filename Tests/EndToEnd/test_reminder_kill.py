"""SIGKILL in a loop around the moments of reminders: each comes once, and the log has it.

This is promised for whatever becomes of the daemon. It is not promised where the journal itself loses what it was told:
journald that is killed or does not write for ten seconds, a journal that is deleted or was not on the disk yet
when the machine lost its power, a daemon that may not read the journal. Then a reminder may come twice, and one whose
record is in the log although the journal lost it does not come again.
"""

import collections
import os

import pytest

from private_journal import told_beside_journald

ROUNDS = int(os.environ.get("CHANCERY_KILL_ROUNDS", 200))
SEED = int(os.environ.get("CHANCERY_KILL_SEED", 1))
LIMIT = 60 + ROUNDS  # seconds


@pytest.fixture(scope="module")
def stories(tmp_path_factory):
    directory = tmp_path_factory.mktemp("killed")
    return told_beside_journald("reminder_kill_story.py", directory, str(ROUNDS), str(SEED), limit=LIMIT)


@pytest.fixture
def story(stories):
    """The story of a daemon that is killed at calls on the log and at random."""
    return stories["fast"]


def told_by_the_killed(story):
    """What the journal was told by a process that was killed before it was recorded."""
    recorded = {outcome["id"]: outcome["recorded"] for outcome in story["log"]}
    return [
        entry
        for entry in story["journal"]
        if (killed := story["killed"].get(str(entry["pid"]))) and recorded.get(entry["id"], killed) > killed
    ]


@pytest.mark.timeout(LIMIT + 20)
def test_each_reminder_is_in_the_journal_once(story):
    expected = [(name, lead) for name, lead, _ in story["expected"]]
    print(f"\nseed {SEED} (CHANCERY_KILL_SEED): {story['rounds']} kills in {story['took']:.0f} s, and")
    print(f"{len(story['windows'])} at calls on the log; {len(expected)} reminders,")
    print(f"{len(told_by_the_killed(story))} of them told by a process that was killed before it was recorded")
    assert len(set(expected)) == len(expected) >= 5 * ROUNDS
    told = collections.Counter((entry["event"], entry["lead"]) for entry in story["journal"])
    assert {reminder: count for reminder, count in told.items() if count != 1} == {}
    assert set(told) == set(expected)
    assert len({entry["id"] for entry in story["journal"]}) == len(expected)


def test_none_comes_before_it_is_due(story):
    due = {(name, lead): due for name, lead, due in story["expected"]}
    assert [entry for entry in story["journal"] if entry["time"] < due[entry["event"], entry["lead"]]] == []


def test_the_log_has_each_once(story):
    ids = collections.Counter(outcome["id"] for outcome in story["log"])
    assert ids == collections.Counter(entry["id"] for entry in story["journal"])
    assert all("delivered" in outcome for outcome in story["log"])
    code, said = story["verified"]
    assert code == 0, said


def test_it_was_killed_between_the_journal_and_the_log(story):
    """Otherwise nothing was shown. Before a reminder is written into the log the journal has one more than the log;
    before it is synced, as many: what was written is there after SIGKILL."""
    assert story["windows"] == [1, 0] * (len(story["windows"]) // 2)
    assert len(told_by_the_killed(story)) >= story["windows"].count(1)


def test_what_lies_in_the_queue_of_journald_is_not_told_again(stories):
    told = collections.Counter((entry["event"], entry["lead"]) for entry in stories["slow"]["journal"])
    assert told == {(name, lead): 1 for name, lead, _ in stories["slow"]["expected"]}
