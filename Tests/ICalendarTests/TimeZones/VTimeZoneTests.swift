import ICalendar
import Testing
import TimeZoneDatabase

/// The shapes in which programs write time zones, against the zones that they mean.
@Suite struct VTimeZoneTests {
    static let database = TimeZoneDatabase()

    @Test(
        "the zones that programs write are those they mean",
        arguments: [
            (VTimeZoneShape.outlook, "Europe/Berlin", 1997...2200),
            (VTimeZoneShape.apple, "America/New_York", 1884...1917),
            (VTimeZoneShape.apple, "America/New_York", 1976...2200),
            (VTimeZoneShape.google, "America/New_York", 2007...2200),
            (VTimeZoneShape.lotus, "America/New_York", 2007...2200),
            (VTimeZoneShape.evolution, "America/New_York", 2008...2200),
        ]
    )
    func shapes(text: String, name: String, years: ClosedRange<Int>) throws {
        let read = try VTimeZone(component(text))
        let zone = try Self.database.zone(name)
        let first = try #require(CivilDate(year: years.lowerBound, month: 1, day: 1)).daysSinceEpoch
        let last = try #require(CivilDate(year: years.upperBound, month: 12, day: 31)).daysSinceEpoch
        let span = Int64(first) * 86_400..<Int64(last + 1) * 86_400
        var period = zone.period(atUTC: span.lowerBound)
        while period.start < span.upperBound {
            for utc in [period.start, period.end - 1] where span.contains(utc) {
                #expect(read.seconds(atUTC: utc) == period.seconds, "\(utc)")
                #expect(
                    read.resolve(local: utc + Int64(period.seconds)) == zone.resolve(local: utc + Int64(period.seconds))
                )
            }
            guard period.end < .max else { break }
            period = zone.period(atUTC: period.end)
        }
    }

    @Test("before the first onset holds what it is an onset from, with its seconds")
    func beforeAll() throws {
        let zone = try VTimeZone(component(VTimeZoneShape.apple))
        let first = -2_717_650_800 as Int64
        #expect(zone.period(atUTC: .min) == OffsetPeriod(start: .min, end: first, seconds: -17_762))
        #expect(zone.period(atUTC: first - 1).seconds == -17_762)
        #expect(zone.seconds(atUTC: first) == -18_000)
    }

    @Test("of a rule without end, the years after thousands are as the calendar has them, at no cost")
    func farFuture() throws {
        let zone = try VTimeZone(component(VTimeZoneShape.outlook))
        let berlin = try Self.database.zone("Europe/Berlin")
        // 400, 8,000 and 400,000 years, which have the same weekdays.
        for cycles in [1, 20, 1000] as [Int64] {
            for day in stride(from: Int64(20_000), to: 20_800, by: 1) {
                let utc = (day + cycles * 146_097) * 86_400 + 3_600
                #expect(zone.period(atUTC: utc) == berlin.period(atUTC: utc))
            }
        }
        for utc in [.min, .max, -1 << 55, 1 << 55] as [Int64] {
            #expect([3600, 7200].contains(zone.seconds(atUTC: utc)))
        }
    }

    @Test(
        "a rule of any kind gives its onsets as a recurrence does",
        arguments: [
            "FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=4", "FREQ=YEARLY;INTERVAL=3;BYMONTH=3;BYDAY=-1SU",
            "FREQ=MONTHLY;INTERVAL=5;BYDAY=FR;BYSETPOS=-1", "FREQ=WEEKLY;INTERVAL=27", "FREQ=DAILY;INTERVAL=200",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "FREQ=YEARLY;COUNT=3",
            "FREQ=YEARLY;UNTIL=20100101T000000Z", "FREQ=YEARLY;UNTIL=20100101T000000",
            "FREQ=MONTHLY;BYMONTHDAY=31;BYHOUR=1,4;COUNT=500",
        ]
    )
    func rules(rule: String) throws {
        let start = try #require(CivilDateTime(basic: "20010201T030000"))
        let recurrence = Recurrence(start: start, isAllDay: false, rule: try RecurrenceRule(rule))
        let zone = try VTimeZone(
            component(
                """
                BEGIN:VTIMEZONE
                TZID:X
                BEGIN:STANDARD
                DTSTART:20010201T030000
                TZOFFSETFROM:+0130
                TZOFFSETTO:+0030
                RRULE:\(rule)
                END:STANDARD
                END:VTIMEZONE
                """))
        for year in [2001, 2400, 2401, 2802, 5000, 9900] {
            let from = try #require(CivilDate(year: year, month: 1, day: 1).map { CivilDateTime(date: $0) })
            let to = try #require(CivilDate(year: year + 99, month: 12, day: 31).map { CivilDateTime(date: $0) })
            let expected = recurrence.occurrences(in: from..<to, zone: FixedOffset(seconds: 5_400)).map {
                $0.secondsSinceEpoch - 5_400
            }
            var found: [Int64] = []
            var period = zone.period(atUTC: from.secondsSinceEpoch - 5_401)
            while period.end < to.secondsSinceEpoch - 5_400 {
                found.append(period.end)
                period = zone.period(atUTC: period.end)
            }
            #expect(found == expected, "\(year)")
        }
    }

    @Test("RDATE may be a list or periods, and an offset minus nothing")
    func dates() throws {
        let zone = try VTimeZone(
            component(
                """
                BEGIN:VTIMEZONE
                TZID:X
                BEGIN:DAYLIGHT
                DTSTART:20200401T000000
                TZOFFSETFROM:-0000
                TZOFFSETTO:+0100
                RDATE:20220401T000000,20210401T000000
                RDATE;VALUE=PERIOD:20230401T000000/P1D
                END:DAYLIGHT
                BEGIN:STANDARD
                DTSTART:20201001T010000
                TZOFFSETFROM:+0100
                TZOFFSETTO:-000000
                RRULE:FREQ=YEARLY;COUNT=4
                END:STANDARD
                END:VTIMEZONE
                """))
        for year in 2020...2023 {
            for (month, expected) in [(3, 0), (5, 3600), (9, 3600), (10, 0)] {
                let day = try #require(CivilDate(year: year, month: month, day: 2))
                #expect(zone.seconds(atUTC: Int64(day.daysSinceEpoch) * 86_400) == expected)
            }
        }
    }
}

/// The first component of a text.
func component(_ text: String) throws -> Component {
    try Component.parse(Array(text.utf8), mode: .lenient)
}
