import TestSupport
import Testing

@testable import TimeZoneDatabase

@Suite struct TZStringTests {
    @Test(
        "a rule gives the changes of a year",
        arguments: [
            ("JST-9", []),
            ("EST5EDT,M3.2.0,M11.1.0", ["2025-03-09T07:00:00", "2025-11-02T06:00:00"]),
            ("CET-1CEST,M3.5.0,M10.5.0/3", ["2025-03-30T01:00:00", "2025-10-26T01:00:00"]),
            // Winter is the daylight saving time, and behind.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", ["2025-03-30T01:00:00", "2025-10-26T01:00:00"]),
            ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", ["2025-04-05T15:00:00", "2025-10-04T15:30:00"]),
            // Hours of version 3: before the day, and days after it.
            ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", ["2025-03-30T01:00:00", "2025-10-26T01:00:00"]),
            ("IST-2IDT,M3.4.4/26,M10.5.0", ["2025-03-28T00:00:00", "2025-10-25T23:00:00"]),
            ("STD0DST,M1.1.1/-167,M6.1.1/167", ["2025-06-08T22:00:00", "2025-12-29T01:00:00"]),
            // 29 February 2025 is not there: J60 is 1 March in every year, 59 in common years only.
            ("STD0DST,J60/0,J61/0", ["2025-03-01T00:00:00", "2025-03-01T23:00:00"]),
            ("STD0DST,59/0,60/0", ["2025-03-01T00:00:00", "2025-03-01T23:00:00"]),
        ] as [(String, [String])]
    )
    func changes(rule: String, expected: [String]) throws {
        #expect(try changes(of: rule, year: 2025) == expected.map(seconds))
    }

    @Test("29 February counts in some rules, and not in others")
    func leapDay() throws {
        #expect(try changes(of: "STD0DST,J60/0,J61/0", year: 2024).first == seconds("2024-03-01T00:00:00"))
        #expect(try changes(of: "STD0DST,59/0,60/0", year: 2024).first == seconds("2024-02-29T00:00:00"))
    }

    @Test(
        "where one summer meets the next, it is summer all year",
        arguments: ["XXX3EDT4,0/0,J365/23", "EST5EDT,0/0,J365/25", "EST5EDT,0/0,J365/30"]
    )
    func perpetualSummer(rule: String) throws {
        let zone = try zone(rule)
        #expect(zone.transitions(in: 0..<seconds("2100-01-01T00:00:00")).isEmpty)
        #expect(zone.offset(atUTC: 0) == Zone.Offset(seconds: -14_400, isDaylightSaving: true, abbreviation: "EDT"))
        let newYear = seconds("2025-01-01T00:00:00")
        for local in stride(from: newYear - 86_400, to: newYear + 86_400, by: 1800) {
            #expect(zone.resolve(local: local) == .unique(utc: local + 14_400))
        }
    }

    @Test("where summer begins and ends about the new year, its end is the first after it began")
    func newYear() throws {
        // It begins on one of the days from 28 December to 3 January, and ends on 2 January.
        let zone = try zone("EST5EDT,M12.5.0/70,0/35")
        let span = seconds("1899-01-01T00:00:00")..<seconds("1902-01-01T12:00:00")
        let changes = ["1899-01-02T15:00:00", "1900-01-03T03:00:00", "1901-01-02T15:00:00", "1902-01-01T03:00:00"]
        #expect(zone.transitions(in: span).map(\.utc) == changes.map(seconds))
        // The same period from whatever year it is asked for.
        let summer = OffsetPeriod(start: seconds(changes[1]), end: seconds(changes[2]), seconds: -14_400)
        for utc in [summer.start, seconds("1900-06-01T00:00:00"), seconds("1901-01-01T12:00:00"), summer.end - 1] {
            #expect(zone.period(atUTC: utc) == summer)
        }
    }

    @Test("a local time as far as can be asked for is resolved, also beside a change", .timeLimit(.minutes(1)))
    func farthest() throws {
        // In the year that the farthest instant is in, 9 June is the day after it.
        let zone = try zone("STD9DST,M3.5.0/-1,M6.2.0/0")
        var resolver = LocalTimeResolver(zone)
        for local in [Int64.min, -1 << 55, 1 << 55, .max] {
            #expect(resolver.resolve(local: local) == zone.resolve(local: local))
            #expect(zone.resolve(local: local) == zone.resolve(local: local - local.signum() * 86_400))
        }
    }

    @Test(
        "what is no TZ string is refused",
        arguments: [
            "", "C", "CET", "CE-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,", "CET-1CEST,M3.5.0,M10.5.0/3,",
            "CET-25", "CET-1:60", "CET-1CEST,M0.5.0,M10.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.6.0,M10.5.0",
            "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J365", "CET-1CEST,J1,J366", "CET-1CEST,0,366",
            "CET-1CEST,M3.5.0/168,M10.5.0", "<+01-1", "CET-1<CEST,M3.5.0,M10.5.0", "CET--1", "CET-1 ", "CÉT-1",
        ]
    )
    func refused(text: String) {
        #expect(TZString(text.utf8) == nil)
    }

    private func changes(of rule: String, year: Int) throws -> [Int64] {
        let span = seconds("\(year)-01-01T00:00:00")..<seconds("\(year + 1)-01-01T00:00:00")
        return try zone(rule).transitions(in: span).map(\.utc)
    }

    private func zone(_ rule: String) throws -> Zone {
        try Zone(name: "Test", tzif: TZifFile(footer: rule).bytes)
    }
}
