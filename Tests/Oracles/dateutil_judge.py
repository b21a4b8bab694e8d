"""python-dateutil 2.9 as a judge, and the table of its known faults."""
import calendar
import itertools
import signal
from datetime import date

from dateutil.rrule import rruleset, rrulestr

import faults
from faults import AGREES, EXPLAINED, UNASKED, WRONG, text
from recurrence import UNITS, Rule

SECONDS = 0.025  # of processor time for a case: it may search to the year 9999
FAULTS = faults.table()


@FAULTS.when(lambda rule: rule.weeks and not {"BYDAY", "BYMONTHDAY", "BYYEARDAY"} & set(rule.case.parts))
def week_without_day(rule):
    """BYWEEKNO without a part for days means all seven days, not DTSTART's weekday (3.3.10: derived from DTSTART)."""
    rule.weekdays = []


@FAULTS.when(lambda rule: rule.weeks)
def weeks_cut_in_two(rule):
    """BYWEEKNO: a week over the turn of the year is cut in two, and its other part is found by fewer numbers (3.3.10:
    by its own from either end). In December that is 1; in January −1 or the number of last year's weeks, which is
    made from this year's length. INTERVAL and BYSETPOS count calendar years."""
    def in_weeks(day):
        year = rule.year_of_week(day)
        if year > day.year:
            return 1 in rule.weeks
        if year < day.year:
            return -1 in rule.weeks or last_week_of(year) in rule.weeks
        week, total = rule.week_number(day)
        return week in rule.weeks or week - total - 1 in rule.weeks

    def last_week_of(year):
        first = date(year, 1, 1).weekday()
        if (rule.week_start - first) % 7 >= 4:
            days = 365 + calendar.isleap(year) + (first - rule.week_start) % 7
        else:
            days = 365 + calendar.isleap(year + 1) - (rule.week_year(year + 1) - date(year + 1, 1, 1)).days
        return 52 + days % 7 // 4

    rule.in_weeks, rule.has_week_years = in_weeks, False


@FAULTS.when(lambda rule: rule.positions and rule.frequency == "WEEKLY")
def first_week_is_cut(rule):
    """BYSETPOS in the week of DTSTART counts from DTSTART's day, not from WKST (3.3.10: the interval's beginning)."""
    chosen = rule.chosen
    rule.chosen = lambda instances: chosen([time for time in instances if time.date() >= rule.case.start.date()])


@FAULTS.when(lambda rule: len({number == 0 for number, _ in rule.weekdays}) > 1)
def numbered_and_plain_weekdays(rule):
    """BYDAY with and without numbers: a day has to be both, not either (3.3.10: a list)."""
    plain = {weekday for number, weekday in rule.weekdays if number == 0}
    rule.weekdays = [(number, weekday) for number, weekday in rule.weekdays if number and weekday in plain]
    if not rule.weekdays:
        rule.matches = lambda day: False


def may_raise(error, rule):
    """Whether it refuses a rule: one that never comes because of INTERVAL, or with a weekday that a year may lack."""
    if isinstance(error, IndexError):
        most = 5 if rule.months else 52
        return rule.frequency == "YEARLY" and any(abs(number) > most for number, _ in rule.weekdays)
    return (isinstance(error, ValueError) and rule.frequency in UNITS and rule.interval > 1
            and not any(rule.sets(rule.case.start, rule.case.horizon)))


class GivenUp(Exception):
    pass


def give_up(*_):
    raise GivenUp


def occurrences(case):
    """The times on the clock face as far as it gets, and whether that is to the limit or the horizon."""
    zoned = lambda time: time.replace(tzinfo=case.clock.zone if case.zone_name else None)
    times = []
    signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        dates = rruleset()
        dates.rrule(rrulestr(";".join(map("=".join, case.parts.items())), dtstart=zoned(case.start)))
        for time in case.additional:
            dates.rdate(zoned(time))
        for time in case.excluded:
            dates.exdate(zoned(time))
        for time in dates:
            time = time.replace(tzinfo=None)
            if len(times) >= case.limit or time >= case.horizon:
                break
            times.append(time)
    except GivenUp:
        return times, False
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return times, True


def dateutil(case):
    """The verdict on a case, its reasons, and what dateutil answers."""
    if case.all_day and case.parts["FREQ"] in UNITS:
        return UNASKED, ["it knows no days without a time"], ""
    common = case.in_common_form()
    try:
        times, complete = occurrences(common)
    except Exception as error:
        return UNASKED if may_raise(error, Rule(common)) else WRONG, [f"raises {type(error).__name__}"], repr(error)
    given = [time for time, _ in case.given]
    if times == (given if complete else given[:len(times)]):
        return (AGREES, [], "") if complete else (UNASKED, ["takes long, and agrees as far as it gets"], "")
    rule, met = FAULTS.rule(common)
    expected = list(itertools.islice(rule.occurrences(case.horizon), case.limit))
    is_explained = met and times == (expected if complete else expected[:len(times)])
    return EXPLAINED if is_explained else WRONG, met, text(times)
