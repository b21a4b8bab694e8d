"""libical 3.0 as a judge, and the table of its known faults."""
import functools
from datetime import UTC, date, datetime, timedelta

import faults
import zones
from cases import Clock
from faults import AGREES, EXPLAINED, UNASKED, WRONG, text
from libical import Died, Libical
from recurrence import UNITS, Rule, named, place_in_month, place_in_year

NEVER = 999  # no day of a month or year
OWN_PART = {"HOURLY": "BYHOUR", "MINUTELY": "BYMINUTE", "SECONDLY": "BYSECOND"}
FAULTS = faults.table()


def has_own_part(rule):
    return OWN_PART.get(rule.frequency) in rule.case.parts


@FAULTS.when(lambda rule: rule.frequency in ("DAILY", *UNITS) and min(rule.month_days + rule.year_days, default=0) < 0)
def only_positive_limits(rule):
    """Negative values of BYMONTHDAY and BYYEARDAY never match from DAILY down (3.3.10: the table)."""
    for name in ("month_days", "year_days"):
        if values := getattr(rule, name):
            setattr(rule, name, [value for value in values if value > 0] or [NEVER])


@FAULTS.when(lambda rule: rule.positions and rule.frequency in ("MONTHLY", "YEARLY"))
def positions_of_days(rule):
    """BYSETPOS in MONTHLY and YEARLY counts days, and gives each with all its times (3.3.10: instances). There is an
    empty place at the end for each day that BYMONTHDAY or BYYEARDAY names from either end."""
    chosen = rule.chosen

    def chosen_days(instances):
        days = sorted({time.date() for time in instances})
        if not rule.weekdays:
            days += [None for day in days if named(rule.month_days, *place_in_month(day)) == 2
                     or named(rule.year_days, *place_in_year(day)) == 2]
        days = chosen(days)
        return [time for time in instances if time.date() in days]

    rule.chosen = chosen_days


@FAULTS.when(lambda rule: rule.positions and rule.frequency not in ("MONTHLY", "YEARLY"))
def no_positions(rule):
    """BYSETPOS is ignored from WEEKLY down (3.3.10: for all)."""
    rule.positions = []


@FAULTS.when(has_own_part)
def no_interval_with_own_part(rule):
    """INTERVAL is ignored in HOURLY with BYHOUR, MINUTELY with BYMINUTE and SECONDLY with BYSECOND (3.3.10: they
    limit what INTERVAL leaves)."""
    rule.interval = 1


@FAULTS.when(lambda rule: rule.frequency == "YEARLY" and "BYMONTHDAY" in rule.case.parts
             and not (rule.months or rule.weeks or rule.year_days))
def month_of_start(rule):
    """BYMONTHDAY in YEARLY without BYMONTH is that day of DTSTART's month, not of every month (3.3.10: the table)."""
    rule.months = [rule.case.start.month]


@FAULTS.when(lambda rule: rule.frequency == "YEARLY" and {"BYMONTH", "BYMONTHDAY", "BYYEARDAY"} & set(rule.case.parts)
             and (rule.weeks or rule.year_days and {"BYMONTH", "BYMONTHDAY"} & set(rule.case.parts)))
def never_together(rule):
    """In YEARLY, BYYEARDAY with BYMONTH or BYMONTHDAY and BYWEEKNO with any of them never match (3.3.10: the table)."""
    rule.matches = lambda day: False


@FAULTS.when(lambda rule: rule.week_start != 0 and min(rule.weeks, default=0) < 0)
def weeks_from_monday(rule):
    """BYWEEKNO counts back from the number of weeks that the year has where they begin on Monday (3.3.10: on WKST)."""
    def in_weeks(day):
        week, _ = rule.week_number(day)
        return named(rule.weeks, week, date(rule.year_of_week(day), 12, 28).isocalendar().week) > 0

    rule.in_weeks = in_weeks


def comes_before_week_start(rule):
    first, start, week_start = ((day + 1) % 7 for day in
                                (rule.weekdays[0][1], rule.case.start.weekday(), rule.week_start))
    return first != start and max(first, start) < week_start


@FAULTS.when(lambda rule: rule.frequency == "WEEKLY" and rule.interval > 1 and comes_before_week_start(rule))
def week_before(rule):
    """INTERVAL in WEEKLY counts from the week before DTSTART's, where DTSTART is not the first day of its week that
    BYDAY names, and both are before WKST in a week that begins on Sunday (3.3.10: from DTSTART's)."""
    periods = rule.periods
    rule.periods = lambda start, horizon: periods(start - timedelta(days=7), horizon)


@FAULTS.when(lambda rule: has_own_part(rule) and rule.count)
def start_counts_twice(rule):
    """In HOURLY with BYHOUR and so on, the instances from DTSTART on in its hour (minute, second) are there twice, and
    counted twice, unless it is the first that the part names (3.8.5.3)."""
    start = rule.case.start
    own, first = {"HOURLY": (start.hour, rule.hours), "MINUTELY": (start.minute, rule.minutes),
                  "SECONDLY": (start.second, rule.seconds)}[rule.frequency]
    if own != first[0] and rule.fits_start():
        again = sum(time >= start for time in next(rule.sets(start, rule.case.horizon)))
        rule.count = max(rule.count - again, min(rule.count, again))


def cannot_judge(rule):
    """Why it is not asked about a rule."""
    if rule.case.all_day and rule.frequency in UNITS:
        return "nothing says what parts of days are where DTSTART is a date"
    if not rule.fits_start():
        return "DTSTART does not fit the rule, which 3.8.5.3 leaves undefined"
    if rule.weeks and "BYDAY" not in rule.case.parts:
        return "BYWEEKNO without BYDAY finds other days, of other weeks"
    if {1, 52, 53, -1, -52, -53} & set(rule.weeks):
        return "BYWEEKNO loses days of a week that is cut by the turn of the year, or finds them where there are none"
    coarser = {"MINUTELY": {"BYHOUR"}, "SECONDLY": {"BYHOUR", "BYMINUTE"}}.get(rule.frequency, set())
    if coarser & set(rule.case.parts) and rule.interval > 60:
        return "INTERVAL of more than 60 in MINUTELY and SECONDLY loses instances where there is BYHOUR or BYMINUTE"
    return None


@functools.cache
def vcalendar(zone_name):
    """A VCALENDAR with a VTIMEZONE that names each change by itself: where libical reads the system's zone files it
    makes yearly rules of them, and is wrong by days in some years."""
    lines = ["BEGIN:VCALENDAR"]
    if zone_name:
        zone = Clock(zone_name).zone
        lines += ["BEGIN:VTIMEZONE", f"TZID:{zone_name}"]
        for instant in [zones.BEGIN, *zones.changes(zone_name)]:
            before, after = zones.offset(zone, instant - 1), zones.offset(zone, instant)
            local = datetime.fromtimestamp(instant + before[0], UTC)
            observance = "DAYLIGHT" if after[1] else "STANDARD"
            lines += [f"BEGIN:{observance}", f"DTSTART:{local:%Y%m%dT%H%M%S}", f"TZOFFSETFROM:{utc_offset(before[0])}",
                      f"TZOFFSETTO:{utc_offset(after[0])}", f"END:{observance}"]
        lines += ["END:VTIMEZONE"]
    return "\r\n".join(lines + ["END:VCALENDAR", ""])


def utc_offset(seconds):
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}{minutes:02}"


def vevent(case):
    """An event without two more faults: libical takes RDATE to be in UTC whatever its TZID, and gives instances in the
    order of a list such as BYHOUR (3.3.10: any order). So dates are in UTC, and lists in order."""
    date = ";VALUE=DATE" if case.all_day else ""
    zone = f";TZID={case.zone_name}" if case.zone_name else date
    lines = ["BEGIN:VEVENT", "UID:1", f"DTSTART{zone}:{case.start:{'%Y%m%d' if case.all_day else '%Y%m%dT%H%M%S'}}",
             "RRULE:" + ";".join(map("=".join, case.parts.items()))]
    lines += [f"RDATE{date}:{case.write(time)}" for time in case.additional]
    lines += [f"EXDATE{date}:{case.write(time)}" for time in case.excluded]
    return "\r\n".join(lines + ["END:VEVENT", ""])


class Unjudged(Exception):
    """libical gives no answer."""


engine = Libical(0.3)


def answers(case):
    """The instants it finds as far as ICalendar was asked, what it should find by its faults, and these."""
    full = len(case.given) == case.limit
    end = case.given[-1][1] + 1 if full else case.clock.instant(case.horizon)
    rule, met = FAULTS.rule(case)
    # What is later on the clock face may be earlier where clocks are put back.
    margin = timedelta(hours=3 if rule.frequency in UNITS else 25)
    horizon = min(case.given[-1][0] + margin, case.horizon) if full else case.horizon
    if next(rule.instances(horizon), None) is None:
        raise Unjudged("by its faults it finds nothing, for which it may search very long")
    expected = {instant for instant in map(case.clock.instant, rule.occurrences(horizon)) if instant < end}
    start = case.clock.instant(case.start)
    try:
        found = engine.instants(vevent(case), start - 1, end, vcalendar(case.zone_name))
    except Died as error:
        raise Unjudged("does not come back") from error
    # RDATE comes last, and an occurrence that is both twice.
    return {instant for instant in found if start <= instant < end}, expected, met


def libical(case):
    """The verdict on a case, its reasons, and what libical answers."""
    common = case.in_common_form()
    if reason := cannot_judge(Rule(common)):
        return UNASKED, [reason], ""
    try:
        found, expected, met = answers(common)
        if found == {instant for _, instant in case.given}:
            return AGREES, [], ""
        if found != expected and "gaps_count" in met:
            # A time that is shown twice it takes as the second; after a gap it moves more than is in it; and HOURLY,
            # MINUTELY and SECONDLY count the hours that go by. That hides the rest, which it has to get right without.
            common = common.on_the_clock_face()
            found, expected, met = answers(common)
            met.append("clocks_change")
    except Unjudged as error:
        return UNASKED, [str(error)], ""
    return EXPLAINED if met and found == expected else WRONG, met, text(map(common.clock.local, sorted(found)))
