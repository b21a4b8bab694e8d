"""The instances of calendars, judged by recurring-ical-events (PyPI) and by libical (Debian's libical3).

Where they differ from ours, RFC 5545 decides: instance_judges.py says which faults of theirs are known, and exactly
which instances each accounts for.
"""
import json
import os
import subprocess
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from calendars import END, START, Series, calendar
from instance_judges import Case, Instance, LibicalJudge, Recurring

PROJECT = Path(__file__).resolve().parents[2]
CASES = PROJECT / os.environ.get("CHANCERY_BUILD", ".build/debug") / "oracle-cases"
NUMBER = int(os.environ.get("SERIES", 500))


def ours(text, start=START, end=END):
    """The instances by UID."""
    run = subprocess.run(
        [CASES, "instances", str(int(start.timestamp())), str(int(end.timestamp())), "UTC"], input=text.encode(),
        stdout=subprocess.PIPE, check=True)
    instances = {}
    for line in map(json.loads, run.stdout.splitlines()):
        assert "error" not in line
        instances.setdefault(line["uid"], []).append(Instance(*line["span"], line["summary"]))
    return instances


def check(series, judge):
    """Asks a judge of each series, given as the lines of its events; on how many of them it agrees outright."""
    instances = ours(calendar(*(event for events in series for event in events)))
    agreed, faults, wrong = 0, Counter(), []
    for events in series:
        mine = instances.get(events[0][0].removeprefix("UID:"), [])
        case = Case(events)
        wrong += [f"wrong end: {instance}\n{case.text}" for instance in mine if instance.end not in case.ends(instance)]
        answer = judge(case)
        agreed += Counter(mine) == Counter(answer.instances)
        for fault, instance in differences(mine, answer):
            faults[fault] += 1
            if fault is None:
                wrong.append(f"{instance}\n{case.text}")
    print(f"{agreed} of {len(series)} agree outright; instances by fault:", dict(faults))
    assert not wrong, "\n".join(wrong)
    return agreed


def differences(mine, answer):
    def key(instance):
        return instance.start, instance.summary

    my_keys, their_keys = set(map(key, mine)), set(map(key, answer.instances))
    missing = [instance for instance in mine if key(instance) not in their_keys]
    extra = [instance for instance in answer.instances if key(instance) not in my_keys]
    for instance in set(answer.instances) - set(mine) - set(extra):
        yield answer.end(instance), instance
    for instance in extra:
        yield answer.extra(instance, missing), instance
    for instance in missing:
        yield answer.missing(instance, extra), instance


# Calendars as programs write them: events with an empty line between two, each with its SUMMARY first.
HANDWRITTEN = [events.strip().split("\n\n") for events in """
SUMMARY:a meeting
DTSTART;TZID=Europe/Paris:20250310T100000
DTEND;TZID=Europe/Paris:20250310T110000

===
SUMMARY:a birthday
DTSTART;VALUE=DATE:19600229
RRULE:FREQ=YEARLY

===
SUMMARY:a holiday of several days
DTSTART;VALUE=DATE:20250128
DTEND;VALUE=DATE:20250205

===
SUMMARY:every last Friday, one missing
DTSTART;TZID=America/New_York:20241129T093000
DTEND;TZID=America/New_York:20241129T110000
RRULE:FREQ=MONTHLY;BYDAY=-1FR
EXDATE;TZID=America/New_York:20250627T093000

===
SUMMARY:a standing meeting
DTSTART;TZID=Europe/Paris:20250106T140000
DTEND;TZID=Europe/Paris:20250106T150000
RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20251231T130000Z
EXDATE;TZID=Europe/Paris:20250421T140000,20250609T140000

SUMMARY:an hour later once
RECURRENCE-ID;TZID=Europe/Paris:20250317T140000
DTSTART;TZID=Europe/Paris:20250317T150000
DTEND;TZID=Europe/Paris:20250317T160000

SUMMARY:on Tuesday instead
RECURRENCE-ID:20250407T120000Z
DTSTART:20250408T120000Z
DTEND:20250408T130000Z

SUMMARY:cancelled
RECURRENCE-ID;TZID=Europe/Paris:20250709T140000
DTSTART;TZID=Europe/Paris:20250709T140000
DTEND;TZID=Europe/Paris:20250709T150000
STATUS:CANCELLED

===
SUMMARY:from September on elsewhere and longer
DTSTART;TZID=Europe/Paris:20250204T090000
DURATION:PT1H
RRULE:FREQ=WEEKLY

SUMMARY:elsewhere
RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20250902T090000
DTSTART;TZID=Europe/Paris:20250902T083000
DURATION:PT2H

SUMMARY:and once not so early
RECURRENCE-ID;TZID=Europe/Paris:20250916T090000
DTSTART;TZID=Europe/Paris:20250916T093000
DURATION:PT2H

===
SUMMARY:a conference by its sessions
DTSTART:20250602T080000Z
DURATION:PT90M
RDATE:20250602T120000Z,20250603T080000Z
RDATE;VALUE=PERIOD:20250604T080000Z/PT3H,20250605T080000Z/20250605T150000Z

===
SUMMARY:two rules with a day in common
DTSTART:20250501T120000
DTEND:20250501T130000
RRULE:FREQ=MONTHLY;COUNT=6
RRULE:FREQ=DAILY;INTERVAL=31;COUNT=3

===
SUMMARY:night watch over the changes of clocks
DTSTART;TZID=America/New_York:20250307T220000
DTEND;TZID=America/New_York:20250308T060000
RRULE:FREQ=DAILY;COUNT=4

===
SUMMARY:an hour that clocks skip
DTSTART;TZID=Europe/Paris:20250328T023000
DTEND;TZID=Europe/Paris:20250328T024500
RRULE:FREQ=DAILY;COUNT=4

===
SUMMARY:an hour that clocks show twice
DTSTART;TZID=Europe/Paris:20251025T023000
DURATION:PT15M
RRULE:FREQ=DAILY;COUNT=3

===
SUMMARY:a newer version
DTSTART:20250901T100000Z
SEQUENCE:2

===
SUMMARY:excluded by a date
DTSTART;TZID=Asia/Tokyo:20250801T120000
RRULE:FREQ=DAILY;COUNT=5
EXDATE;VALUE=DATE:20250803

===
SUMMARY:days, with one of them a time
DTSTART;VALUE=DATE:20250701
RRULE:FREQ=WEEKLY;COUNT=4

SUMMARY:only the morning
RECURRENCE-ID;VALUE=DATE:20250715
DTSTART:20250715T080000Z
DTEND:20250715T120000Z
""".split("===\n")]
HANDWRITTEN = [[[f"UID:written-{number}", *event.split("\n")] for event in events]
               for number, events in enumerate(HANDWRITTEN)]


@pytest.fixture(scope="module")
def random_series():
    return [Series(seed).events for seed in range(NUMBER)]


def test_written_series_by_recurring_ical_events():
    assert check(HANDWRITTEN, Recurring) >= len(HANDWRITTEN) - 2


def test_written_series_by_libical():
    assert check([events[:1] for events in HANDWRITTEN], LibicalJudge) >= len(HANDWRITTEN) - 4


def test_random_series_by_recurring_ical_events(random_series):
    assert check(random_series, Recurring) >= 0.85 * NUMBER


def test_random_series_by_libical(random_series):
    assert check([events[:1] for events in random_series], LibicalJudge) >= 0.55 * NUMBER


@pytest.mark.parametrize("days", [1, 10, 100])
def test_a_span_has_what_all_time_has_of_it(random_series, days):
    text = calendar(*(event for events in random_series for event in events))
    everything = ours(text, START - timedelta(days=1000), END + timedelta(days=1000))
    for number in range(4):
        start = START + timedelta(days=30 * number, hours=7 * number, minutes=30)
        end = start + timedelta(days=days)
        found = ours(text, start, end)
        for uid, instances in everything.items():
            first, last = start.timestamp(), end.timestamp()
            assert found.get(uid, []) == [
                instance for instance in instances
                if instance.start < last and (first < instance.end or instance.start == instance.end == first)]
