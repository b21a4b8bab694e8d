"""From journal to action: chancery-notify runs a command for each reminder, whatever happens to it and to the command,
and the examples of commands hand on what they get as it is."""

import collections
import email
import email.policy
import json
import os
import pathlib
import re
import runpy
import subprocess

import pytest

from private_journal import told_beside_journald

HERE = pathlib.Path(__file__).parent
FOLLOWER = HERE.parents[1] / "systemd/chancery-notify"
PARTS = runpy.run_path(str(FOLLOWER))
LIMIT = 60  # seconds
KINDS = ["missed", "late", "due", "notice"]  # in the order in which they come in the story
SWIFT = HERE.parents[1] / "Sources/ChanceryServer/MessageID.swift"
MESSAGE_IDS = {
    re.sub("reminders?", "", name).lower(): id.replace("_", "")
    for name, id in re.findall(r"let (reminder\w+) = MessageID\(0x([0-9a-f_]+)\)", SWIFT.read_text())
}


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    return told_beside_journald("notify_story.py", tmp_path_factory.mktemp("notify"), limit=LIMIT)


def kinds(notes):
    return [note["environment"]["CHANCERY_MESSAGE"] for note in notes]


def of_kind(story, follower, kind):
    (note,) = [note for note in story["notes"][follower] if note["environment"]["CHANCERY_MESSAGE"] == kind]
    return note


def told(story, kind):
    return next(entry for entry in story["told"] if entry["MESSAGE_ID"] == MESSAGE_IDS[kind])


def test_the_follower_knows_all_messages_of_the_daemon_about_reminders():
    assert PARTS["MESSAGES"] == {id: kind for kind, id in MESSAGE_IDS.items()}


def test_each_message_runs_the_command_once_over_kills_and_restarts(story):
    """Killed after the second, started after the fourth, stopped and started again."""
    for follower in ("plain", "mail", "desktop"):
        assert kinds(story["notes"][follower]) == KINDS
    assert story["exit codes"] == [0] * len(story["notes"])


def test_what_another_program_sends_runs_nothing(story):
    assert "forged" in [entry["CHANCERY_REMINDER_ID"] for entry in story["told"]]
    ids = [note["environment"].get("CHANCERY_REMINDER_ID") for note in story["notes"]["plain"]]
    assert len(set(ids)) == 4 and "forged" not in ids


def test_the_command_gets_the_text_and_the_fields_as_they_are(story):
    due = of_kind(story, "plain", "due")
    assert due["environment"]["CHANCERY_TITLE"] == story["hostile"]
    assert due["input"].startswith(f"Today: {story['hostile']} — ") and due["input"].endswith(" (TM, JP)\n")
    assert due["arguments"] == []
    late, entry = of_kind(story, "plain", "late"), told(story, "late")
    fields = {name: value for name, value in entry.items() if name.startswith("CHANCERY_") or name == "DOCUMENTATION"}
    assert len(fields) == 10 and len(fields["CHANCERY_PARTIES"]) > 32768
    assert {name: late["environment"].get(name) for name in fields} == fields
    assert of_kind(story, "plain", "missed")["environment"]["CHANCERY_MISSED"] == "1"
    assert of_kind(story, "plain", "notice")["environment"]["CHANCERY_NOTICE"] == "cancelled"
    assert not story["a shell ran"]


def test_a_command_that_fails_or_hangs_is_run_again_and_then_named(story):
    """With two waits: one that fails for ever, one that fails twice, one that is well, and one that takes too long."""
    assert kinds(story["notes"]["failing"]) == ["missed"] * 3 + ["late"] * 3 + ["due"] + ["notice"] * 3
    said = story["said"]["failing"].splitlines()
    assert [line[:3] for line in said] == ["<4>", "<4>", "<3>"] + ["<4>", "<4>"] + ["<4>", "<4>", "<3>"]
    missed, notice = said[2], said[-1]
    assert "failed for good for missed/" in missed and "exit code 7" in missed
    assert "failed for good for due@example/" in notice and "took longer than 0.5 s" in notice


def test_asked_to_stop_the_follower_lets_the_command_end(story):
    assert story["exit code when asked to stop"] == 0
    assert story["notes when asked to stop"] == len(["missed", "late", "late is done"])


def test_only_what_was_running_when_the_follower_was_killed_runs_again(story):
    begun = collections.Counter(kinds(note for note in story["notes"]["slow"] if "done" not in note))
    assert begun == {"missed": 1, "late": 1, "due": 2, "notice": 1}
    again = [note for note in story["notes"]["slow"] if note["environment"]["CHANCERY_MESSAGE"] == "due"]
    assert len({note["environment"]["CHANCERY_REMINDER_ID"] for note in again}) == 1


def check_mails(story, mails):
    assert len(mails) == 4
    assert len({mail["Message-ID"] for mail in mails}) == 4
    for mail in mails:
        assert (mail["To"], mail["From"], mail["Bcc"]) == ("a@example, b@example", "calendar@example", None)
    due = mails[KINDS.index("due")]
    # A line break in the title ends neither the subject nor the headers.
    assert due["Subject"].startswith("Today: " + story["hostile"])
    body = due.get_content().replace("\r\n", "\n")
    assert body.startswith("Today: " + story["hostile"])
    assert "Place: Ministry, Ashgabat, TM\n" in body


def test_mail_through_sendmail(story):
    notes = story["notes"]["mail"]
    for note in notes:
        assert note["arguments"] == ["-i", "-f", "calendar@example", "--", "a@example", "b@example"]
    check_mails(story, [email.message_from_string(note["input"], policy=email.policy.default) for note in notes])


@pytest.mark.parametrize("title", ["\u65e5\u672c", "\u0445\u00c5 = \u2026", "\u65e5" * 100, "plain"])
def test_a_mail_is_ascii_whatever_it_says(tmp_path, title):
    sendmail = tmp_path / "sendmail"
    sendmail.write_text(f"#!/bin/sh\ncat >{tmp_path}/mail\n")
    sendmail.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "MAIL_TO": "a@example", "CHANCERY_REMINDER_ID": "1"}
    mail = [HERE.parents[1] / "Config/notify.d/mail"]
    subprocess.run(mail, env={**environment, "LC_ALL": "C.UTF-8"}, input=title.encode(), check=True, timeout=10)
    sent = (tmp_path / "mail").read_bytes()
    assert sent.isascii()
    sent = email.message_from_bytes(sent, policy=email.policy.default)
    assert (sent["Subject"], sent.get_content()) == (title, f"{title}\n\n")


def test_mail_through_a_server(story):
    check_mails(story, [email.message_from_string(mail, policy=email.policy.default) for mail in story["mails"]])


def test_a_desktop_notification(story):
    *options, dashes, summary, body = of_kind(story, "desktop", "due")["arguments"]
    assert options == ["--app-name=Chancery", "--icon=x-office-calendar", "--urgency=normal"]
    assert (dashes, summary) == ("--", "Reminder")
    escaped = story["hostile"].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert body.startswith(f"Today: {escaped} — ")
    assert of_kind(story, "desktop", "notice")["arguments"][2] == "--urgency=critical"
    summaries = [note["arguments"][-2] for note in story["notes"]["desktop"]]
    assert summaries == ["Reminders were missed", "Late reminder", "Reminder", "The calendar has changed"]


def test_a_web_hook(story):
    """By the real curl; the first answer was 500, so that one came again."""
    posts = [json.loads(post["body"]) for post in story["posts"]]
    assert [post["message"] for post in posts] == ["missed", *KINDS]
    assert {(post["type"], post["path"]) for post in story["posts"]} == {("application/json", '/"s\\t')}
    due = posts[-2]
    assert (due["title"], due["link"]) == (story["hostile"], "https://example.org/talks")
    assert due["text"].startswith(f"Today: {story['hostile']} — ")
    assert due["reminder_id"].startswith("due@example/")


def test_journalctl_explains_reminders(story):
    late = told(story, "late")
    for sentence in (
        "Subject: Missed reminders: 1",
        "Subject: Late reminder: Talks on transport",
        f"The reminder was due at {late['CHANCERY_DUE']}, when the calendar daemon was not",
        "This reminder was asked for PT1H before.",
        "chanceryctl history due@example",
        "Subject: What was announced has changed (cancelled): -x",
    ):
        assert sentence in story["explained"]


@pytest.mark.parametrize(
    "arguments, environment, complaint",
    [
        ([], {}, "usage: "),
        (["/nowhere"], {}, "/nowhere is no program that can be run"),
        (["/etc/passwd"], {}, "/etc/passwd is no program that can be run"),
        (["/bin/true", "unit"], {}, "a match is FIELD=VALUE"),
        (["/bin/true", "--since=yesterday"], {}, "a match is FIELD=VALUE"),
        (["/bin/true"], {}, "STATE_DIRECTORY= has to say"),
        (["/bin/true"], {"STATE_DIRECTORY": "/", "NOTIFY_WAITS": "soon"}, "NOTIFY_WAITS= and NOTIFY_TIMEOUT="),
        (["/bin/true"], {"STATE_DIRECTORY": "/", "NOTIFY_TIMEOUT": "-1"}, "NOTIFY_WAITS= and NOTIFY_TIMEOUT="),
        (["/bin/true"], {"STATE_DIRECTORY": "/", "NOTIFY_WAITS": "1 nan"}, "NOTIFY_WAITS= and NOTIFY_TIMEOUT="),
    ],
)
def test_what_cannot_work_is_refused_at_once(arguments, environment, complaint):
    environment = {"PATH": os.environ["PATH"], **environment}
    ended = subprocess.run([FOLLOWER, *arguments], env=environment, capture_output=True, text=True, timeout=10)
    assert ended.returncode == 2
    assert ended.stderr.startswith("<3>chancery-notify: ") and complaint in ended.stderr


@pytest.mark.parametrize(
    "value, text",
    [
        ("two\nlines", "two\nlines"),
        ([72, 7, 195, 167], "H\7\u00e7"),
        ([255, 72], "\ufffdH"),
        ([72, 0, 72], "H\ufffdH"),  # what no variable can contain
        (["first", "second"], "first"),
        ([[72, 7], "second"], "H\7"),
        (None, ""),
        ([], ""),
    ],
)
def test_what_journalctl_makes_of_a_field_is_read(value, text):
    assert PARTS["text"](value) == text


def test_a_field_that_is_too_long_for_the_system_is_cut_between_characters(tmp_path):
    command = tmp_path / "command"
    command.write_text(f"#!/bin/sh\nprintf %s \"$CHANCERY_TITLE\" >{tmp_path}/title\n")
    command.chmod(0o755)
    entry = {"MESSAGE_ID": MESSAGE_IDS["due"], "CHANCERY_TITLE": "x" + "\u65e5" * 100_000}
    assert PARTS["run"](str(command), entry, 10) is None
    assert (tmp_path / "title").read_text() == "x" + "\u65e5" * ((65536 - 1) // 3)
