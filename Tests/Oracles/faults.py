"""A table of what another engine is known to do otherwise than RFC 5545, and how to do the same.

With the faults switched on, the brute-force Rule says what the engine will answer. An answer that is neither right nor
that one, to the second, is no known fault.
"""
from datetime import datetime, time, timedelta

import zones
from recurrence import UNITS, Rule

AGREES, EXPLAINED, UNASKED, WRONG = "agrees", "explained", "not asked", "wrong"
DAY = 86_400


class Table:
    def __init__(self):
        self.entries = []

    def when(self, is_met):
        """Enters a function that switches a fault on, for the rules that meet it. Its docstring names the fault."""
        def enter(switch_on):
            self.entries.append((is_met, switch_on))
            return switch_on
        return enter

    def rule(self, case):
        """The rule of a case with all the faults that it meets, and these."""
        plain, rule = Rule(case), Rule(case)
        met = []
        for is_met, switch_on in self.entries:
            if is_met(plain):
                switch_on(rule)
                met.append(switch_on.__name__)
        # Also where it is another fault that keeps DTSTART from being an instance.
        rule.counts_start = False
        return rule, met


def start_is_no_instance(rule):
    """DTSTART is no instance, and not counted, where the rule does not fit it (3.8.5.3 leaves that undefined), and
    where UNTIL is before it (3.8.5.3: it is the first one)."""
    rule.counts_start = False


def gaps_count(rule):
    """An instance at a time that clocks skip is kept and counted (3.3.10: ignored; its erratum 4271: kept)."""
    rule.counts_gaps = True


def table():
    """A table with what both engines do."""
    faults = Table()
    faults.when(lambda rule: rule.case.is_after_until(rule.case.start) or not rule.fits_start())(start_is_no_instance)
    faults.when(meets_change)(gaps_count)
    return faults


def meets_change(rule):
    """Whether clocks are changed at a time of day the rule has or, where it counts parts of days, at all."""
    case = rule.case
    if case.zone_name is None:
        return False
    # The days before DTSTART in its period count as well, as a search begins with them.
    first = case.clock.instant(case.start) - DAY * {"WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}.get(rule.frequency, 1)
    last = case.clock.instant(case.horizon) + DAY
    changes = [change for change in zones.changes(case.zone_name) if first <= change <= last]
    if rule.frequency in UNITS:
        return bool(changes)
    times = [time(hour, minute, second) for hour in rule.hours for minute in rule.minutes for second in rule.seconds]
    days = {(case.clock.local(change - 1) + timedelta(days=days)).date() for change in changes for days in (-1, 0, 1)}
    return any(not case.clock.is_plain(datetime.combine(day, time)) for day in days for time in times)


def text(times):
    return " ".join(time.strftime("%Y-%m-%dT%H:%M:%S") for time in times)
