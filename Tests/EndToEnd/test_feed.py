"""What a subscriber gets: judged by the packages icalendar and recurring-ical-events."""

import time
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events

from daemon import by_uid, visit

NATIONAL_DAY = "national-day-turkmenistan-expo-2025@chancery.example"


def test_the_national_day_stands_on_its_day(seeded):
    feed = seeded.feed()
    event = by_uid(feed)[NATIONAL_DAY]
    assert event["SUMMARY"] == "National Day of Turkmenistan at EXPO 2025"
    assert event["DTSTART"].dt == date(2025, 4, 14)
    assert event["DTEND"].dt == date(2025, 4, 15)  # exclusive
    assert event["STATUS"] == "CONFIRMED"
    on_14_april, on_15_april = (
        {str(event["UID"]).split("@")[0] for event in recurring_ical_events.of(feed).at((2025, 4, day))}
        for day in (14, 15)
    )
    assert on_15_april == {"expo-2025", "international-year-of-peace-and-trust-2025"}
    assert on_14_april == on_15_april | {"national-day-turkmenistan-expo-2025"}


def test_every_event_has_what_clients_need(seeded):
    feed = seeded.feed()
    events = feed.walk("VEVENT")
    assert len(events) == 14
    for event in events:
        assert {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "SUMMARY", "STATUS"} <= set(event), event["UID"]
        assert not event.errors
    assert feed["VERSION"] == "2.0" and feed["NAME"] == feed["X-WR-CALNAME"] == "Protocol calendar"


def test_lines_are_folded_by_octets_and_end_in_crlf(daemon):
    texts = {"en": "Consultations " * 40, "ja": "日本とトルクメニスタンの政治協議、" * 40}
    daemon.append(
        visit("ja", title="外務省" * 50, description=texts["ja"]),
        visit("en", title="A;b,c\\d\ne", description=texts["en"]),
    )
    body = daemon.get().body
    assert body.endswith(b"\r\n")
    lines = body.split(b"\r\n")
    assert b"\n" not in b"".join(lines) and b"\r" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is cut in two
    events = by_uid(daemon.feed())
    assert events["visit-ja@example"]["DESCRIPTION"] == texts["ja"]
    assert events["visit-en@example"]["DESCRIPTION"] == texts["en"]
    assert events["visit-en@example"]["SUMMARY"] == "A;b,c\\d\ne"


def test_a_killed_daemon_comes_back_with_the_same_feed(seeded):
    before = seeded.get()
    seeded.kill()
    seeded.start()
    after = seeded.get()
    assert after.body == before.body
    assert after.headers["ETag"] == before.headers["ETag"]


def test_a_named_feed_has_its_kind_only(seeded):
    feed = seeded.feed("/feeds/summits.ics")
    assert feed["NAME"] == "summits"
    assert set(by_uid(feed)) == {"central-asia-japan-summit-1@chancery.example"}


def test_what_is_not_public_is_not_served(daemon):
    for classification in ("private", "confidential"):
        daemon.append(visit(classification, title="Not for all", classification=classification))
    time.sleep(2.1)  # Last-Modified names no second that is not over
    public = daemon.get()
    assert not by_uid(daemon.feed())
    assert b"Not for all" not in daemon.get("/").body
    daemon.append({"event": "visit-private@example", "type": "cancelled"})
    assert daemon.get().headers["ETag"] == public.headers["ETag"]
    assert daemon.get().headers["Last-Modified"] == public.headers["Last-Modified"]
    assert "Not for all" in daemon.calendar.Render(all=True)["calendar"]


@pytest.mark.parametrize("query", ["asof=1", "known=2030-01-01", "asof=2"])
def test_what_was_public_once_and_is_not_now_is_in_no_past(daemon, query):
    daemon.append(visit(title="Secret visit"), visit(2, related=[{"uid": "visit-1@example", "relation": "parent"}]))
    private = {"event": "visit-1@example", "type": "revised", "set": {"classification": "private"}}
    daemon.append({**private, "announced": "2025-01"})  # left out of the known view, where it comes too early
    for path in ["/calendar.ics", "/"]:
        body = daemon.get(f"{path}?{query}").body
        assert b"Visit" in body and b"Secret" not in body and b"visit-1" not in body


def test_clients_see_each_change_as_a_newer_version(daemon):
    changes = [
        visit(1),
        {"event": "visit-1@example", "type": "revised", "set": {"title": "State visit"}},
        {"event": "visit-1@example", "type": "rescheduled", "when": {"date": "2026-03-09", "until": "2026-03-10"}},
        {"event": "visit-1@example", "type": "cancelled"},
    ]
    versions = []
    for change in changes:
        daemon.append(change)
        event = by_uid(daemon.feed())["visit-1@example"]
        versions.append((int(event["SEQUENCE"]), event["LAST-MODIFIED"].dt))
    assert [sequence for sequence, _ in versions] == [0, 1, 2, 3]
    times = [time for _, time in versions]
    assert times == sorted(set(times))
    assert event["STATUS"] == "CANCELLED" and event["SUMMARY"] == "State visit"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 3, 9), date(2026, 3, 11))
    daemon.append({"event": "visit-1@example", "type": "withdrawn"})
    assert not by_uid(daemon.feed())


def test_a_series_across_a_clock_change_is_what_others_compute(daemon):
    """Ten o'clock in New York every Monday, over the change of 9 March 2026; one left out, one added, one moved, one
    called off."""
    zone = ZoneInfo("America/New_York")
    series = {"event": "visit-1@example"}
    rule = {"repeat": "FREQ=WEEKLY;COUNT=7", "except": ["2026-02-23T10:00"], "also": ["2026-03-04T15:00"]}
    when = {"start": "2026-02-16T10:00", "end": "2026-02-16T11:30", "zone": zone.key, **rule}
    moved = {"start": "2026-03-17T09:00", "end": "2026-03-17T10:00", "zone": zone.key}
    daemon.append(
        visit(1, when=when),
        {**series, "type": "rescheduled", "occurrence": "2026-03-16T10:00", "when": moved},
        {**series, "type": "cancelled", "occurrence": "2026-03-23T10:00"},
    )
    expected = [
        ("2026-02-16T10:00", "scheduled"),
        ("2026-03-02T10:00", "scheduled"),
        ("2026-03-04T15:00", "scheduled"),
        ("2026-03-09T10:00", "scheduled"),
        ("2026-03-17T09:00", "scheduled"),
        ("2026-03-23T10:00", "cancelled"),
        ("2026-03-30T10:00", "scheduled"),
    ]
    clocks = [(datetime.fromisoformat(start).replace(tzinfo=zone), state) for start, state in expected]
    instants = [(clock.astimezone(timezone.utc), state) for clock, state in clocks]

    occurrences = recurring_ical_events.of(daemon.feed()).between((2026, 1, 1), (2026, 12, 31))
    assert instants == sorted(
        (event["DTSTART"].dt.astimezone(timezone.utc), "cancelled" if event["STATUS"] == "CANCELLED" else "scheduled")
        for event in occurrences
    )
    lengths = {event["DTEND"].dt - event["DTSTART"].dt for event in occurrences}
    assert lengths == {timedelta(minutes=90), timedelta(minutes=60)}

    items = daemon.calendar.Agenda(**{"from": "2026-01-01", "to": "2026-12-31"})["items"]
    assert expected == [(item["when"]["start"], item["state"]) for item in items]


def test_zones_are_described_as_the_system_has_them(daemon):
    """The VTIMEZONE alone, without the reader's own zone data, gives the offsets that the system's data gives."""
    daemon.append(visit(1, when={"start": "2026-01-12T10:00", "zone": "Europe/Vienna", "repeat": "FREQ=MONTHLY"}))
    (described,) = daemon.feed().walk("VTIMEZONE")
    assert described["TZID"] == "Europe/Vienna"
    zone, system = described.to_tz(lookup_tzid=False), ZoneInfo("Europe/Vienna")
    for month in range(1, 13):
        for day in (1, 28):
            noon = datetime(2026, month, day, 12)
            assert noon.replace(tzinfo=zone).utcoffset() == noon.replace(tzinfo=system).utcoffset(), noon
