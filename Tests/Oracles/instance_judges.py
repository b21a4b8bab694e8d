"""What recurring-ical-events and libical say of a series, and the faults of theirs that account for it.

A judge has `instances`, and three methods that name its fault for an instance: `end` for one of its own that ends at
another time than ours, `extra` for one that only it has, and `missing` for one that only we have. None is no fault that
is known, and so one of ours.
"""
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import NamedTuple

import icalendar
import recurring_ical_events
from dateutil.rrule import rrulestr

from calendars import END, START, UTC, calendar
from libical import Libical

LATEST = END + timedelta(days=100)


class Instance(NamedTuple):
    """Times in seconds since 1970."""
    start: int
    end: int
    summary: str

    def __str__(self):
        start, end = (datetime.fromtimestamp(time, UTC) for time in (self.start, self.end))
        return f"{start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ} {self.summary}"


def aware(time):
    """Dates and floating times are in UTC here."""
    time = time if isinstance(time, datetime) else datetime(time.year, time.month, time.day)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def instant(time):
    return int(aware(time).timestamp())


def is_skipped(time):
    """Whether clocks never show a time."""
    return time.astimezone(UTC).astimezone(time.tzinfo).replace(tzinfo=None) != time.replace(tzinfo=None)


def unchanged(time, zone):
    """What clocks would show if they had not been changed in the last day."""
    return datetime.fromtimestamp(time - 86_400, zone) + timedelta(days=1)


class Case:
    """A series, with its components by SUMMARY. Its events are lists of content lines, that of the series first."""

    def __init__(self, events):
        self.text = calendar(*events)
        self.calendar = icalendar.Calendar.from_ical(self.text)
        self.components = {str(event["SUMMARY"]): event for event in self.calendar.walk("VEVENT")}
        self.base = next(iter(self.components.values()))
        self.start = aware(self.base["DTSTART"].dt)
        self.zone = self.start.tzinfo
        self.is_all_day = not isinstance(self.base["DTSTART"].dt, datetime)
        self.rules = [self.times(line.removeprefix("RRULE:")) for line in events[0] if line.startswith("RRULE:")]
        self.periods = [(aware(value[0]), value[1] if isinstance(value[1], timedelta) else value[1] - value[0])
                        for value in self.dates("RDATE") if isinstance(value, tuple)]
        self.exception_days = {date for date in self.dates("EXDATE") if not isinstance(date, datetime)}
        # The durations, by SUMMARY, that are exact: Python does not keep whether days were given as hours.
        self.hours = {summary for summary, lines in zip(self.components, events)
                      if any(line.startswith("DURATION:PT") for line in lines)}

    def dates(self, name):
        values = self.base.get(name, [])
        return [value.dt for values in (values if isinstance(values, list) else [values]) for value in values.dts]

    def times(self, rule):
        """A rule, and its times if nothing were skipped and counted."""
        parts = [part for part in rule.split(";") if "COUNT" not in part]
        # As "UNTIL=20250101T000000Z", with which Python accepts it.
        text = ";".join(part + "T000000Z"[len(part) - 14:] if "UNTIL" in part else part for part in parts)
        return rule, list(takewhile(lambda time: time < LATEST, rrulestr(text, dtstart=self.start)))

    def counted(self):
        """What COUNT leaves of the rules, if what clocks skip is not counted."""
        for rule, times in self.rules:
            if "COUNT" in rule:
                kept = (time for time in times if time == self.start or not is_skipped(time))
                yield from islice(kept, int(rule.split("COUNT=")[1].split(";")[0]))

    def after_gaps(self):
        """What comes next in a rule, at the same time of day, after what clocks skip."""
        for _, times in self.rules:
            for skipped in filter(is_skipped, times):
                yield from islice((time for time in times if time > skipped and time.time() == skipped.time()), 1)

    def on_clock(self, time):
        """A time on the clock of DTSTART."""
        return aware(time).astimezone(self.zone)

    def ends(self, instance):
        """Where it ends by RFC 5545: with DTEND the same exact duration later, with DURATION days and an exact time.

        There are two if its start may be one that clocks skip: days later it is another hour.
        """
        component = self.components[instance.summary]
        for start, length in self.periods:
            if instant(start) == instance.start and component is self.base:
                return {self.after(start, length)}
        zone, length = aware(component["DTSTART"].dt).tzinfo, self.length(instance.summary)
        if "DTEND" in component:
            return {instance.start + instant(component["DTEND"].dt) - instant(component["DTSTART"].dt)}
        if instance.summary in self.hours:
            return {instance.start + int(length.total_seconds())}
        starts = {datetime.fromtimestamp(instance.start, zone), unchanged(instance.start, zone)}
        return {self.after(start, length) for start in starts if instant(start) == instance.start}

    @staticmethod
    def after(start, length):
        days = timedelta(days=length.days)
        return instant(start + days) + int((length - days).total_seconds())

    def length(self, summary):
        """As Python reckons: between two times of one zone, on the clock."""
        component = self.components[summary]
        if "DTEND" in component:
            return component["DTEND"].dt - component["DTSTART"].dt
        default = timedelta(days=self.is_all_day)
        return component["DURATION"].dt if "DURATION" in component else default

    def shift(self, summary):
        """What a THISANDFUTURE moves the later instances by, as Python reckons."""
        component = self.components[summary]
        if "RECURRENCE-ID" not in component or "RANGE" not in component["RECURRENCE-ID"].params:
            return timedelta()
        return aware(component["DTSTART"].dt) - aware(component["RECURRENCE-ID"].dt)


class Recurring:
    """recurring-ical-events 3.8.2"""
    LENGTH = "a length is measured on the clock face, that of DTEND and of hours as well"
    CONFUSED = "an EXDATE, RDATE or RECURRENCE-ID is taken for a time that has its digits, but on another clock"

    def __init__(self, case):
        self.case = case
        self.starts = {}
        for event in recurring_ical_events.of(case.calendar, components=["VEVENT"]).between(START, END):
            start, end = event["DTSTART"].dt, event["DTEND"].dt
            self.starts[Instance(instant(start), instant(end), str(event["SUMMARY"]))] = aware(start)
        self.instances = list(self.starts)

    def end(self, instance):
        start, original = self.starts[instance], self.original(instance)
        if instant(start + self.case.length(instance.summary)) == instance.end:
            return self.LENGTH
        for period, length in self.case.periods:
            if instant(start + length) == instance.end and confusable(period) & confusable(original):
                return "a period keeps its length after THISANDFUTURE" if period == original else self.CONFUSED
        return None

    def extra(self, instance, missing):
        case = self.case
        if is_skipped(self.original(instance)):
            return "an instance of a rule that clocks skip is kept"
        override = case.components[instance.summary].get("RECURRENCE-ID")
        if override and case.on_clock(override.dt).date() in case.exception_days:
            return "an EXDATE that is a date does not take away an override"
        if case.on_clock(self.starts[instance]).date() in case.exception_days:
            return "an EXDATE that is a date is one of the zone that an RDATE is in"
        if max(case.ends(instance)) <= START.timestamp() < instance.end:
            return self.LENGTH
        return self.moved(instance, missing, 1)

    def missing(self, instance, extra):
        case = self.case
        if instance.start < START.timestamp() and any(instant(start) == instance.start for start, _ in case.periods):
            return "a period that begins before the span is not looked for"
        original = datetime.fromtimestamp(instance.start, case.zone) - case.shift(instance.summary)
        if original in case.counted():
            return "an instance of a rule that clocks skip is counted"
        overrides = [event["RECURRENCE-ID"].dt for event in case.components.values() if "RECURRENCE-ID" in event]
        if any(confusable(original) & confusable(aware(time)) for time in case.dates("EXDATE") + overrides):
            return self.CONFUSED
        return self.moved(instance, extra, -1)

    def original(self, instance):
        """Its start before a THISANDFUTURE."""
        return self.starts[instance] - self.case.shift(instance.summary)

    def moved(self, instance, others, sign):
        """For one that only one side has, if the other side has it where another reckoning moves it."""
        case, component, shift = self.case, self.case.components[instance.summary], self.case.shift(instance.summary)
        if not shift:
            return None
        distances = {sign * (instance.start - other.start) for other in others if other.summary == instance.summary}
        start, name = (case.on_clock(component[key].dt).replace(tzinfo=None) for key in ("DTSTART", "RECURRENCE-ID"))
        difference = (shift - (start - name)).total_seconds()
        if difference and difference in distances:
            return "the difference of a THISANDFUTURE is exact, if its RECURRENCE-ID is in another zone"
        for date in (aware(date[0] if isinstance(date, tuple) else date) for date in case.dates("RDATE")):
            there, here = instant(date + shift), instant(case.on_clock(date) + shift)
            if instance.start == (there if sign > 0 else here) and there - here in distances:
                return "an RDATE in another zone is moved on that zone's clock"
        return None


def confusable(time):
    return {time.replace(tzinfo=None), time.astimezone(UTC).replace(tzinfo=None)}


class LibicalJudge:
    """libical 3.0, which knows no overrides."""
    SECOND = "of a time that clocks show twice it takes the second"
    LENGTH = "all have the exact length that DTSTART and DURATION have on the clock face"
    process = Libical()

    def __init__(self, case):
        self.case = case
        text = case.text[case.text.index("BEGIN:VEVENT"):case.text.index("END:VEVENT")] + "END:VEVENT\r\n"
        # A set, as it gives twice what comes twice. Its dates end a second before the end of the first day after them.
        late = 86_399 if case.is_all_day else 0
        spans = {(start, end - late) for start, end in self.process.spans(text, *map(instant, (START, END)))}
        summary = str(case.base["SUMMARY"])
        self.instances = [Instance(*span, summary) for span in spans if not late or span[1] > START.timestamp()]
        self.zoned_dates = [date for date in case.dates("RDATE") if getattr(date, "tzinfo", None) not in (None, UTC)]

    def end(self, instance):
        case, length = self.case, instance.end - instance.start
        if any(instant(start) == instance.start for start, _ in case.periods):
            return "periods are left out"
        end = aware(case.base["DTEND"].dt) if "DTEND" in case.base else case.start + case.length(instance.summary)
        starts, ends = ({instant(time.replace(fold=fold)) for fold in (0, 1)} for time in (case.start, end))
        if length not in {end - start for start in starts for end in ends}:
            return None
        return self.SECOND if "DTEND" in case.base else self.LENGTH

    def extra(self, instance, missing):
        case = self.case
        if any(instant(date.replace(tzinfo=UTC)) == instance.start for date in self.zoned_dates):
            return "the TZID of an RDATE is not heeded"
        if is_skipped(unchanged(instance.start, case.zone)):
            return "an instance of a rule that clocks skip is kept"
        local = datetime.fromtimestamp(instance.start, case.zone)
        intended = {local.replace(tzinfo=None, fold=0) - timedelta(minutes=late) for late in (30, 60)}
        if any(time.replace(tzinfo=None) in intended for time in case.after_gaps()):
            return "the first instance after one that clocks skip has the offset from before"
        if is_skipped(case.start) and any(
                time.replace(tzinfo=None) in intended for _, times in case.rules for time in times):
            return "a DTSTART that clocks skip moves the series"
        if local.fold and any(other.start == instant(local.replace(fold=0)) for other in missing):
            return self.SECOND
        return self.excluded(instance)

    def missing(self, instance, extra):
        case = self.case
        if any(instant(start) == instance.start for start, _ in case.periods):
            return "periods are left out"
        if any(instant(date) == instance.start for date in self.zoned_dates):
            return "the TZID of an RDATE is not heeded"
        if datetime.fromtimestamp(instance.start, case.zone) in case.counted():
            return "an instance of a rule that clocks skip is counted"
        if instance.start == instance.end == START.timestamp():
            return "what has no length is not in a span that it begins"
        late = (self.extra(other, [instance]) for other in extra if 0 < other.start - instance.start <= 7200)
        return next(late, None) or self.excluded(instance)

    def excluded(self, instance):
        utc = datetime.fromtimestamp(instance.start, UTC)
        here, there = utc.date() in self.case.exception_days, self.case.on_clock(utc).date() in self.case.exception_days
        return "an EXDATE that is a date is one of UTC" if here != there else None
