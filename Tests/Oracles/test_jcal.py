"""jCal (RFC 7265) against the Python package icalendar, both ways.

Of each calendar: what the two write as jCal is the same; what it writes is read by us as that calendar; and what we
write is read by it as that calendar. Where they differ, RFC 7265 decides, and what is a fault of icalendar, or its
choice where there is one, stands in KNOWN.

CHANCERY_BUILD names the folder of the program oracle-cases, if it is not .build/debug.
"""

import base64
import json
import os
import random
import subprocess
from collections import defaultdict
from pathlib import Path

import icalendar
import pytest
from icalendar.prop import vDuration

ROOT = Path(__file__).resolve().parents[2]
CONVERT = ROOT / os.environ.get("CHANCERY_BUILD", ".build/debug") / "oracle-cases"
# Those that come with icalendar; and ours, many of them wrong on purpose, of which test_corpus.py judges the reading.
CALENDARS = sorted((Path(icalendar.__file__).parent / "tests/calendars").glob("*.ics"))
CORPUS = sorted(ROOT.glob("Tests/**/*.ics"))


def convert(to, data):
    return subprocess.run([CONVERT, to], input=data, stdout=subprocess.PIPE, check=True, timeout=120).stdout


def ours(ics):
    """Our jCal of iCalendar: a list of components."""
    return json.loads(convert("jcal", ics))


def theirs(component):
    """Its jCal of a component; through JSON, for it keeps types of its own in the lists."""
    return json.loads(json.dumps(component.to_jcal()))


# MARK: What is the same however it is written

LISTS = {"bysecond", "byminute", "byhour", "byday", "bymonthday", "byyearday", "byweekno", "bymonth", "bysetpos"}


def listed(value):
    return value if isinstance(value, list) else [value]


def normal_value(kind, value):
    match kind:
        case "recur":
            # Section 3.6.10: one value may stand in an array or not.
            return {key: listed(part) if key in LISTS else part for key, part in value.items()}
        case "duration":
            # It writes P0DT0H15M0S as PT15M.
            return str(vDuration.from_ical(value))
        case "period":
            return [value[0], normal_value("duration", value[1]) if value[1][0] in "+-P" else value[1]]
        case "utc-offset":
            # It writes no seconds that are 0.
            return value.removesuffix(":00") if len(value) == 9 else value
        case _:
            return value


def normal_property(property):
    name, parameters, kind, *values = property
    # Section 3.5.2: one value may stand in an array or not. BINARY is always in BASE64, and it does not say so.
    parameters = {key: listed(value) for key, value in parameters.items() if (key, kind) != ("encoding", "binary")}
    return [name, parameters, kind, *(normal_value(kind, value) for value in values)]


def by_name(component):
    """Section 1: the order of properties need not be kept, and icalendar puts those of a name together."""
    groups = defaultdict(list)
    for property in component[1]:
        groups[property[0]].append(normal_property(property))
    return groups


def differences(left, right, path=""):
    """Where two components differ: the path, and the properties of a name in each."""
    path = f"{path}/{left[0]}"
    if left[0] != right[0] or len(left[2]) != len(right[2]):
        yield path, [left[0], len(left[2])], [right[0], len(right[2])]
        return
    lefts, rights = by_name(left), by_name(right)
    for name in lefts | rights:
        one, other = lefts.get(name, []), rights.get(name, [])
        pairs = [([one], [other]) for one, other in zip(one, other)] if len(one) == len(other) else [(one, other)]
        yield from ((f"{path}/{name}", one, other) for one, other in pairs if one != other)
    for one, other in zip(left[2], right[2]):
        yield from differences(one, other, path)


# MARK: What differs, and why


def is_list_of_periods(one, other):
    def periods(side):
        return [value for _, _, kind, *values in side for value in values if kind == "period"]

    return len(periods(one)) > 1 and periods(other) == periods(one)[: len(periods(other))] != []


def is_leap_month(one, other):
    return any("L" in str(value.get("bymonth")) for _, _, kind, *values in one for value in values if kind == "recur")


def is_default_of_rfc7986(one, other):
    return (one[0][0], one[0][2], other[0][2]) in [("name", "text", "unknown"), ("color", "text", "unknown")]


def has_no_default(one, other):
    return (one[0][0], one[0][2], other[0][2]) == ("refresh-interval", "unknown", "duration")


def is_tzid_changed(one, other):
    return [{**one[0][1], "tzid": 0}, *one[0][2:]] == [{**other[0][1], "tzid": 0}, *other[0][2:]]


def is_semicolon(one, other):
    return (one[0][0], ";".join(one[0][3])) == ("request-status", ";".join(other[0][3]))


# Each must be found, or is to be taken out.
KNOWN = {
    # A property with several periods becomes one for each when it reads iCalendar, and loses all but the first when it
    # reads jCal. Section 3.4: each value is another element.
    "several periods": is_list_of_periods,
    # BYMONTH=5L of RFC 7529 loses its L.
    "leap month": is_leap_month,
    # NAME and COLOR are TEXT where they do not say otherwise (RFC 7986, sections 5.1 and 5.9).
    "default of RFC 7986": is_default_of_rfc7986,
    # REFRESH-INTERVAL must have VALUE (RFC 7986, section 5.7); without, section 3.5.1 leaves "unknown".
    "no default": has_no_default,
    # A zone that it knows by another TZID gets that, and one that it does not know is left out. Section 1: all
    # parameters are preserved.
    "changed TZID": is_tzid_changed,
    # The parts of REQUEST-STATUS are separated at semicolons that were escaped, too.
    "semicolon": is_semicolon,
}

# Calendars with values that are not of their type. RFC 7265 does not say what becomes of them: with us they are
# "unknown", and kept as they are; it makes them text, or of another type, or leaves them out.
WRONG_VALUES = {
    "broken_dtstart", "empty_RDATE", "example", "invalid_duration", "issue_1081_empty_rdate",
    "issue_1081_invalid_rrule_freq", "issue_1081_invalid_start_and_end", "issue_1081_invalid_start_valid_end",
    "issue_1633_freebusy_with_dates", "issue_1633_rdate_with_dates", "issue_1633_rdate_with_dates_and_tzid",
    "issue_165_missing_event", "issue_178_custom_component_contains_other", "parsing_error",
    "rfc_7265_appendix_example_1_ical",
}  # fmt: skip

# Those of which the two read another calendar, before it becomes jCal: components without END, white space in names,
# escapes that TEXT has not.
READ_DIFFERENTLY = {
    "big_bad_calendar", "issue_348_exception_parsing_value", "issue_350", "issue_351_whitespace_in_property_and_params",
    "multiple_calendar_components", "pr_480_summary_with_colon", "small_bad_calendar",
}  # fmt: skip


class Comparison:
    def __init__(self):
        self.known, self.unknown, self.components = set(), [], 0

    def compare(self, label, one, other):
        """Ours first."""
        for path, one, other in differences(one, other):
            name = next((name for name, is_known in KNOWN.items() if one and other and is_known(one, other)), None)
            if name:
                self.known.add(name)
            else:
                self.unknown.append(f"{label} {path}\n  ours   {one}\n  theirs {other}")

    def add(self, label, ics, components):
        written = ours(ics)
        assert len(written) == len(components), label
        for our, component in zip(written, components):
            self.components += 1
            their = theirs(component)
            self.compare(f"{label}: written,", our, their)
            (read,) = ours(convert("icalendar", json.dumps(their).encode()))
            self.compare(f"{label}: theirs read by us,", our, read)
            self.compare(f"{label}: ours read by them,", our, theirs(icalendar.Component.from_jcal(our)))


# MARK: Tests


@pytest.mark.parametrize("path", CALENDARS + CORPUS, ids=lambda path: path.stem)
def test_nothing_is_lost(path):
    """Of any calendar, however wrong."""
    jcal = convert("jcal", path.read_bytes())
    ics = convert("icalendar", jcal)
    assert convert("jcal", ics) == jcal
    assert convert("icalendar", convert("jcal", ics)) == ics


# Of zones that icalendar does not know, and names that it guesses.
@pytest.mark.filterwarnings("ignore")
def test_calendars():
    """Those that icalendar itself is tested with, as far as it reads them."""
    comparison = Comparison()
    for path in CALENDARS:
        if path.stem in WRONG_VALUES | READ_DIFFERENTLY:
            continue
        try:
            components = icalendar.Calendar.from_ical(path.read_bytes(), multiple=True)
        except ValueError:
            continue
        comparison.add(path.stem, path.read_bytes(), components)
    assert not comparison.unknown, "\n".join(comparison.unknown[:20])
    assert comparison.known == set(KNOWN) - {"semicolon"}
    assert comparison.components > 80


def test_random_events():
    """Events with properties of all types, at random but always the same."""
    draw = random.Random(7265)
    comparison = Comparison()
    for turn in range(10):
        events = "".join(event(draw, f"{turn}-{number}") for number in range(300))
        ics = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n{events}END:VCALENDAR\r\n".encode()
        comparison.add("random", ics, icalendar.Calendar.from_ical(ics, multiple=True))
    assert not comparison.unknown, "\n".join(comparison.unknown[:20])
    assert comparison.known == {"semicolon"}


def event(draw, uid):
    makers = draw.sample(PROPERTIES, draw.randint(1, 12))
    lines = [f"UID:{uid}", *(maker(draw) for maker in makers)]
    return "".join(f"{line}\r\n" for line in ["BEGIN:VEVENT", *lines, "END:VEVENT"])


def characters(draw, extra=""):
    alphabet = "aZ09 .-_/()!?*'\"^\\,;:=é日本😀\u2028 " + extra
    return "".join(draw.choice(alphabet) for _ in range(draw.choice([1, 3, 10, 100]))).strip() or "x"


def text(draw):
    escapes = {"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"}
    return "".join(escapes.get(each, each) for each in characters(draw, "\n"))


def date(draw):
    return f"{draw.randint(1900, 2100):04}{draw.randint(1, 12):02}{draw.randint(1, 28):02}"


def time(draw):
    return f"T{draw.randint(0, 23):02}{draw.randint(0, 59):02}{draw.choice([0, 0, 59]):02}"


def duration(draw):
    return draw.choice(["P1W", "PT15M", "P1DT2H", "PT1H0M5S", "P30D", "PT0S"])


def number(draw):
    return draw.choice([f"{draw.uniform(-180, 180):.6f}", f"{draw.uniform(0, 1):.12f}", f"{draw.randint(-9, 9)}.5"])


def rule(draw):
    def sample(values):
        return ",".join(str(value) for value in draw.sample(values, draw.randint(1, 3)))

    def some(low, high):
        return sample([*range(low, 0), *range(max(low, 1), high + 1)])

    parts = [
        f"INTERVAL={draw.randint(1, 9)}", f"WKST={draw.choice(['MO', 'SU'])}", f"BYMONTH={some(1, 12)}",
        f"BYMONTHDAY={some(-31, 31)}", f"BYYEARDAY={some(-366, 366)}", f"BYWEEKNO={some(-53, 53)}",
        f"BYHOUR={some(1, 23)}", f"BYMINUTE={some(1, 59)}", f"BYSECOND={some(1, 59)}", f"BYDAY={sample(['MO', '1MO', '-1SU', 'SA'])}",
        f"BYSETPOS={some(-3, 3)}",
    ]  # fmt: skip
    ends = [[], [f"COUNT={draw.randint(1, 99)}"], [f"UNTIL={date(draw)}"], [f"UNTIL={date(draw)}{time(draw)}Z"]]
    frequency = draw.choice(["YEARLY", "MONTHLY", "DAILY"])
    return ";".join([f"FREQ={frequency}", *draw.choice(ends), *draw.sample(parts, draw.randint(0, 4))])


def parameter(draw):
    # Quotes and carets by RFC 6868.
    escaped = characters(draw).replace("\\", "/").replace("^", "^^").replace('"', "^'")
    return f'"{escaped}"'


def some(draw, maker):
    return ",".join(maker(draw) for _ in range(draw.randint(1, 4)))


PROPERTIES = [
    lambda draw: f"SUMMARY:{text(draw)}",
    lambda draw: f"DESCRIPTION;LANGUAGE=ja;ALTREP={parameter(draw)}:{text(draw)}",
    lambda draw: f"CATEGORIES:{some(draw, text)}",
    lambda draw: f"RESOURCES:{text(draw)}",
    lambda draw: f"DTSTART;VALUE=DATE:{date(draw)}",
    lambda draw: f"DTEND;TZID=Europe/Berlin:{date(draw)}{time(draw)}",
    lambda draw: f"DTSTAMP:{date(draw)}{time(draw)}Z",
    lambda draw: f"RECURRENCE-ID:{date(draw)}{time(draw)}",
    lambda draw: f"EXDATE;VALUE=DATE:{some(draw, date)}",
    lambda draw: f"RDATE:{some(draw, lambda draw: date(draw) + time(draw) + 'Z')}",
    lambda draw: f"RDATE;VALUE=PERIOD:{date(draw)}{time(draw)}Z/{duration(draw)}",
    lambda draw: f"DURATION:{duration(draw)}",
    lambda draw: f"GEO:{number(draw)};{number(draw)}",
    lambda draw: f"PRIORITY:{draw.randint(0, 9)}",
    lambda draw: f"SEQUENCE:{draw.choice([0, 2147483647])}",
    lambda draw: f"RRULE:{rule(draw)}",
    lambda draw: f"REQUEST-STATUS:2.{draw.randint(0, 9)};{text(draw)};{text(draw)}",
    lambda draw: f"ORGANIZER;CN={parameter(draw)}:mailto:a@example.org",
    lambda draw: f"ATTENDEE;MEMBER={some(draw, parameter)};RSVP=TRUE:mailto:b@example.org",
    lambda draw: f"ATTACH;ENCODING=BASE64;VALUE=BINARY:{base64.b64encode(draw.randbytes(9)).decode()}",
    lambda draw: "ATTACH:https://example.org/a;b,c?d=%C3%A9",
    lambda draw: "URL:https://example.org/#a",
    lambda draw: f"X-TEXT;VALUE=TEXT:{text(draw)}",
    lambda draw: f"X-RAW;X-P={parameter(draw)}:{characters(draw)}",
    lambda draw: f"X-FLAG;VALUE=BOOLEAN:{draw.choice(['TRUE', 'FALSE'])}",
    lambda draw: f"X-MARK;VALUE=FLOAT:{number(draw)}",
    lambda draw: f"X-DAY;VALUE=DATE:{date(draw)}",
    lambda draw: f"X-WAIT;VALUE=DURATION:{duration(draw)}",
]
