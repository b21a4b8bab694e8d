"""Calendars for test_instances.py: random series of one UID each, the same for the same seed."""
import random
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

UTC = timezone.utc
ZONES = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
# What is asked for. The series begin before, in or after it.
START, END = datetime(2025, 2, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
# Here clocks are changed in one of the zones.
CHANGES = [date(2025, month, day) for month, day in [(3, 9), (3, 30), (4, 6), (10, 5), (10, 26), (11, 2)]]


def calendar(*events):
    """A calendar of the events, each a list of content lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Chancery//Tests//EN"]
    for event in events:
        lines += ["BEGIN:VEVENT", "DTSTAMP:20250101T000000Z", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


class Series:
    """A random series: `events` are the lines of its components, that of the series first."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.uid = f"series-{seed}"
        self.kind = self.random.choice(["date", "floating", "utc", *ZONES, *ZONES])
        self.start = self.time()
        self.rules = [self.rule() for _ in range(self.random.choice([0, 1, 1, 1, 1, 1, 2]))]
        self.instances = sorted({self.start, *self.rule_times()})
        self.long = self.random.choice(["", "", "", "days", "weeks"])
        self.events = [self.base()]
        # Which of two for one instance holds is not for others to judge: RFC 5545 leaves it open.
        names = self.random.sample(self.instances, min(len(self.instances), self.random.choice([0, 0, 1, 2, 4])))
        self.events += [self.override(name) for name in names]

    # Times: naive datetimes on the clock of the series.

    def time(self):
        if self.kind == "date":
            clock = timedelta()
        else:
            clock = timedelta(minutes=self.random.choice([0, 60, 90, 105, 120, 150, 180, 600, 870, 1410]))
        day = self.random.choice(CHANGES) + timedelta(days=self.random.choice([-400, -60, -7, -2, -1, 0, 1, 40]))
        return datetime(day.year, day.month, day.day) + clock

    def written(self, name, time, form=None, parameters=""):
        """A property with a time, by default in the form of DTSTART; else in UTC or in another zone."""
        form = form or self.kind
        if self.kind == "date" or form == "date":
            return f"{name}{parameters};VALUE=DATE:{time:%Y%m%d}"
        if self.kind in ZONES and form in ["utc", *ZONES] or self.kind == "utc":
            aware = time.replace(tzinfo=UTC if self.kind == "utc" else ZoneInfo(self.kind))
            if form == "utc":
                return f"{name}{parameters}:{aware.astimezone(UTC):%Y%m%dT%H%M%SZ}"
            if form in ZONES:
                time = time if form == self.kind else aware.astimezone(ZoneInfo(form))
                return f"{name}{parameters};TZID={form}:{time:%Y%m%dT%H%M%S}"
        return f"{name}{parameters}:{time:%Y%m%dT%H%M%S}"

    def form(self):
        """Mostly that of DTSTART."""
        if self.kind in ("date", "floating") or self.random.random() < 0.6:
            return None
        return self.random.choice(["utc", *ZONES])

    # Properties

    def rule(self):
        choose = self.random.choice
        frequency = choose(["DAILY", "DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "YEARLY"])
        parts = [f"FREQ={frequency}"]
        if self.random.random() < 0.4:
            parts.append(f"INTERVAL={choose([2, 3, 5])}")
        # DTSTART fits the rule: what else it means is not defined.
        if frequency == "WEEKLY" and self.random.random() < 0.6:
            days = {DAYS[self.start.weekday()], *self.random.sample(DAYS, choose([1, 2]))}
            parts.append("BYDAY=" + ",".join(sorted(days, key=DAYS.index)))
        elif frequency == "MONTHLY" and self.random.random() < 0.5:
            parts.append(f"BYDAY={(self.start.day - 1) // 7 + 1}{DAYS[self.start.weekday()]}")
        elif frequency == "MONTHLY":
            parts.append(f"BYMONTHDAY={self.start.day},{choose([1, 15, 28, -1])}")
        elif frequency == "DAILY" and self.kind != "date" and self.random.random() < 0.2:
            hours = sorted({self.start.hour, (self.start.hour + 5) % 24})
            parts.append("BYHOUR=" + ",".join(map(str, hours)))
        end = self.random.random()
        if end < 0.4:
            parts.append(f"COUNT={choose([1, 3, 10, 40])}")
        elif end < 0.7:
            until = self.start + timedelta(days=choose([2, 30, 200, 500]))
            if self.kind == "date":
                parts.append(f"UNTIL={until:%Y%m%d}")
            else:
                zone = ZoneInfo(self.kind) if self.kind in ZONES else UTC
                mark = "" if self.kind == "floating" else "Z"
                parts.append(f"UNTIL={until.replace(tzinfo=zone).astimezone(UTC):%Y%m%dT%H%M%S}{mark}")
        return ";".join(parts)

    def rule_times(self):
        """Times to choose from, near enough to those of the rules."""
        for rule in self.rules:
            rule = ";".join(part.replace("Z", "") for part in rule.split(";"))
            for time in rrulestr(rule, dtstart=self.start):
                if time > datetime(2026, 6, 1):
                    break
                yield time

    def length(self):
        choose = self.random.choice
        days = {"": 0, "days": choose([2, 9]), "weeks": choose([30, 70])}[self.long]
        if self.kind == "date":
            days = days or choose([1, 2])
            return choose([f"DURATION:P{days}D", timedelta(days=days), None])
        if self.random.random() < 0.4:
            return choose([f"DURATION:P{days}DT2H", f"DURATION:P{days + 1}D", f"DURATION:PT{days * 24 + 3}H"])
        return choose([timedelta(days=days, minutes=choose([30, 60, 600])), timedelta(days=days), None])

    def end(self, start, length):
        if isinstance(length, timedelta):
            return [self.written("DTEND", start + length)]
        return [length] if length else []

    def base(self):
        choose = self.random.choice
        lines = [f"UID:{self.uid}", "SUMMARY:base", self.written("DTSTART", self.start)]
        lines += self.end(self.start, self.length())
        lines += [f"RRULE:{rule}" for rule in self.rules]
        for _ in range(choose([0, 0, 1, 2, 5])):
            form = "date" if self.random.random() < 0.1 else self.form()
            lines.append(self.written("EXDATE", choose(self.instances), form))
        for _ in range(choose([0, 0, 0, 1, 2, 4])):
            time = self.time()
            if self.kind != "date" and self.random.random() < 0.3:
                if self.random.random() < 0.3:
                    time = choose(self.instances)
                line = self.written("RDATE", time, self.form(), ";VALUE=PERIOD")
                lines.append(line + choose(["/PT45M", "/P1DT1H", "/P3D"]))
            else:
                lines.append(self.written("RDATE", time, self.form()))
        return lines

    def override(self, time):
        choose = self.random.choice
        moved = time + timedelta(days=choose([0, 0, 0, 1, -1, 10, -40]))
        if self.kind != "date":
            moved += timedelta(minutes=choose([0, 0, 60, -90, 150]))
        this_and_future = ";RANGE=THISANDFUTURE" if self.random.random() < 0.3 else ""
        lines = [
            f"UID:{self.uid}", f"SUMMARY:{time:%Y%m%dT%H%M%S}",
            self.written("RECURRENCE-ID", time, self.form(), this_and_future),
            self.written("DTSTART", moved), *self.end(moved, self.length()),
        ]
        if self.random.random() < 0.2:
            lines.append(f"SEQUENCE:{choose([1, 2])}")
        if self.random.random() < 0.1:
            lines.append("STATUS:CANCELLED")
        return lines
