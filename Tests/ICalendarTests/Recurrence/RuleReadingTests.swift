import ICalendar
import Testing
import TimeZoneDatabase

/// A rule whose meaning is in a detail, with its first occurrences.
struct Reading: CustomTestStringConvertible, Sendable {
    let why: String
    let start: String
    let rule: String
    var isAllDay = false
    let occurrences: String

    var testDescription: String { why }

    static let all: [Reading] = [
        .init(
            why: "the day of a month without it is left out, not moved", start: "2024-01-31",
            rule: "FREQ=MONTHLY;COUNT=5",
            occurrences: "2024-01-31 2024-03-31 2024-05-31 2024-07-31 2024-08-31"),
        .init(
            why: "29 February comes in leap years, and 1900 and 2100 are none", start: "1896-02-29",
            rule: "FREQ=YEARLY;COUNT=4", occurrences: "1896-02-29 1904-02-29 1908-02-29 1912-02-29"),
        .init(
            why: "an interval of four years from a leap year steps over 2100 and goes on", start: "2096-02-29",
            rule: "FREQ=YEARLY;INTERVAL=4;COUNT=2", occurrences: "2096-02-29 2104-02-29"),
        .init(
            why: "a day of the month without a month is that of every month", start: "2025-03-15",
            rule: "FREQ=YEARLY;BYMONTHDAY=15;COUNT=3", occurrences: "2025-03-15 2025-04-15 2025-05-15"),
        .init(
            why: "a month without a day takes the day of DTSTART", start: "2025-03-15",
            rule: "FREQ=YEARLY;BYMONTH=2,6;COUNT=4",
            occurrences: "2025-03-15 2025-06-15 2026-02-15 2026-06-15"),
        .init(
            why: "a week without a day takes the weekday of DTSTART", start: "2025-05-14",
            rule: "FREQ=YEARLY;BYWEEKNO=20;COUNT=3", occurrences: "2025-05-14 2026-05-13 2027-05-19"),
        .init(
            why: "week 1 of a year may begin in the year before", start: "2024-01-01",
            rule: "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO;COUNT=4", occurrences: "2024-01-01 2024-12-30 2025-12-29 2027-01-04"),
        .init(
            why: "an interval counts the years that weeks belong to", start: "2024-01-01",
            rule: "FREQ=YEARLY;INTERVAL=2;BYWEEKNO=1;BYDAY=MO;COUNT=4",
            occurrences: "2024-01-01 2025-12-29 2028-01-03 2029-12-31"),
        .init(
            why: "the last week is the 52nd or the 53rd", start: "2020-12-28",
            rule: "FREQ=YEARLY;BYWEEKNO=-1;BYDAY=MO;COUNT=3",
            occurrences: "2020-12-28 2021-12-27 2022-12-26"),
        .init(
            why: "week 53 comes only in years that have it", start: "2020-12-28",
            rule: "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO,SU;COUNT=4",
            occurrences: "2020-12-28 2021-01-03 2026-12-28 2027-01-03"),
        .init(
            why: "week numbers follow the first day of the week", start: "2017-01-01",
            rule: "FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU;WKST=SU;COUNT=3", occurrences: "2017-01-01 2017-12-31 2018-12-30"),
        .init(
            why: "the set of a position begins with the period, not with DTSTART", start: "2027-01-06",
            rule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;COUNT=3", occurrences: "2027-01-06 2027-01-11 2027-01-18"
        ),
        .init(
            why: "a position counts the times of a day, too", start: "2025-01-27",
            rule: "FREQ=DAILY;BYHOUR=9,12,17;BYMINUTE=0,30;BYSETPOS=1,-1;COUNT=4",
            occurrences: "2025-01-27T09:00 2025-01-27T17:30 2025-01-28T09:00 2025-01-28T17:30"),
        .init(
            why: "two positions that meet are one occurrence", start: "2025-02-03",
            rule: "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=4,-1;COUNT=4",
            occurrences: "2025-02-03 2025-02-24 2025-03-24 2025-03-31"),
        .init(
            why: "a position of a yearly rule is one of the whole year", start: "2025-01-06",
            rule: "FREQ=YEARLY;BYMONTH=1,2;BYDAY=MO;BYSETPOS=-1;COUNT=3",
            occurrences: "2025-01-06 2025-02-24 2026-02-23"),
        .init(
            why: "a position within an hour", start: "2025-01-27",
            rule: "FREQ=HOURLY;BYMINUTE=0,20,40;BYSETPOS=-1;COUNT=3",
            occurrences: "2025-01-27T09:00 2025-01-27T09:40 2025-01-27T10:40"),
        .init(
            why: "weekdays with and without a number are alternatives", start: "2025-01-06",
            rule: "FREQ=MONTHLY;BYDAY=1MO,FR;COUNT=6", occurrences: "2025-01 06 10 17 24 31 2025-02 03"),
        .init(
            why: "a number counts within each month of BYMONTH", start: "2025-03-09",
            rule: "FREQ=YEARLY;BYMONTH=3,11;BYDAY=2SU,1SU;COUNT=5",
            occurrences: "2025-03-09 2025-11-02 2025-11-09 2026-03-01 2026-03-08"),
        .init(
            why: "without BYMONTH a number counts within the year, from its end as well", start: "2024-12-30",
            rule: "FREQ=YEARLY;BYDAY=-1MO,53TU;COUNT=4", occurrences: "2024-12-30 2024-12-31 2025-12-29 2026-12-28"),
        .init(
            why: "a day of the month limits weekdays", start: "2025-06-13",
            rule: "FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3",
            occurrences: "2025-06-13 2026-02-13 2026-03-13"),
        .init(
            why: "the last day of the year", start: "2023-12-31", rule: "FREQ=YEARLY;BYYEARDAY=-1,366;COUNT=3",
            occurrences: "2023-12-31 2024-12-31 2025-12-31"),
        .init(
            why: "a week that spans two months is limited by day", start: "2025-01-27",
            rule: "FREQ=WEEKLY;BYMONTH=2;BYDAY=FR,SA;COUNT=3", occurrences: "2025-01-27 2025-02-01 2025-02-07"),
        .init(
            why: "a week that spans two years is one week", start: "2024-12-31",
            rule: "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4",
            occurrences: "2024-12-31 2025-01-02 2025-01-14 2025-01-16"),
        .init(
            why: "hours limit minutes, and the interval goes on across days", start: "2025-01-27T23:50",
            rule: "FREQ=MINUTELY;INTERVAL=25;BYHOUR=0,23;COUNT=4",
            occurrences: "2025-01-27T23:50 2025-01-28T00:15 2025-01-28T00:40 2025-01-28T23:10"),
        .init(
            why: "seconds on one day of a month far away are found at once", start: "2025-01-27",
            rule: "FREQ=SECONDLY;INTERVAL=7;BYMONTH=2;BYMONTHDAY=29;BYHOUR=9;COUNT=3",
            occurrences: "2025-01-27T09:00 2028-02-29T09:00:01 2028-02-29T09:00:08"),
        .init(
            why: "second 60 is read as second 59", start: "2025-01-27", rule: "FREQ=MINUTELY;BYSECOND=60;COUNT=3",
            occurrences: "2025-01-27T09:00 2025-01-27T09:00:59 2025-01-27T09:01:59"),
        .init(
            why: "seconds 59 and 60 are one", start: "2025-01-27", rule: "FREQ=DAILY;BYSECOND=59,60;COUNT=3",
            occurrences: "2025-01-27T09:00 2025-01-27T09:00:59 2025-01-28T09:00:59"),
        .init(
            why: "a start that does not fit is the first occurrence, and counted", start: "2025-01-28",
            rule: "FREQ=WEEKLY;BYDAY=MO;COUNT=3", occurrences: "2025-01-28 2025-02-03 2025-02-10"),
        .init(
            why: "UNTIL before DTSTART leaves DTSTART", start: "2025-01-28", rule: "FREQ=DAILY;UNTIL=20250101T000000Z",
            occurrences: "2025-01-28"),
        .init(
            why: "a date in UNTIL goes to the end of that day", start: "2025-01-28",
            rule: "FREQ=HOURLY;INTERVAL=12;UNTIL=20250128",
            occurrences: "2025-01-28T09:00 2025-01-28T21:00"),
        .init(
            why: "a time in UNTIL of an all-day rule counts by its date", start: "2025-01-28T00:00",
            rule: "FREQ=DAILY;UNTIL=20250129T000000Z", isAllDay: true, occurrences: "2025-01-28T00:00 2025-01-29T00:00"),
        .init(
            why: "times of day are ignored in an all-day rule", start: "2025-01-28T00:00",
            rule: "FREQ=DAILY;BYHOUR=9,17;BYMINUTE=30;COUNT=2", isAllDay: true,
            occurrences: "2025-01-28T00:00 2025-01-29T00:00"
        ),
        .init(
            why: "an all-day rule of hours gives what falls on midnight", start: "2025-01-28T00:00",
            rule: "FREQ=HOURLY;INTERVAL=36;COUNT=3", isAllDay: true,
            occurrences: "2025-01-28T00:00 2025-01-31T00:00 2025-02-03T00:00"),
        .init(
            why: "the last occurrence is in the year 9999", start: "9998-12-31", rule: "FREQ=WEEKLY;INTERVAL=52",
            occurrences: "9998-12-31 9999-12-30"),
    ]
}

@Suite("What a rule means")
struct RuleReadingTests {
    @Test(arguments: Reading.all)
    func occurrences(reading: Reading) throws {
        let expected = try times(reading.occurrences)
        let recurrence = try recurrence(reading.start, reading.rule, isAllDay: reading.isAllDay)
        let all = recurrence.occurrences(from: recurrence.start, in: FixedOffset(seconds: 0))
        #expect(Array(all.prefix(expected.count + 5)) == expected)
    }
}
