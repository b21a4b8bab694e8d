import ICalendar
import Testing
import TimeZoneDatabase

/// In New York clocks went from 02:00 to 03:00 on 11 March 2007, and from 02:00 back to 01:00 on 4 November 2007.
@Suite("Recurrences where clocks are changed")
struct DaylightSavingTests {
    private let zone: Zone

    init() throws { zone = try TimeZoneDatabase().zone("America/New_York") }

    private func all(_ recurrence: Recurrence) -> [CivilDateTime] {
        Array(recurrence.occurrences(from: recurrence.start, in: zone).prefix(20))
    }

    @Test(
        "an instance that clocks skip is left out and not counted, and no other",
        arguments: [
            (
                "2007-03-10T02:30", "FREQ=DAILY;COUNT=3", "2007-03-10T02:30 2007-03-12T02:30 2007-03-13T02:30"
            ),
            ("2007-03-10T02:00", "FREQ=DAILY;COUNT=2", "2007-03-10T02:00 2007-03-12T02:00"),
            ("2007-03-10T03:00", "FREQ=DAILY;COUNT=2", "2007-03-10T03:00 2007-03-11T03:00"),
            ("2007-03-10T01:59:59", "FREQ=DAILY;COUNT=2", "2007-03-10T01:59:59 2007-03-11T01:59:59"),
            ("2006-03-11T02:30", "FREQ=YEARLY;COUNT=3", "2006-03-11T02:30 2008-03-11T02:30 2009-03-11T02:30"),
            (
                "2007-03-11T00:30", "FREQ=HOURLY;COUNT=4",
                "2007-03-11T00:30 2007-03-11T01:30 2007-03-11T03:30 2007-03-11T04:30"
            ),
            (
                "2007-03-11T00:00", "FREQ=HOURLY;INTERVAL=2;COUNT=3",
                "2007-03-11T00:00 2007-03-11T04:00 2007-03-11T06:00"
            ),
            (
                "2007-03-11T01:58", "FREQ=MINUTELY;COUNT=4",
                "2007-03-11T01:58 2007-03-11T01:59 2007-03-11T03:00 2007-03-11T03:01"
            ),
        ])
    func gap(start: String, rule: String, occurrences: String) throws {
        #expect(all(try recurrence(start, rule)) == (try times(occurrences)))
    }

    @Test(
        "a gap is passed over at once, also where a rule has nothing but thousands of instances in gaps",
        .timeLimit(.minutes(1)),
        arguments: [
            ("2007-03-11T01:59:58", "FREQ=SECONDLY", "2007-03-11T01:59:58 2007-03-11T01:59:59 2007-03-11T03:00"),
            (
                "2007-03-11T01:00", "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=0,30;BYSETPOS=2,3,4,6",
                "2007-03-11T01:00 2007-03-11T01:30 2007-03-11T03:30 2007-03-12T01:30 2007-03-12T02:00"
            ),
            ("2025-01-01", "FREQ=SECONDLY;BYMONTH=3;BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14;BYHOUR=2", "2025-01-01"),
        ])
    func passedOver(start: String, rule: String, occurrences: String) throws {
        let recurrence = try recurrence(start, rule)
        let expected = try times(occurrences)
        let all = recurrence.occurrences(from: recurrence.start, in: zone)
        #expect(Array(all.prefix(max(expected.count, 2))) == expected)
    }

    @Test("a DTSTART and a date added in a gap are kept: their instant is by the offset before the gap")
    func explicitInGap() throws {
        let recurrence = Recurrence(
            start: try time("2007-03-11T02:30"), isAllDay: false, rule: try RecurrenceRule("FREQ=DAILY;COUNT=2"),
            additional: try times("2008-03-09T02:30"))
        #expect(all(recurrence) == (try times("2007-03-11T02:30 2007-03-12T02:30 2008-03-09T02:30")))
        let resolution = zone.resolve(local: recurrence.start.secondsSinceEpoch)
        #expect(resolution == .skipped(utc: try time("2007-03-11T07:30").secondsSinceEpoch))
    }

    @Test("a day is never in a gap")
    func allDay() throws {
        /// Clocks that skip the first hour of 12 March 2007.
        struct NoMidnight: LocalTimeRules {
            let change: Int64
            func period(atUTC utc: Int64) -> OffsetPeriod {
                utc < change
                    ? OffsetPeriod(start: .min, end: change, seconds: 0)
                    : OffsetPeriod(start: change, end: .max, seconds: 3600)
            }
        }
        let zone = NoMidnight(change: try time("2007-03-12T00:00").secondsSinceEpoch)
        let recurrence = try recurrence("2007-03-11T00:00", "FREQ=DAILY;COUNT=3", isAllDay: true)
        let days = recurrence.occurrences(from: recurrence.start, in: zone)
        #expect(Array(days) == (try times("2007-03 11 12 13", at: "00:00")))
    }

    @Test("a time that clocks show twice is one occurrence")
    func repeated() throws {
        let daily = try recurrence("2007-11-03T01:30", "FREQ=DAILY;COUNT=3")
        #expect(all(daily) == (try times("2007-11 03 04 05", at: "01:30")))
        let hourly = try recurrence("2007-11-04T00:30", "FREQ=HOURLY;COUNT=3")
        #expect(all(hourly) == (try times("2007-11-04T00:30 2007-11-04T01:30 2007-11-04T02:30")))
    }

    @Test(
        "UNTIL in UTC bounds the instants, in a repeated hour those of the first time round",
        arguments: [
            ("FREQ=DAILY;UNTIL=20071104T052959Z", "2007-11-03T01:30"),
            ("FREQ=DAILY;UNTIL=20071104T053000Z", "2007-11-03T01:30 2007-11-04T01:30"),
            ("FREQ=DAILY;UNTIL=20071105T062959Z", "2007-11-03T01:30 2007-11-04T01:30"),
            ("FREQ=DAILY;UNTIL=20071105T063000Z", "2007-11-03T01:30 2007-11-04T01:30 2007-11-05T01:30"),
            ("FREQ=DAILY;UNTIL=20071104T013000", "2007-11-03T01:30 2007-11-04T01:30"),
        ])
    func until(rule: String, occurrences: String) throws {
        #expect(all(try recurrence("2007-11-03T01:30", rule)) == (try times(occurrences)))
    }
}
