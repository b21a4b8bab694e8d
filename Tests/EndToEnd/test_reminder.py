"""Reminders in a real journal: each once, with all its fields, whatever happens to the daemon."""

from datetime import datetime, timezone

import pytest

from private_journal import told_beside_journald

REMINDER_DUE = "49ee999e1da84c9797fd562286168869"  # what the catalog explains
LIMIT = 45  # seconds


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    return told_beside_journald("reminder_story.py", tmp_path_factory.mktemp("reminder"), limit=LIMIT)


def rfc3339(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_journal_is_told_on_time_with_all_fields(story):
    (entry,) = story["told first"]
    start = story["starts"][0]
    assert start - 2 <= int(entry["__REALTIME_TIMESTAMP"]) / 1e6 < start
    expected = {
        "PRIORITY": "5",
        "MESSAGE_ID": REMINDER_DUE,
        "CHANCERY_EVENT": "first@example",
        "CHANCERY_TITLE": "Talks on transport",
        "CHANCERY_STARTS": rfc3339(start),
        "CHANCERY_LEAD": "PT2S",
        "CHANCERY_PLACE": "Ministry, Ashgabat, TM",
        "CHANCERY_PARTIES": "TM, JP",
        "DOCUMENTATION": "https://example.org/talks",
        "_TRANSPORT": "journal",
    }
    assert {field: entry.get(field) for field in expected} == expected
    for part in ("Today: Talks on transport — ", "UTC, Ashgabat (TM, JP)"):
        assert part in entry["MESSAGE"]
    assert "told late" not in entry["MESSAGE"]


def test_a_title_of_several_lines_is_on_one_line_in_the_journal_and_as_it_was_in_the_log(story):
    (_, entry) = story["told"]
    assert entry["CHANCERY_TITLE"] == "Talks on transport"
    assert ": Talks on transport — " in entry["MESSAGE"]
    assert story["title in the log"] == "Talks\non\ttransport"


def test_the_log_says_that_the_journal_was_told(story):
    (entry,) = story["told first"]
    assert story["first"]["author"] == {"daemon": True}
    (change,) = story["first"]["changes"]
    assert (change["event"], change["type"]) == ("first@example", "reminded")
    assert (change["reminder"]["id"], change["reminder"]["late"]) == (entry["CHANCERY_REMINDER_ID"], False)


def test_each_reminder_comes_once(story):
    """The second was due while the daemon was not running; its record was lost once; and nothing was told of the event
    that was cancelled, of the one whose moment had passed, and of the one without reminders."""
    assert [entry["CHANCERY_EVENT"] for entry in story["told"]] == ["first@example", "second@example"]
    assert story["position"] == 3
    ids = [entry["CHANCERY_REMINDER_ID"] for entry in story["told"]]
    assert len(set(ids)) == 2
    for record in ("second", "second again"):
        assert story[record]["changes"][0]["reminder"]["id"] == ids[1]


def test_the_next_reminder_can_be_asked_for(story):
    start = story["starts"][0]
    assert story["next"] == {
        "event": "first@example",
        "title": "Talks on transport",
        "due": rfc3339(start - 2),
        "starts": rfc3339(start),
        "before": "PT2S",
    }


def test_subscribers_see_nothing_of_reminders(story):
    assert story["is feed the same"]
