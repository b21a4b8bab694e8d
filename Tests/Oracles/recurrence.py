"""RFC 5545 sections 3.3.10 and 3.8.5 by brute force: every day (or tick) is tried by the definitions.

It shares nothing with the ICalendar module, neither its method nor its code. Zones are those of Python's zoneinfo.
"""
import calendar
import heapq
from datetime import date, datetime, timedelta

from cases import CLOCK_PARTS, DAYS

FREQUENCIES = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
UNITS = {"SECONDLY": timedelta(seconds=1), "MINUTELY": timedelta(minutes=1), "HOURLY": timedelta(hours=1)}
DAY = timedelta(days=1)
LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def place_in_year(day):
    """The number of the day, and of all days of its year."""
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1, 365 + calendar.isleap(day.year)


def place_in_month(day):
    """The number of the day, and of all days of its month."""
    return day.day, LENGTHS[day.month - 1] + (day.month == 2 and calendar.isleap(day.year))


def named(numbers, position, total):
    """How often a place is named, from the beginning and from the end."""
    return (position in numbers) + (position - total - 1 in numbers)


class Rule:
    """RRULE with its DTSTART."""

    # Where other engines do otherwise (faults.py).
    counts_start = True
    counts_gaps = False
    has_week_years = True

    def __init__(self, case):
        self.case, start, parts = case, case.start, case.parts

        def numbers(name):
            return [int(value) for value in parts[name].split(",")] if name in parts else []

        self.frequency = parts["FREQ"]
        self.interval = int(parts.get("INTERVAL", 1))
        self.count = int(parts["COUNT"]) if "COUNT" in parts else None
        self.week_start = DAYS.index(parts.get("WKST", "MO"))
        self.months, self.weeks = numbers("BYMONTH"), numbers("BYWEEKNO")
        self.year_days, self.month_days = numbers("BYYEARDAY"), numbers("BYMONTHDAY")
        self.weekdays = [(int(value[:-2] or 0), DAYS.index(value[-2:]))
                         for value in parts.get("BYDAY", "").split(",") if value]
        self.positions = numbers("BYSETPOS")
        self.in_month = self.frequency == "MONTHLY" or "BYMONTH" in parts
        level = FREQUENCIES.index(self.frequency)
        clock = zip(CLOCK_PARTS, [start.hour, start.minute, start.second], [2, 1, 0], [24, 60, 60])
        self.hours, self.minutes, self.seconds = (
            [0] if case.all_day else sorted({min(value, 59) for value in numbers(name)}) if name in parts
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

    def year_of_week(self, day):
        """The year whose weeks the day is in."""
        return next(year for year in (day.year + 1, day.year, day.year - 1) if self.week_year(year) <= day)

    def week_number(self, day):
        """The week of the day, and how many there are in its year."""
        year = self.year_of_week(day)
        first, following = self.week_year(year), self.week_year(year + 1)
        return (day - first).days // 7 + 1, (following - first).days // 7

    def in_weeks(self, day):
        week, total = self.week_number(day)
        return named(self.weeks, week, total) > 0

    def matches(self, day):
        if self.months and day.month not in self.months:
            return False
        if self.month_days and not named(self.month_days, *place_in_month(day)):
            return False
        if self.year_days and not named(self.year_days, *place_in_year(day)):
            return False
        if self.weekdays:
            position, total = place_in_month(day) if self.in_month else place_in_year(day)
            ordinals = (0, (position - 1) // 7 + 1, -((total - position) // 7 + 1))
            weekday = day.weekday()
            if not any((ordinal, weekday) in self.weekdays for ordinal in ordinals):
                return False
        return not self.weeks or self.in_weeks(day)

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
        elif self.weeks and self.has_week_years:
            year = self.year_of_week(day)
            bounds = lambda number: self.week_year(year + number)
        else:
            bounds = lambda number: date(day.year + number, 1, 1)
        number = 0
        while bounds(number) <= horizon.date():
            yield bounds(number), bounds(number + 1)
            number += self.interval

    def ticks(self, start, horizon):
        """The instances of each selected second, minute or hour. It goes on to the next hour where none can match."""
        unit = UNITS[self.frequency]
        step = unit * self.interval
        tick = start - (start - datetime.min) % unit
        day = None
        while tick < horizon:
            if day != tick.date():
                day = tick.date()
                day_matches = self.matches(day)
            if not day_matches:
                following = datetime(day.year, day.month, day.day) + DAY
            elif tick.hour not in self.hours:
                following = tick.replace(minute=0, second=0) + UNITS["HOURLY"]
            else:
                yield self.in_tick(tick)
                following = tick
            tick += step * max(1, -((tick - following) // step))

    def sets(self, start, horizon):
        """The instances of each selected period, ascending."""
        if self.frequency in UNITS:
            yield from self.ticks(start, horizon)
            return
        times = [timedelta(hours=hour, minutes=minute, seconds=second)
                 for hour in self.hours for minute in self.minutes for second in self.seconds]
        for first, following in self.periods(start, horizon):
            days = (date.fromordinal(number) for number in range(first.toordinal(), following.toordinal()))
            yield [datetime(day.year, day.month, day.day) + time for day in days if self.matches(day) for time in times]

    def in_tick(self, tick):
        if self.frequency == "HOURLY":
            return [tick.replace(minute=minute, second=second) for minute in self.minutes for second in self.seconds]
        if tick.minute not in self.minutes:
            return []
        if self.frequency == "MINUTELY":
            return [tick.replace(second=second) for second in self.seconds]
        return [tick] if tick.second in self.seconds else []

    def chosen(self, instances):
        """Those that BYSETPOS leaves of the instances of a period."""
        if not self.positions:
            return instances
        total = len(instances)
        indices = {position - 1 if position > 0 else total + position for position in self.positions}
        return [instances[index] for index in sorted(indices) if 0 <= index < total]

    def fits_start(self):
        """Whether DTSTART is an instance of the rule, as section 3.8.5.3 says it should be."""
        first = next(self.sets(self.case.start, self.case.start + DAY), [])
        return self.case.start in self.chosen(first)

    def instances(self, horizon):
        """DTSTART and what comes after it, before the horizon; what clocks never show is left out and not counted."""
        case, count = self.case, 0
        if self.counts_start:
            count = 1
            yield case.start
        for instances in self.sets(case.start, horizon):
            for time in self.chosen(instances):
                if time < case.start or self.counts_start and time == case.start:
                    continue
                if not (self.counts_gaps or case.all_day or case.clock.shows(time)):
                    continue
                if self.count and count >= self.count or time >= horizon or case.is_after_until(time):
                    return
                count += 1
                yield time

    def occurrences(self, horizon):
        """The recurrence set: the instances of the rule and RDATE, ascending, without EXDATE."""
        additional = sorted({time for time in self.case.additional if time < horizon})
        last = None
        for time in heapq.merge(self.instances(horizon), additional):
            if time != last and time not in self.case.excluded:
                yield time
            last = time
