"""What a subscriber's program makes of a feed of all kinds of events: icalendar, recurring-ical-events and libical read
it without an error, and find the texts and the occurrences that the daemon's agenda has.

Where they differ, RFC 5545 decides. The faults of the judges that make a difference stand in judge_faults.py.
"""

import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

import libical_feeds as libical
from daemon import running, visit
from judge_faults import FAULTS_OF_LIBICAL, FAULTS_OF_RECURRING_ICAL_EVENTS
from random_events import ODD, Draw

SEED = 5545
EVENTS = 300
# One that zone files list, and one beyond, which only their last rule covers.
YEARS = [2026, 2041]

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """The feed, what was scheduled, and the agenda of the years."""
    with running(tmp_path_factory.mktemp("judges")) as daemon:
        daemon.append_seeds()
        draw = Draw(SEED)
        drawn = [
            visit(number, title=draw.text(500), description=draw.text(3000), when=draw.when())
            for number in range(EVENTS)
        ]
        events = drawn + [visit(EVENTS + number, when=when) for number, when in enumerate(ODD)]
        append(daemon, events)
        changes = list(exceptions(draw, drawn, agenda(daemon, months=[3, 10])))
        append(daemon, changes)
        whens = {event["event"]: event["when"] | {"overridden": []} for event in events}
        for change in changes:
            whens[change["event"]]["overridden"].append(change["occurrence"])
        yield SimpleNamespace(
            body=daemon.get().body,
            series={event["event"]: event for event in events},
            whens=whens,
            items=[item for item in agenda(daemon) if item["classification"] == "public"],
        )


def append(daemon, changes):
    """As entries of a hundred changes: a message has so many bytes at the most."""
    changes = iter(changes)
    while entry := list(itertools.islice(changes, 100)):
        daemon.append(*entry)


def agenda(daemon, months=range(1, 13)):
    """The occurrences in months of the years, asked for one by one: an answer has so many lines at the most."""
    items = {}
    for year, month in itertools.product(YEARS, months):
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        answer = daemon.calendar.Agenda(**{"from": f"{year}-{month:02}-01", "to": last.isoformat()})["items"]
        assert len(answer) < 10_000
        assert all(count < 1_000 for count in Counter(item["event"] for item in answer).values())
        items |= {(item["event"], item.get("occurrence")): item for item in answer}
    return list(items.values())


def exceptions(draw, events, items):
    """Changes of single occurrences of some series: moved, cancelled, called otherwise."""
    for event in events:
        occurrences = [item["occurrence"] for item in items if item["event"] == event["event"] and "occurrence" in item]
        if not occurrences or draw.chance(0.6):
            continue
        for occurrence in draw.some(occurrences, most=4):
            change = {"event": event["event"], "occurrence": occurrence}
            kind = draw.one(["rescheduled", "cancelled", "revised"])
            if kind == "rescheduled":
                change["when"] = draw.moved(occurrence, event["when"].get("zone"))
            elif kind == "revised":
                change["set"] = {"title": draw.text(200)}
            yield change | {"type": kind}


# What is compared: the beginnings and ends of an event's occurrences in the years, of whole days as dates with the end
# exclusive, of others as instants


def utc(time):
    return time.astimezone(UTC) if isinstance(time, datetime) else time


def span_of(when):
    if "date" in when:
        last = date.fromisoformat(when.get("until", when["date"]))
        return date.fromisoformat(when["date"]), last + timedelta(days=1)
    zone = ZoneInfo(when["zone"])
    times = when["start"], when.get("end", when["start"])
    return tuple(utc(datetime.fromisoformat(time).replace(tzinfo=zone)) for time in times)


def is_in_years(start):
    """Not on their first and last days, which are not the same in all zones."""
    day = start.date() if isinstance(start, datetime) else start
    return any(date(year, 1, 3) <= day <= date(year, 12, 29) for year in YEARS)


def by_event(occurrences):
    """How often there is each span, for each UID."""
    events = {}
    for uid, span in occurrences:
        if is_in_years(span[0]):
            events.setdefault(uid, Counter())[span] += 1
    return events


def compare(expected, found, faults, published):
    """That they are the same, but for known faults. Each of these must be seen: none outlives its cause."""
    seen, lines = set(), []
    for uid in sorted(expected.keys() | found.keys()):
        ours, theirs = expected.get(uid, Counter()), found.get(uid, Counter())
        missing, extra = sorted(start for start, _ in ours - theirs), sorted(start for start, _ in theirs - ours)
        when = published.whens.get(uid)
        for fault in faults if when and (missing or extra) else []:
            explained = fault(when, missing, extra)
            if not explained.isdisjoint([*missing, *extra]):
                seen.add(fault)
                missing, extra = ([start for start in starts if start not in explained] for starts in (missing, extra))
        if missing or extra:
            lines.append(f"{uid}, {when}: missing {list(map(str, missing[:4]))}, too much {list(map(str, extra[:4]))}")
    assert not lines, "\n".join(lines)
    assert seen == set(faults), f"not seen: {[fault.__name__ for fault in faults if fault not in seen]}"


def test_icalendar_reads_it_without_an_error(published):
    feed = icalendar.Calendar.from_ical(published.body)
    assert [component.errors for component in feed.walk() if component.errors] == []
    events = {str(event["UID"]): event for event in feed.walk("VEVENT") if "RECURRENCE-ID" not in event}
    for uid, series in published.series.items():
        assert events[uid]["SUMMARY"] == series["title"]
        assert events[uid].get("DESCRIPTION") == series.get("description")

def test_its_zones_are_those_of_the_system(published):
    """As icalendar reads the VTIMEZONEs, at the beginning of each occurrence."""
    starts = {}
    for when in (item["when"] for item in published.items):
        if "zone" in when:
            starts.setdefault(when["zone"], set()).add(datetime.fromisoformat(when["start"]))
    zones = {zone["TZID"]: zone for zone in icalendar.Calendar.from_ical(published.body).walk("VTIMEZONE")}
    assert starts.keys() <= zones.keys()
    for name in starts:
        described, system = zones[name].to_tz(lookup_tzid=False), ZoneInfo(name)
        for start in sorted(starts[name]):
            local = start.replace(tzinfo=system)
            # What it has for a time that clocks skip is of no account here.
            if utc(local).astimezone(system) == local:
                assert start.replace(tzinfo=described).utcoffset() == local.utcoffset(), (name, start)


def test_libical_reads_it_without_an_error(published):
    with libical.Calendar(published.body) as feed:
        assert feed.is_valid and feed.errors == 0
        assert feed.components == published.body.count(b"\nBEGIN:")
        for event in feed.events:
            series = published.series.get(event.text("uid"))
            if series and not event.is_override:
                assert event.text("summary") == series["title"]
                assert event.text("description") == series.get("description", "")


def test_recurring_ical_events_finds_the_same_occurrences(published):
    query = recurring_ical_events.of(icalendar.Calendar.from_ical(published.body))
    found = by_event(
        (str(event["UID"]), (utc(event["DTSTART"].dt), utc(event["DTEND"].dt)))
        for year in YEARS
        for event in query.between((year, 1, 1), (year + 1, 1, 1))
    )
    expected = by_event((item["event"], span_of(item["when"])) for item in published.items)
    compare(expected, found, FAULTS_OF_RECURRING_ICAL_EVENTS, published)


def test_libical_finds_the_same_occurrences(published):
    """Of the events without overrides, which it leaves to those who use it."""
    with libical.Calendar(published.body) as feed:
        overridden = {event.text("uid") for event in feed.events if event.is_override}
        found = by_event(
            (event.text("uid"), (start, None))
            for event in feed.events
            if event.text("uid") not in overridden
            for start in event.starts(date(YEARS[0], 1, 1), date(YEARS[-1] + 1, 1, 1))
        )
    expected = by_event(
        (item["event"], (span_of(item["when"])[0], None)) for item in published.items if item["event"] not in overridden
    )
    compare(expected, found, FAULTS_OF_LIBICAL, published)
