"""What ICalendar and TimeZoneDatabase answer, from the executable oracle-cases."""
import copy
import os
import pathlib
import subprocess
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

PROJECT = pathlib.Path(__file__).resolve().parents[2]
BUILD = PROJECT / os.environ.get("CHANCERY_BUILD", ".build/debug")

DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
CLOCK_PARTS = ["BYHOUR", "BYMINUTE", "BYSECOND"]


def oracle_cases(*arguments, input=None):
    """The lines it prints."""
    command = [BUILD / "oracle-cases", *map(str, arguments)]
    run = subprocess.run(command, input=input, stdout=subprocess.PIPE, text=True, check=True)
    return run.stdout.splitlines()


class Clock:
    """The clocks of a zone; floating times and whole days are taken as UTC."""

    def __init__(self, name):
        self.zone = ZoneInfo(name) if name else UTC

    def instant(self, local):
        """Of two the first, and in a gap that by the offset before it (RFC 5545 section 3.3.5)."""
        return int(local.replace(tzinfo=self.zone).timestamp())

    def local(self, instant):
        return datetime.fromtimestamp(instant, self.zone).replace(tzinfo=None, fold=0)

    def shows(self, local):
        return self.local(self.instant(local)) == local

    def is_plain(self, local):
        """Whether the time is shown once."""
        return self.instant(local) == self.instant(local.replace(fold=1))


class Case:
    """A recurrence, and what ICalendar answers."""

    def __init__(self, line):
        def times(texts):
            return [datetime.fromisoformat(text) for text in texts]

        self.line = line
        self.zone_name, self.all_day = line["zone"], line["allDay"]
        self.clock = Clock(self.zone_name)
        self.start, self.horizon = times([line["start"], line["horizon"]])
        self.additional, self.excluded = times(line["rdate"]), times(line["exdate"])
        self.limit = line["limit"]
        self.given = [(datetime.fromisoformat(local), instant) for local, instant in line["occurrences"]]
        self.parts = dict(part.split("=") for part in line["rule"].split(";"))
        self.until = self.read_until()

    def in_common_form(self):
        """The same, written as all engines read it.

        RFC 5545 section 3.3.10 wants UNTIL to be of the type of DTSTART, and UTC where that has a zone; ICalendar reads
        others, too. It allows lists in any order and with a value twice, and BYHOUR, BYMINUTE and BYSECOND, which are
        to be ignored, where DTSTART is a date.
        """
        case = copy.copy(self)
        case.parts = {name: value for name, value in self.parts.items() if not (self.all_day and name in CLOCK_PARTS)}
        first = DAYS.index(self.parts.get("WKST", "MO"))
        for name, value in case.parts.items():
            if name == "BYDAY":
                place = lambda item: ((DAYS.index(item[-2:]) - first) % 7, int(item[:-2] or 0))
                case.parts[name] = ",".join(sorted(set(value.split(",")), key=place))
            elif name.startswith("BY"):
                case.parts[name] = ",".join(map(str, sorted({int(item) for item in value.split(",")})))
        if self.until and not self.all_day:
            case.parts["UNTIL"] = self.write(self.until)
            case.until = case.read_until()
        return case

    def on_the_clock_face(self):
        """The same without a zone."""
        case = copy.copy(self)
        case.zone_name, case.clock = None, Clock(None)
        case.given = [(time, case.clock.instant(time)) for time, _ in self.given]
        if self.until and self.until.tzinfo:
            case.until = self.clock.local(self.until.timestamp())
            case.parts = self.parts | {"UNTIL": case.write(case.until)}
        return case

    def read_until(self):
        """UNTIL as the last local time; as an instant where it is in UTC and there is a zone."""
        text = self.parts.get("UNTIL")
        if text is None:
            return None
        if "T" not in text:
            return datetime.combine(datetime.strptime(text, "%Y%m%d"), time(23, 59, 59))
        until = datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S")
        return until.replace(tzinfo=UTC) if text.endswith("Z") and self.zone_name else until

    def is_after_until(self, local):
        if self.until is None:
            return False
        if self.until.tzinfo:
            return self.clock.instant(local) > self.until.timestamp()
        return local > self.until

    def write(self, local):
        """A time as a property of the event has it: a date, a floating time, or UTC where there is a zone."""
        if self.all_day:
            return local.strftime("%Y%m%d")
        if not self.zone_name:
            return local.strftime("%Y%m%dT%H%M%S")
        instant = local if local.tzinfo else datetime.fromtimestamp(self.clock.instant(local), UTC)
        return instant.strftime("%Y%m%dT%H%M%SZ")
