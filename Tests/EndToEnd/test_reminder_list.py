"""What is coming and what became of it, as the control socket and chanceryctl tell it."""

import hashlib
import json
import re
import subprocess
import uuid
from datetime import datetime, timedelta, timezone

import pytest

from daemon import BUILD, PATIENCE, Daemon, call, refusal, visit

ZONE = "Asia/Tokyo"
TOKYO = timezone(timedelta(hours=9))
NOW = datetime.now(TOKYO)

RULES = """
[[reminders]]
before = "PT1H"

[[reminders]]
statuses = ["tentative"]
before = []

[[reminders]]
kinds = ["summit"]
classifications = ["private", "confidential"]
before = ["P3D", "P2D"]

[[reminders]]
kind = "visit"
before = "P1D"
at = "09:00"
"""


def day(days):
    return (NOW + timedelta(days=days)).date().isoformat()


@pytest.fixture
def daemon(tmp_path):
    daemon = Daemon(tmp_path)
    text = daemon.configuration.read_text().replace("[calendar]", f'[calendar]\nzone = "{ZONE}"')
    daemon.configuration.write_text(text + RULES)
    try:
        yield daemon.start()
        assert daemon.stop() == 0
    finally:
        if daemon.is_running:
            daemon.kill()


def ctl(daemon, *arguments):
    """The exit code of `chanceryctl reminders`, what it printed, and what it said on standard error."""
    ended = subprocess.run(
        [BUILD / "chanceryctl", "reminders", *map(str, arguments), "--control-socket", daemon.socket],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    return ended.returncode, ended.stdout, ended.stderr


def rows(printed):
    return [re.split(r" {2,}", line) for line in printed.splitlines()]


def spoken(date):
    return datetime.fromisoformat(date).strftime("%-d %b %Y")


def moved_while_told(daemon):
    """An event that people were reminded of, and were told that it has moved; and one that is to come."""
    now = datetime.now(timezone.utc).replace(microsecond=0)
    start = (now + timedelta(hours=2)).isoformat()[:19]
    daemon.append(
        visit(1, when={"start": start, "zone": "UTC"}, reminders=[{"before": "PT2H"}], title="Talks"),
        visit(2, when={"date": day(10)}, title={"en": "Visit", "ja": "訪問"}),
    )
    wait_for(daemon, 2)
    daemon.append({"event": "visit-1@example", "type": "rescheduled", "when": {"date": day(20)}})
    wait_for(daemon, 4)
    return start


def wait_for(daemon, position):
    """Waits until the log has an entry, without asking again and again."""
    with daemon.connect_raw() as connection:
        connection.sendall(call("Read", {"position": position, "follow": True}, more=True))
        assert connection.recv(1 << 16)


def test_what_is_coming_and_what_was_told_is_a_table(daemon):
    start = moved_while_told(daemon)
    code, printed, said = ctl(daemon)
    header, *lines = rows(printed)
    assert (code, said) == (0, "")
    assert header == [f"DUE ({ZONE})", "STATE", "TITLE", "STARTS", "REMINDER"]
    told = f"{spoken(start[:10])} {start[11:].removesuffix(':00')} UTC"
    assert [line[1:] for line in lines] == [
        ["delivered", "Talks", told, "2 hours before"],
        ["delivered", "Talks", told, "notice: rescheduled"],
        ["coming", "Visit", spoken(day(10)), "the day before"],
        ["coming", "Talks", spoken(day(20)), "2 hours before"],
    ]
    assert lines[2][0] == f"{spoken(day(9))} 09:00"


def test_json_is_what_the_daemon_replies(daemon):
    moved_while_told(daemon)
    code, printed, _ = ctl(daemon, "--json", "--language", "ja", "--event", "visit-2@example")
    assert (code, json.loads(printed)) == (0, daemon.calendar.Reminders(event="visit-2@example", language="ja"))
    assert json.loads(printed) == {
        "zone": ZONE,
        "truncated": False,
        "reminders": [
            {
                "id": f"visit-2@example/{day(10)}/P1D@09:00",
                "event": "visit-2@example",
                "title": "訪問",
                "classification": "public",
                "state": "coming",
                "due": f"{day(9)}T00:00:00Z",
                "local": f"{day(9)}T09:00",
                "starts": day(10),
                "before": "P1D",
                "at": "09:00",
            }
        ],
    }


@pytest.mark.parametrize(
    "span, expected",
    [
        ({}, [1, 2]),
        ({"to": day(39)}, [1, 2, 3]),
        ({"from": day(60)}, [4]),
        ({"from": day(9), "to": day(9)}, [2]),
        ({"from": f"{day(9)}T00:00Z", "to": f"{day(9)}T00:00:00Z"}, [2]),
        ({"from": f"{day(9)}T00:00:01Z", "to": day(9)}, []),
        ({"to": "2020-01-01"}, []),
        ({"from": "0001-01-01", "to": "9999-12-31"}, [1, 2, 3, 4]),
    ],
    ids=str,
)
def test_a_span_reaches_from_its_first_day_to_the_end_of_its_last(daemon, span, expected):
    daemon.append(*[visit(number, when={"date": day(days)}) for number, days in enumerate((5, 10, 40, 85), 1)])
    found = daemon.calendar.Reminders(**span)["reminders"]
    assert [line["event"] for line in found] == [f"visit-{number}@example" for number in expected]
    options = [part for key, value in span.items() for part in (f"--{key}", value)]
    code, printed, said = ctl(daemon, *options)
    assert (code, len(rows(printed))) == (0, len(expected) + bool(expected))
    assert said == ("" if expected else "no reminders\n")


def test_a_long_list_comes_in_parts_and_says_where_it_is_cut(daemon):
    daemon.append(
        visit(1, when={"date": day(2), "repeat": "FREQ=DAILY"}), visit(2, when={"date": day(2), "repeat": "FREQ=DAILY"})
    )
    first = daemon.calendar.Reminders(to=day(400))
    assert (len(first["reminders"]), first["truncated"]) == (500, True)
    code, printed, said = ctl(daemon, "--json", "--to", day(400))
    everything = json.loads(printed)
    assert (code, said, everything["truncated"], len(everything["reminders"])) == (0, "", False, 800)
    assert everything["reminders"][:500] == first["reminders"]
    code, printed, said = ctl(daemon, "--to", "9999-12-31")
    assert (code, len(rows(printed)), said) == (0, 10_001, "there are more: these are the first 10000\n")


def test_what_is_asked_wrongly_is_refused(daemon):
    daemon.append(visit(1))
    reminders = daemon.calendar.Reminders
    assert refusal(reminders, event="nobody@example") == ("UnknownEvent", {"event": "nobody@example"})
    assert refusal(reminders, to="soon")[1]["parameter"] == "to"
    assert refusal(reminders, **{"from": day(2), "to": day(1)})[0] == "InvalidTime"
    code, printed, said = ctl(daemon, "--from", "soon")
    assert (code, printed) == (2, "") and "soon" in said


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({}, ["P1D"]),
        ({"status": "tentative"}, []),
        ({"status": "tentative", "reminders": [{"before": "P4D"}]}, ["P4D"]),
        ({"kind": "summit"}, ["PT1H"]),
        ({"kind": "summit", "classification": "private"}, ["P3D", "P2D"]),
        ({"kind": "meeting", "classification": "private"}, ["PT1H"]),
    ],
    ids=str,
)
def test_the_first_rule_of_the_configuration_that_fits_an_event_counts(daemon, fields, expected):
    daemon.append(visit(1, when={"date": day(10)}, **fields))
    assert [line["before"] for line in daemon.calendar.Reminders()["reminders"]] == expected


def test_an_event_that_is_confirmed_is_silent_no_more(daemon):
    daemon.append(visit(1, when={"date": day(10)}, status="tentative"))
    assert daemon.calendar.Reminders()["reminders"] == []
    daemon.append({"event": "visit-1@example", "type": "revised", "set": {"status": "confirmed"}})
    assert [line["state"] for line in daemon.calendar.Reminders()["reminders"]] == ["coming"]


def test_reminders_are_told_in_the_language_of_the_calendar(daemon):
    assert daemon.stop() == 0
    daemon.configuration.write_text(daemon.configuration.read_text().replace("[calendar]", '[calendar]\nlanguage = "de"'))
    daemon.start()
    start = (datetime.now(timezone.utc) + timedelta(hours=2)).isoformat()[:19]
    title = {"en": "Talks", "de": "Gespräche\nüber Verkehr"}
    daemon.append(visit(1, when={"start": start, "zone": "UTC"}, reminders=[{"before": "PT2H"}], title=title))
    wait_for(daemon, 2)
    assert re.search(r"reminder: (Heute|Morgen): Gespräche über Verkehr — \w\w\., \d+\. ", daemon.said)


def log_line(members):
    """A line of the log (Documentation/Log.md), and its hash."""
    text = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False)[:-1].encode()
    digest = hashlib.sha256(text).hexdigest()
    return text + b',"hash":"' + digest.encode() + b'"}\n', digest


def write_log(daemon, change, recorded):
    """A log with one entry that was recorded at a time."""
    recorded = recorded.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
    header, digest = log_line(
        {"created": recorded, "format": "chancery-log", "id": str(uuid.uuid4()), "version": 1}
    )
    entry, _ = log_line(
        {"author": {"daemon": True}, "changes": [change], "position": 1, "previous": digest, "recorded": recorded}
    )
    daemon.log.mkdir()
    daemon.segment.write_bytes(header + entry)


@pytest.mark.parametrize("knows", [True, False], ids=["with its file of rules", "without it"])
def test_a_rule_that_is_new_tells_nothing_of_what_was_before_it(tmp_path, knows):
    """The event was recorded ten days ago and begins in five; the rule of six days comes only now."""
    daemon = Daemon(tmp_path)
    write_log(daemon, visit(1, when={"date": day(5)}), datetime.now(timezone.utc) - timedelta(days=10))
    text = daemon.configuration.read_text()
    told = []
    for rules in ('before = "P1D"', 'before = ["P8D", "P1D"]'):
        daemon.configuration.write_text(f"{text}\n[[reminders]]\n{rules}\n")
        daemon.start()
        told.append([(line["before"], line["state"]) for line in daemon.calendar.Reminders()["reminders"]])
        assert daemon.stop() == 0
        if not knows:
            (daemon.log / "reminder-rules").unlink()
    coming = ("P1D", "coming")
    if knows:
        assert told == [[coming], [coming]]
    else:
        assert told[0] == [coming] and told[1][0][0] == "P8D" and told[1][1:] == [coming]
    assert daemon.verify()[0] == 0


def test_subscribers_do_not_see_what_is_private_and_the_control_socket_does(daemon):
    daemon.append(visit(1, when={"date": day(5)}, classification="confidential"))
    (line,) = daemon.calendar.Reminders()["reminders"]
    assert line["classification"] == "confidential"
    assert not daemon.feed().walk("VEVENT")
