"""Events of every form of "when", drawn from a seed."""

import itertools
import random as randomness
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

# With and without daylight saving, of half and of two hours, at midnight, in winter, and by the moon. America/Asuncion
# is not among them: libical goes on with the summer time given up there in 2024, whatever the VTIMEZONE says.
ZONES = """
    Africa/Cairo Africa/Casablanca America/Nuuk America/New_York America/Sao_Paulo America/St_Johns
    Antarctica/Troll Asia/Almaty Asia/Ashgabat Asia/Calcutta Asia/Gaza Asia/Kathmandu Asia/Tehran Asia/Tokyo
    Atlantic/Azores Australia/Lord_Howe Etc/GMT+5 Europe/Dublin Europe/Moscow Europe/Vienna Pacific/Apia Pacific/Chatham
    Pacific/Kiritimati UTC
""".split()

DAYS = "MO TU WE TH FR SA SU".split()
COUNTED_DAYS = [f"{ordinal}{day}" for ordinal in (1, 2, 3, 4, 5, -1, -2) for day in DAYS]

WORDS = """
    consultations delegation протокол приём дипломат 会談 外務省 首脳会合 قمة زيارة رسمية טקס ישיבה प्रतिनिधि सम्मेलन
    ýygnak maslahat συνάντηση შეხვედრა հանդիպում การประชุม 협의 réunion Gespräch 🎌 👩🏽‍⚖️ 🇹🇲 e\u0301te\u0301 \\n
    a,b;c \\ "quoted" : ; ,
    https://example.org/a?b=c;d,e
""".split()


# At times that clocks skip or show twice, and where judges are known to differ.
ODD = [
    {"start": "2025-03-01T02:30", "end": "2025-03-01T03:30", "zone": "Europe/Vienna", "repeat": "FREQ=DAILY"},
    {"start": "2025-03-01T00:30", "end": "2025-03-01T01:30", "zone": "Africa/Cairo", "repeat": "FREQ=DAILY"},
    {"start": "2025-03-09T02:30", "zone": "America/New_York", "repeat": "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"},
    {"start": "2025-10-26T02:30", "zone": "Europe/Vienna", "repeat": "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"},
    {"start": "2026-03-29T02:30", "end": "2026-03-29T04:00", "zone": "Europe/Vienna"},
    {"start": "2026-10-25T02:30", "end": "2026-10-25T04:00", "zone": "Europe/Vienna"},
    {"start": "2026-04-05T01:45", "end": "2026-04-05T02:15", "zone": "Australia/Lord_Howe"},
    {"start": "2026-03-01T10:15", "zone": "America/New_York", "repeat": "FREQ=HOURLY;INTERVAL=24;COUNT=60"},
    {"date": "2026-02-03", "repeat": "FREQ=WEEKLY;BYDAY=SU;COUNT=5"},
    {"date": "2026-02-03", "repeat": "FREQ=WEEKLY;COUNT=5", "also": ["2026-02-17"]},
    {"start": "2026-02-03T10:00", "zone": "Asia/Tokyo", "also": ["2026-02-05T10:00"]},
    {"date": "2026-01-31", "repeat": "FREQ=DAILY;BYMONTHDAY=-1"},
    {"date": "2024-05-17", "repeat": "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU,FR;WKST=SA"},
    {
        "start": "2026-05-18T00:00",
        "zone": "Asia/Tokyo",
        "repeat": "FREQ=HOURLY;INTERVAL=3;COUNT=40",
        "except": ["2026-05-19T12:00"],
    },
]


class Draw:
    """Draws one event after the other; the same ones from the same seed."""

    def __init__(self, seed):
        self._random = randomness.Random(seed)
        self.one = self._random.choice
        self.number = self._random.randint

    def chance(self, probability):
        return self._random.random() < probability

    def some(self, items, most=3):
        return self._random.sample(list(items), min(len(items), self.number(1, most)))

    def text(self, bytes):
        """Of that length at most, in many scripts, with line breaks."""
        words = [self.one(WORDS) + self.one(["", "", "", " ", " ", "\n"]) for _ in range(self.number(1, bytes // 8))]
        return "".join(words).encode()[:bytes].decode(errors="ignore").strip() or "Visit"

    def when(self):
        """The form of a change, and the first occurrences."""
        day = date(2024, 1, 1) + timedelta(days=self.number(0, 1000))
        start = day if self.chance(0.35) else datetime.combine(day, time(self.number(0, 23), self.one([0, 15, 30])))
        rule = self._rule(start) if self.chance(0.7) else None
        occurrences = [start]
        if rule:
            first = datetime.combine(start, time()) if is_day(start) else start
            times = itertools.islice(rrulestr(rule, dtstart=first), 40)
            occurrences = [time.date() if is_day(start) else time for time in times] or [start]
            # The first one is of the rule, mostly.
            start = occurrences[0] if self.chance(0.9) else start
        when = self._span(start)
        if rule:
            when["repeat"] = rule + self._end(start)
            if self.chance(0.3):
                when["except"] = sorted(map(iso, self.some(occurrences)))
        if self.chance(0.15):
            when["also"] = sorted({iso(start + timedelta(days=self.number(1, 700))) for _ in range(self.number(1, 4))})
        return when

    def moved(self, occurrence, zone):
        """To another day or hour, seldom to another zone."""
        if zone is None:
            return self._span(date.fromisoformat(occurrence) + timedelta(days=self.number(-20, 20)))
        minutes = timedelta(minutes=15 * self.number(-200, 200))
        return self._span(datetime.fromisoformat(occurrence) + minutes, zone if self.chance(0.8) else None)

    def _span(self, start, zone=None):
        if is_day(start):
            last = start + timedelta(days=self.number(1, 9) if self.chance(0.4) else 0)
            return {"date": iso(start)} | ({"until": iso(last)} if last > start else {})
        span = {"start": iso(start), "zone": zone or self.one(ZONES)}
        if self.chance(0.8):
            span["end"] = iso(start + timedelta(minutes=self.number(1, 20) * 30))
        return span

    def _end(self, start):
        until = start + timedelta(days=self.number(20, 900))
        until = f"{until:%Y%m%d}" if is_day(start) else f"{until:%Y%m%dT%H%M%S}Z"
        return self.one(["", f";COUNT={self.number(1, 90)}", f";UNTIL={until}"])

    def _rule(self, start):
        number, one = self.number, self.one

        def some(items):
            return ",".join(map(str, self.some(items)))

        days, months = range(1, 32), range(1, 13)
        rules = [
            f"DAILY;INTERVAL={number(1, 9)}",
            f"DAILY;BYDAY={some(DAYS)}",
            f"DAILY;INTERVAL={number(1, 3)};BYMONTH={some(months)}",
            f"DAILY;BYMONTHDAY={some(days)}",
            f"DAILY;BYMONTHDAY=-{number(1, 31)}",
            "WEEKLY",
            f"WEEKLY;INTERVAL={number(1, 4)};BYDAY={some(DAYS)}",
            f"WEEKLY;INTERVAL={number(2, 4)};BYDAY={some(DAYS)};WKST={one(DAYS)}",
            f"WEEKLY;INTERVAL=2;BYDAY={some(DAYS)};BYMONTH={some(months)}",
            f"MONTHLY;INTERVAL={number(1, 5)}",
            f"MONTHLY;BYMONTHDAY={some(days)}",
            f"MONTHLY;BYMONTHDAY=-{number(1, 31)}",
            f"MONTHLY;BYDAY={some(COUNTED_DAYS)}",
            f"MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS={one([1, 2, -1, -2])}",
            "MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "YEARLY",
            f"YEARLY;BYMONTH={some(months)};BYMONTHDAY={some(range(1, 29))}",
            f"YEARLY;BYMONTH={some(months)};BYDAY={some(COUNTED_DAYS)}",
            f"YEARLY;BYYEARDAY={number(1, 366)},-{number(1, 366)}",
            f"YEARLY;BYWEEKNO={number(1, 53)};BYDAY={some(DAYS)}",
            f"YEARLY;BYDAY={number(1, 52)}{one(DAYS)}",
            f"YEARLY;BYDAY={some(DAYS)};BYMONTH={some(months)};BYSETPOS={one([1, 3, -1])}",
        ]
        if not is_day(start):
            # In order: libical lets UNTIL end a day at the first hour after it, in the order in which they are written.
            hours = ",".join(map(str, sorted(self.some(range(24)))))
            rules += [
                f"DAILY;BYHOUR={hours};BYMINUTE={number(0, 59)}",
                f"WEEKLY;BYDAY={some(DAYS)};BYHOUR={hours}",
                f"HOURLY;INTERVAL={number(7, 50)}",
                f"HOURLY;INTERVAL=3;BYDAY={some(DAYS)}",
                f"MINUTELY;INTERVAL={number(400, 3000)}",
                # libical has no greater intervals, and takes the whole rule for an error.
                f"SECONDLY;INTERVAL={number(20_000, 32_767)}",
            ]
        return f"FREQ={one(rules)}"


def is_day(start):
    return not isinstance(start, datetime)


def iso(start):
    return start.isoformat() if is_day(start) else start.isoformat(timespec="auto" if start.second else "minutes")
