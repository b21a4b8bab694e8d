#!/usr/bin/env python3
"""A second opinion on the recurrence rules of the ICalendar module.

    RECURRENCE_CASES=/tmp/cases swift test --filter RandomRuleTests
    Tests/Oracles/recurrence.py < /tmp/cases

Each line of the input is a JSON object {"allDay", "horizon", "limit", "occurrences", "rule", "start"}: "occurrences" are
the first `limit` ones from "start" on and before "horizon", in UTC, written like "start". Lines that are wrong are
printed, and the exit status is 1 if there are any.

Two judges. The first is the brute force below: it tries every day (or tick) by the definitions of RFC 5545 section
3.3.10, and shares nothing with the module, neither its method nor its code. The second is python-dateutil, where it is
installed; its differences are counted by the fault of it that explains them, and only what none explains is wrong.
"""
import calendar
import json
import signal
import sys
from collections import Counter
from datetime import date, datetime, timedelta

try:
    from dateutil.rrule import rrulestr
except ImportError:
    rrulestr = None

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
FREQUENCIES = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
UNITS = {"SECONDLY": timedelta(seconds=1), "MINUTELY": timedelta(minutes=1), "HOURLY": timedelta(hours=1)}


def write(time):
    return time.strftime("%Y-%m-%dT%H:%M:%S" if time.second else "%Y-%m-%dT%H:%M")


# Brute force

class Rule:
    def __init__(self, text, start, all_day):
        parts = dict(part.split("=") for part in text.split(";"))

        def numbers(name):
            return [int(value) for value in parts[name].split(",")] if name in parts else []

        self.frequency = parts["FREQ"]
        self.interval = int(parts.get("INTERVAL", 1))
        self.count = int(parts["COUNT"]) if "COUNT" in parts else None
        self.until = None
        if "UNTIL" in parts:
            until = parts["UNTIL"].rstrip("Z")
            self.until = (datetime.strptime(until, "%Y%m%dT%H%M%S") if "T" in until
                          else datetime.strptime(until, "%Y%m%d") + timedelta(days=1, seconds=-1))
        self.week_start = DAYS.index(parts.get("WKST", "MO"))
        self.months, self.weeks = numbers("BYMONTH"), numbers("BYWEEKNO")
        self.year_days, self.month_days = numbers("BYYEARDAY"), numbers("BYMONTHDAY")
        self.weekdays = [(int(value[:-2] or 0), DAYS.index(value[-2:]))
                         for value in parts.get("BYDAY", "").split(",") if value]
        self.positions = numbers("BYSETPOS")
        self.in_month = self.frequency == "MONTHLY" or "BYMONTH" in parts
        level = FREQUENCIES.index(self.frequency)
        clock = [("BYHOUR", start.hour, 2, 24), ("BYMINUTE", start.minute, 1, 60), ("BYSECOND", start.second, 0, 60)]
        self.hours, self.minutes, self.seconds = (
            [0] if all_day else [min(value, 59) for value in numbers(name)] if name in parts
            else [own] if level > finer else list(range(count))
            for name, own, finer, count in clock)
        if level >= 4 and not (self.year_days or self.month_days or self.weekdays):
            if self.weeks or self.frequency == "WEEKLY":
                self.weekdays = [(0, start.weekday())]
            else:
                self.month_days = [start.day]
                if self.frequency == "YEARLY" and not self.months:
                    self.months = [start.month]

    def week_year(self, year):
        """The first day of the first week with four days in the year."""
        first = next(date(year, 1, day) for day in range(1, 8) if date(year, 1, day).weekday() == self.week_start)
        return first - timedelta(days=7) if first.day > 4 else first

    def matches(self, day):
        length = calendar.monthrange(day.year, day.month)[1]
        year_length = 365 + calendar.isleap(day.year)
        year_day = day.timetuple().tm_yday
        if self.months and day.month not in self.months:
            return False
        if self.year_days and not {year_day, year_day - year_length - 1} & set(self.year_days):
            return False
        if self.month_days and not {day.day, day.day - length - 1} & set(self.month_days):
            return False
        if self.weekdays:
            position, total = (day.day, length) if self.in_month else (year_day, year_length)
            ordinals = {0, (position - 1) // 7 + 1, -((total - position) // 7 + 1)}
            if not any(weekday == day.weekday() and ordinal in ordinals for ordinal, weekday in self.weekdays):
                return False
        if self.weeks:
            year = next(year for year in (day.year + 1, day.year, day.year - 1) if self.week_year(year) <= day)
            first, following = self.week_year(year), self.week_year(year + 1)
            week, total = (day - first).days // 7 + 1, (following - first).days // 7
            if not {week, week - total - 1} & set(self.weeks):
                return False
        return True

    def periods(self, start, horizon):
        """The first day of each selected period and that of the next one."""
        day = start.date()
        if self.frequency == "DAILY":
            bounds = lambda number: date.fromordinal(day.toordinal() + number)
        elif self.frequency == "WEEKLY":
            first = day - timedelta(days=(day.weekday() - self.week_start) % 7)
            bounds = lambda number: first + timedelta(days=7 * number)
        elif self.frequency == "MONTHLY":
            month = day.year * 12 + day.month - 1
            bounds = lambda number: date((month + number) // 12, (month + number) % 12 + 1, 1)
        elif self.weeks:
            year = next(year for year in (day.year + 1, day.year, day.year - 1) if self.week_year(year) <= day)
            bounds = lambda number: self.week_year(year + number)
        else:
            bounds = lambda number: date(day.year + number, 1, 1)
        number = 0
        while bounds(number) <= horizon.date():
            yield bounds(number), bounds(number + 1)
            number += self.interval

    def sets(self, start, horizon):
        """The instances of each selected period."""
        if self.frequency in UNITS:
            unit = UNITS[self.frequency]
            tick = start - (start - datetime.min) % unit
            known = {}
            while tick < horizon:
                day = tick.date()
                if day not in known:
                    known[day] = self.matches(day)
                if known[day] and tick.hour in self.hours:
                    yield [time for time in self.in_tick(tick)]
                tick += unit * self.interval
            return
        times = sorted({timedelta(hours=hour, minutes=minute, seconds=second)
                        for hour in self.hours for minute in self.minutes for second in self.seconds})
        for first, following in self.periods(start, horizon):
            days = (date.fromordinal(number) for number in range(first.toordinal(), following.toordinal()))
            yield [datetime(day.year, day.month, day.day) + time for day in days if self.matches(day) for time in times]

    def in_tick(self, tick):
        if self.frequency == "HOURLY":
            return sorted({tick.replace(minute=minute, second=second)
                           for minute in self.minutes for second in self.seconds})
        if tick.minute not in self.minutes:
            return []
        if self.frequency == "MINUTELY":
            return sorted({tick.replace(second=second) for second in self.seconds})
        return [tick] if tick.second in self.seconds else []

    def occurrences(self, start, horizon):
        yield start
        count = 1
        for instances in self.sets(start, horizon):
            if self.positions:
                total = len(instances)
                chosen = {position - 1 if position > 0 else total + position for position in self.positions}
                instances = [instances[index] for index in sorted(chosen) if 0 <= index < total]
            for time in instances:
                if self.count and count >= self.count or self.until and time > self.until or time >= horizon:
                    return
                if time > start:
                    count += 1
                    yield time


# python-dateutil

class TooLong(Exception):
    pass


def give_up(*_):
    raise TooLong


def dateutil_occurrences(case, start, horizon, rule):
    """What dateutil says, with DTSTART first and counted; as far as it gets in a third of a second."""
    text = ";".join(part.rstrip("Z") for part in case["rule"].split(";") if not part.startswith("COUNT")
                    and not (case["allDay"] and part[:6] in ("BYHOUR", "BYMINU", "BYSECO")))
    result, complete = [start], True
    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        for time in rrulestr(text, dtstart=start):
            if len(result) >= case["limit"] or rule.count and len(result) >= rule.count or time >= horizon:
                break
            if time > start:
                result.append(time)
    except TooLong:
        complete = False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return result, complete


def known_fault(case, rule):
    """The fault of python-dateutil that a rule may meet."""
    if rule.weeks and "BYDAY" not in case["rule"] and not (rule.month_days or rule.year_days):
        return "BYWEEKNO without a day: all seven days instead of DTSTART's weekday"
    if rule.weeks:
        return "BYWEEKNO near the turn of the year: weeks cut in two, last week misnumbered"
    if rule.positions and rule.frequency in ("WEEKLY", "DAILY", *UNITS):
        return "BYSETPOS in DTSTART's period: counted from DTSTART instead of the period's beginning"
    if len({ordinal == 0 for ordinal, _ in rule.weekdays}) > 1:
        return "BYDAY with and without numbers: both demanded instead of either"
    return None


def check():
    wrong, judged, faults = 0, Counter(), Counter()
    for line in sys.stdin:
        case = json.loads(line)
        start, horizon = datetime.fromisoformat(case["start"]), datetime.fromisoformat(case["horizon"])
        rule = Rule(case["rule"], start, case["allDay"])
        expected = []
        for time in rule.occurrences(start, horizon):
            expected.append(write(time))
            if len(expected) == case["limit"]:
                break
        judged["brute force"] += 1
        if case.get("occurrences") != expected:
            wrong += 1
            print("WRONG by brute force:", line.strip(), "expected:", json.dumps(expected))
        if rrulestr is None or case["allDay"] and rule.frequency in UNITS:
            continue
        try:
            other, complete = dateutil_occurrences(case, start, horizon, rule)
        except Exception as error:  # its own mistakes
            faults[f"raises {type(error).__name__}"] += 1
            continue
        judged["dateutil" if complete else "dateutil, given up"] += 1
        other = [write(time) for time in other]
        given = case["occurrences"] if complete else case["occurrences"][:len(other)]
        if given != other:
            fault = known_fault(case, rule)
            faults[fault] += 1
            if fault is None:
                wrong += 1
                print("WRONG by dateutil:", line.strip(), "expected:", json.dumps(other))
    print(f"{wrong} wrong; judged:", dict(judged), file=sys.stderr)
    for fault, count in faults.most_common():
        print(f"{count:6} dateutil: {fault}", file=sys.stderr)
    return wrong > 0


if __name__ == "__main__":
    sys.exit(check())
