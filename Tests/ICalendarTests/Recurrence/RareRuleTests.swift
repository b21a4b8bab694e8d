import ICalendar
import Testing
import TimeZoneDatabase

/// Each of these takes moments, where a search step by step would take minutes or hours.
@Suite("Rules that never come", .timeLimit(.minutes(1)))
struct NeverTests {
    /// Numbers that are multiples of seven, as are the seconds of every hour, minute and second they name.
    private static let sevens = "BYHOUR=0,7,14,21;BYMINUTE=0,7,14,21,28,35,42,49,56;BYSECOND=0,7,14,21,28,35,42,49,56"

    @Test(
        "end after DTSTART",
        arguments: [
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYDAY=6MO",
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=7;BYDAY=SU", "FREQ=DAILY;INTERVAL=77;BYDAY=SU",
            "FREQ=DAILY;BYHOUR=1;BYSETPOS=2", "FREQ=MONTHLY;INTERVAL=12;BYMONTH=10", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
            "FREQ=WEEKLY;INTERVAL=11;BYDAY=MO;BYSETPOS=-2", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
            "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=300",
            "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1", "FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29",
            "FREQ=YEARLY;INTERVAL=1000000000", "FREQ=MONTHLY;INTERVAL=1000000000", "FREQ=WEEKLY;INTERVAL=1000000000",
            "FREQ=DAILY;INTERVAL=1000000000", "FREQ=HOURLY;INTERVAL=1000000000",
            "FREQ=HOURLY;INTERVAL=24;BYHOUR=10", "FREQ=HOURLY;INTERVAL=168;BYDAY=MO",
            "FREQ=HOURLY;INTERVAL=28;BYDAY=WE;BYHOUR=21", "FREQ=HOURLY;BYMINUTE=1;BYSETPOS=2",
            "FREQ=HOURLY;INTERVAL=36;BYHOUR=21;BYMONTH=2;BYMONTHDAY=30", "FREQ=MINUTELY;INTERVAL=10080;BYDAY=MO",
            "FREQ=MINUTELY;BYSECOND=1;BYSETPOS=2", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=SECONDLY;BYSECOND=1;BYSETPOS=2", "FREQ=SECONDLY;INTERVAL=60;BYSECOND=30",
            "FREQ=SECONDLY;INTERVAL=120;BYMINUTE=1", "FREQ=SECONDLY;INTERVAL=86400;BYHOUR=1",
            "FREQ=SECONDLY;INTERVAL=59;BYHOUR=4;BYMINUTE=3;BYSECOND=17;BYMONTHDAY=30;BYYEARDAY=366",
            // The seconds of INTERVAL are never multiples of seven on a Tuesday, and the times of day always are.
            "FREQ=SECONDLY;INTERVAL=7;BYDAY=TU;\(sevens)", "FREQ=SECONDLY;INTERVAL=77;BYDAY=TU;\(sevens)",
            // A time of day comes again after 1461 days, so all of them that are before the year 10000 are in summer.
            "FREQ=SECONDLY;INTERVAL=39447;BYMONTH=1,2,3,4,8,9,10,11,12;BYHOUR=4;BYMINUTE=3;BYSECOND=0",
        ])
    func ends(rule: String) throws {
        let recurrence = try recurrence("1997-09-02", rule)
        let all = recurrence.occurrences(from: recurrence.start, in: FixedOffset(seconds: 0))
        #expect(Array(all.prefix(2)) == [recurrence.start])
    }
}

/// Worked out by going through all days or seconds.
@Suite("Rules that seldom come", .timeLimit(.minutes(1)))
struct SeldomTests {
    @Test(
        "are found however far away",
        arguments: [
            ("1892-02-29", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "1892-02-29 1904-02-29 1932-02-29"),
            ("2000-02-29", "FREQ=YEARLY;INTERVAL=300", "2000-02-29 3200-02-29 4400-02-29 5600-02-29"),
            (
                "2020-12-28", "FREQ=YEARLY;INTERVAL=7;BYWEEKNO=53;BYDAY=MO",
                "2020-12-28 2048-12-28 2076-12-28 2111-12-28"
            ),
            ("2000-01-01", "FREQ=DAILY;INTERVAL=146098", "2000-01-01 2400-01-02 2800-01-03 3200-01-04"),
            (
                "1997-09-02", "FREQ=DAILY;INTERVAL=371;BYMONTH=2;BYMONTHDAY=29",
                "1997-09-02 4220-02-29 4800-02-29 5380-02-29"
            ),
            (
                "1997-09-02", "FREQ=WEEKLY;INTERVAL=53;BYMONTH=2;BYDAY=TU;BYSETPOS=1",
                "1997-09-02 2025-02-04 2026-02-10 2027-02-16"
            ),
            (
                "1997-09-02", "FREQ=SECONDLY;INTERVAL=86399;BYHOUR=8;BYMINUTE=0;BYSECOND=0",
                "1997-09-02 2007-07-12T08:00 2244-01-30T08:00"
            ),
            (
                "1997-09-02", "FREQ=SECONDLY;INTERVAL=86401;BYMONTH=2;BYMONTHDAY=29;BYHOUR=12;BYMINUTE=0",
                "1997-09-02 7468-02-29T12:00:33"
            ),
            (
                "1997-09-02", "FREQ=SECONDLY;INTERVAL=39447;BYMONTH=7;BYHOUR=4;BYMINUTE=3;BYSECOND=0",
                "1997-09-02 9303-07-01T04:03 9307-07-01T04:03"
            ),
        ])
    func found(start: String, rule: String, occurrences: String) throws {
        let recurrence = try recurrence(start, rule)
        let expected = try times(occurrences)
        let all = recurrence.occurrences(from: recurrence.start, in: FixedOffset(seconds: 0))
        #expect(Array(all.prefix(expected.count)) == expected)
        // From a time right after each, the next.
        for (occurrence, next) in zip(expected, expected.dropFirst()) {
            let after = try #require(CivilDateTime(secondsSinceEpoch: occurrence.secondsSinceEpoch + 1))
            let rest = recurrence.occurrences(from: after, in: FixedOffset(seconds: 0))
            #expect(rest.first { _ in true } == next)
        }
    }
}
