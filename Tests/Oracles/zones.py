"""The zones of the system as Python's zoneinfo reads them, and their changes."""
import functools
import pathlib
import struct
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone

DIRECTORY = pathlib.Path("/usr/share/zoneinfo")
zoneinfo.reset_tzpath([str(DIRECTORY)])

BEGIN, END = 0, int(datetime(2101, 1, 1, tzinfo=UTC).timestamp())  # 1970 to 2100
DAY = 86_400


def names():
    """All zones that are files of the system; zoneinfo would know those of a Python package as well."""
    return sorted(name for name in zoneinfo.available_timezones() if (DIRECTORY / name).is_file())


def offset(zone, instant):
    """What zoneinfo says of an instant: seconds ahead of UTC, whether it is daylight saving time, abbreviation."""
    local = datetime.fromtimestamp(instant, zone)
    return [int(local.utcoffset().total_seconds()), bool(local.dst()), local.tzname()]


def listed_instants(content):
    """The transition times in the second table of a TZif file (RFC 9636 section 3), and the footer."""
    def counts(header):
        return struct.unpack(">6I", content[header + 20:header + 44])

    utc_count, standard_count, leaps, times, types, characters = counts(0)
    header = 44 + times * 5 + types * 6 + characters + leaps * 8 + standard_count + utc_count
    times = counts(header)[3]
    return struct.unpack(f">{times}q", content[header + 44:header + 44 + 8 * times]), content.split(b"\n")[-2].decode()


@functools.cache
def changes(name):
    """The instants of 1970 to 2100 from which on something is different, found in the file and by trying every day."""
    zone = zoneinfo.ZoneInfo(name)
    listed, footer = listed_instants((DIRECTORY / name).read_bytes())
    found = {instant for instant in listed if BEGIN <= instant < END}
    if "," in footer:  # A rule for all years to come.
        day = max([BEGIN, *found])
        state = offset(zone, day)
        while day < END:
            following = offset(zone, day + DAY)
            if following != state:
                low, high = day, day + DAY  # The change is after low, and at high or before.
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (middle, high) if offset(zone, middle) == state else (low, middle)
                if high < END:
                    found.add(high)
            day, state = day + DAY, following
    return sorted(instant for instant in found if offset(zone, instant - 1) != offset(zone, instant))


def resolution(zone, local):
    """The instants of a local time, given in seconds like an instant."""
    time = (datetime(1970, 1, 1) + timedelta(seconds=local)).replace(tzinfo=zone)
    first, second = (int(time.replace(fold=fold).timestamp()) for fold in (0, 1))
    if first == second:
        return ["unique", first]
    # PEP 495: in a gap fold=0 is by the offset before it.
    return ["repeated", first, second] if first < second else ["skipped", first]
