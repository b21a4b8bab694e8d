"""Where recurring-ical-events (which has its rules from dateutil) and libical 3.0 differ from RFC 5545.

Each fault is a function. Of the occurrences that a judge lacks of an event, and of those that it has too much, it
returns the beginnings of those that it explains. "when" is that of the event, with the occurrences that are
"overridden".
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr


def rule_parts(when):
    return dict(part.split("=") for part in when.get("repeat", "").split(";") if part)


def first_start(when):
    """A date, or an instant."""
    return starts_at(when, [when.get("start") or when["date"]])[0]


def starts_at(when, texts, zone=None):
    times = [datetime.fromisoformat(text) for text in texts]
    if "zone" not in when:
        return [time.date() for time in times]
    return [time.replace(tzinfo=zone or ZoneInfo(when["zone"])).astimezone(UTC) for time in times]


def starts_outside_its_rule(when):
    """Whether the first occurrence is none of the rule."""
    rule = ";".join(f"{name}={value}" for name, value in rule_parts(when).items() if name not in ("COUNT", "UNTIL"))
    if not rule:
        return False
    start = datetime.fromisoformat(when.get("start") or when["date"])
    return next(iter(rrulestr(rule, dtstart=start)), None) != start


def at_clock_changes(when, occurrences):
    """Those within two hours of a change of the clocks."""
    if "zone" not in when:
        return set()
    zone, margin = ZoneInfo(when["zone"]), timedelta(hours=2)

    def offset(instant):
        return instant.astimezone(zone).utcoffset()

    return {start for start in occurrences if offset(start - margin) != offset(start + margin)}


def does_not_count_the_start(when, missing, extra):
    """DTSTART counts as the first occurrence (3.3.10); where it is none of the rule, it does not count it, and has one
    more at the end."""
    return set(extra[-1:]) if "COUNT" in rule_parts(when) and starts_outside_its_rule(when) else set()


def keeps_what_clocks_skip(when, missing, extra):
    """An instance of a rule at a local time that there is not "MUST be ignored" (3.3.10); it keeps it, an hour later.
    Where there is a COUNT, it counts it, and has one less at the end."""
    kept = at_clock_changes(when, extra) if "repeat" in when else set()
    return kept | set(missing[-len(kept) :] if kept and "COUNT" in rule_parts(when) else [])


def takes_local_times_for_utc(when, missing, extra):
    """EXDATE and RECURRENCE-ID name one occurrence (3.8.4.4, 3.8.5.1); others are gone as well where the clock shows in
    UTC what it shows for that one in its zone, or the other way round."""
    ids = [*when.get("except", []), *when["overridden"]] if "zone" in when else []
    local = {datetime.fromisoformat(id) for id in ids}
    utc = {start.replace(tzinfo=None) for start in starts_at(when, ids)}

    def clock(start, zone):
        return start.astimezone(zone).replace(tzinfo=None)

    return {
        start
        for start in missing
        if ids and (clock(start, UTC) in local or clock(start, ZoneInfo(when["zone"])) in utc)
    }


def leaves_the_start_out(when, missing, extra):
    """DTSTART is an occurrence also where it is none of the rule (3.8.5.3)."""
    return {first_start(when)} if starts_outside_its_rule(when) else set()


def ignores_the_zone_of_rdate(when, missing, extra):
    """RDATE has a TZID (3.2.19); it is taken for UTC."""
    added = when.get("also", []) if "zone" in when else []
    return {*starts_at(when, added), *starts_at(when, added, zone=UTC)}


def has_two_where_rdate_adds_none(when, missing, extra):
    """What RRULE and RDATE both give is one occurrence (3.8.5.3)."""
    return {*starts_at(when, when.get("also", []))} & {*extra}


def ignores_days_before_the_end_of_the_month(when, missing, extra):
    """BYMONTHDAY limits a daily rule (3.3.10), negative days too."""
    parts = rule_parts(when)
    return {*missing, *extra} if parts.get("FREQ") == "DAILY" and "-" in parts.get("BYMONTHDAY", "") else set()


def begins_weeks_on_other_days(when, missing, extra):
    """Every other week is counted from that of DTSTART, which begins on WKST (3.3.10)."""
    parts = rule_parts(when)
    is_so = parts.get("FREQ") == "WEEKLY" and parts.get("INTERVAL", "1") != "1" and parts.get("WKST", "MO") != "MO"
    return {*missing, *extra} if is_so else set()


def takes_the_other_offset(when, missing, extra):
    """A local time that occurs twice is the first of the two, and one that there is not has the offset before the gap
    (3.3.5); it takes the offset after it. After a gap the next instance of the rule, and no more, is late as well."""
    explained = at_clock_changes(when, [*missing, *extra])
    for gap in [timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2)] if "zone" in when else []:
        late = {start.year: start for start in missing if start + gap in extra and start not in explained}
        explained |= {*late.values()} | {start + gap for start in late.values()}
    return explained


def goes_by_elapsed_time(when, missing, extra):
    """The local time of an instance is computed, and its offset applied to that (3.3.10); hours, minutes and seconds
    are counted as they pass, so that all after a change of the clocks are an hour off."""
    return {*missing, *extra} if rule_parts(when).get("FREQ") in ("HOURLY", "MINUTELY", "SECONDLY") else set()


FAULTS_OF_RECURRING_ICAL_EVENTS = [
    does_not_count_the_start,
    keeps_what_clocks_skip,
    takes_local_times_for_utc,
]
FAULTS_OF_LIBICAL = [
    leaves_the_start_out,
    does_not_count_the_start,
    ignores_the_zone_of_rdate,
    has_two_where_rdate_adds_none,
    ignores_days_before_the_end_of_the_month,
    begins_weeks_on_other_days,
    takes_the_other_offset,
    goes_by_elapsed_time,
]
