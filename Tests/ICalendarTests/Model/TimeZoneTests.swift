import ICalendar
import Testing

@Suite struct TimeZoneTests {
    static let year2024: Int64 = 1_704_067_200
    static let year2030: Int64 = 1_893_456_000

    static let cet = Observance(offset: 3600, isDaylightSaving: false, name: "CET")
    static let cest = Observance(offset: 7200, isDaylightSaving: true, name: "CEST")

    @Test("a zone that does not change has one STANDARD since 1970")
    func constant() {
        let tokyo = Observance(offset: 32_400, isDaylightSaving: false, name: "JST")
        let zone = Component.timeZone(
            id: "Asia/Tokyo", span: Self.year2024..<Self.year2030, initial: tokyo, onsets: []
        )
        #expect(
            lines(zone) == """
                BEGIN:VTIMEZONE
                TZID:Asia/Tokyo
                BEGIN:STANDARD
                TZOFFSETFROM:+0900
                TZOFFSETTO:+0900
                TZNAME:JST
                DTSTART:19700101T000000
                END:STANDARD
                END:VTIMEZONE
                """
        )
    }

    @Test("a rule in force has no end, and that of the winter before begins a year earlier")
    func ruleInForce() throws {
        let onsets = try european(2024...2029)
        let span = Self.year2024..<Self.year2030
        let zone = Component.timeZone(id: "Europe/Paris", span: span, initial: Self.cet, onsets: onsets)
        #expect(
            lines(zone) == """
                BEGIN:VTIMEZONE
                TZID:Europe/Paris
                BEGIN:DAYLIGHT
                TZOFFSETFROM:+0100
                TZOFFSETTO:+0200
                TZNAME:CEST
                DTSTART:20240331T020000
                RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
                END:DAYLIGHT
                BEGIN:STANDARD
                TZOFFSETFROM:+0200
                TZOFFSETTO:+0100
                TZNAME:CET
                DTSTART:20231029T030000
                RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
                END:STANDARD
                END:VTIMEZONE
                """
        )
    }

    @Test("a rule that ended has an UNTIL, and a change by itself has no rule")
    func ruleThatEnded() throws {
        let summer = Observance(offset: 10_800, isDaylightSaving: false, name: "+03")
        let onsets = try european(2024...2026).dropLast() + [onset("20261101T000000", summer)]
        let span = Self.year2024..<Self.year2030
        let zone = Component.timeZone(id: "Europe/Istanbul", span: span, initial: Self.cet, onsets: Array(onsets))
        #expect(
            lines(zone) == """
                BEGIN:VTIMEZONE
                TZID:Europe/Istanbul
                BEGIN:DAYLIGHT
                TZOFFSETFROM:+0100
                TZOFFSETTO:+0200
                TZNAME:CEST
                DTSTART:20240331T020000
                RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20260330T010000Z
                END:DAYLIGHT
                BEGIN:STANDARD
                TZOFFSETFROM:+0200
                TZOFFSETTO:+0100
                TZNAME:CET
                DTSTART:20231029T030000
                RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20251027T010000Z
                END:STANDARD
                BEGIN:STANDARD
                TZOFFSETFROM:+0200
                TZOFFSETTO:+0300
                TZNAME:+03
                DTSTART:20261101T020000
                END:STANDARD
                END:VTIMEZONE
                """
        )
    }

    @Test(
        "the weekday is the last of the month, the nth, or that within seven days",
        arguments: [
            (["20240331", "20250330", "20260329"], "BYMONTH=3;BYDAY=-1SU"),
            (["20240310", "20250309", "20260308"], "BYMONTH=3;BYDAY=2SU"),
            // The fourth, since it is not the last in 2025.
            (["20240324", "20250323", "20260322"], "BYMONTH=3;BYDAY=4SU"),
            // The fourth as well as the last.
            (["20260222", "20270228"], "BYMONTH=2;BYDAY=-1SU"),
            // The second of April or the first after.
            (
                ["20270404", "20280402", "20290408", "20300407", "20310406", "20320404"],
                "BYMONTH=4;BYMONTHDAY=2,3,4,5,6,7,8;BYDAY=SU"
            ),
            (
                ["20280329", "20290328", "20300327", "20310326", "20320331", "20330330"],
                "BYMONTH=3;BYDAY=-1WE"
            ),
        ]
    )
    func rules(dates: [String], expected: String) throws {
        let onsets = try dates.map { try onset($0 + "T010000", Self.cest) }
        let span = onsets[0].utc - 1..<onsets[onsets.count - 1].utc + 1
        // Between two of them it is winter again, on a day by itself each time.
        var all: [Onset] = []
        for (index, onset) in onsets.enumerated() {
            all.append(onset)
            all.append(Onset(utc: onset.utc + Int64(86_400 * (40 + index * 11)), observance: Self.cet))
        }
        let zone = Component.timeZone(id: "Test", span: span, initial: Self.cet, onsets: all.dropLast())
        let rules = zone.components.filter { $0.name == .daylight }.map { $0[.rrule]?.value }
        #expect(rules == ["FREQ=YEARLY;\(expected)"])
    }

    @Test("where winter is the daylight saving time, summer is written as that")
    func dublin() throws {
        let summer = Observance(offset: 3600, isDaylightSaving: false, name: "IST")
        let winter = Observance(offset: 0, isDaylightSaving: true, name: "GMT")
        let onsets = try european(2024...2029).map {
            Onset(utc: $0.utc, observance: $0.observance == Self.cest ? summer : winter)
        }
        for onsets in [onsets, Array(onsets.dropFirst())] {
            let initial = onsets[0].observance == summer ? winter : summer
            let span = onsets[0].utc - 86_400..<Self.year2030
            let zone = Component.timeZone(id: "Europe/Dublin", span: span, initial: initial, onsets: onsets)
            let kinds = Set(zone.components.map { "\($0.name) \($0[.tzname]?.value ?? "")" })
            #expect(kinds == ["DAYLIGHT IST", "STANDARD GMT"])
        }
    }

    @Test("onsets that fit no rule are one component each, after what was there before")
    func irregular() throws {
        let ramadan = Observance(offset: 0, isDaylightSaving: true, name: "+00")
        let usual = Observance(offset: 3600, isDaylightSaving: false, name: "+01")
        let onsets = [
            try onset("20240310T020000", ramadan), try onset("20240414T020000", usual),
            try onset("20250223T020000", ramadan), try onset("20250406T020000", usual),
        ]
        let span = Self.year2024..<Self.year2030
        let zone = Component.timeZone(id: "Africa/Casablanca", span: span, initial: usual, onsets: onsets)
        // The tz database has the summer as standard time; clients expect it ahead of that.
        let expected = [
            "DAYLIGHT 19700101T000000", "STANDARD 20240310T030000", "DAYLIGHT 20240414T020000",
            "STANDARD 20250223T030000", "DAYLIGHT 20250406T020000",
        ]
        #expect(zone.components.map { "\($0.name) \($0[.dtstart]?.value ?? "")" } == expected)
        #expect(zone.components.allSatisfy { $0[.rrule] == nil })
    }

    @Test(
        "offsets are in whole minutes",
        arguments: [
            (0, "+0000"), (-18_000, "-0500"), (20_700, "+0545"), (-2670, "-0044"), (-2671, "-0045"), (561, "+0009"),
            (29, "+0000"), (-30, "+0000"), (-31, "-0001"), (.max, "+9959"), (.min, "-9959"),
        ]
    )
    func offsets(seconds: Int, expected: String) {
        let observance = Observance(offset: seconds, isDaylightSaving: false, name: "X")
        let zone = Component.timeZone(id: "Test", span: 0..<1, initial: observance, onsets: [])
        #expect(zone.components.first?[.tzoffsetto]?.value == expected)
    }

    @Test("instants that no calendar has are left out", arguments: [Int64.min, -1 << 40, 1 << 40, .max])
    func farInstants(utc: Int64) {
        let onsets = [Onset(utc: utc, observance: Self.cest)]
        let zone = Component.timeZone(id: "Test", span: .min..<(.max), initial: Self.cet, onsets: onsets)
        #expect(zone.components.map { $0[.dtstart]?.value } == ["00010101T000000"])
    }

    /// The changes of the European Union: the last Sundays of March and October, at 01:00 UTC.
    private func european(_ years: ClosedRange<Int>) throws -> [Onset] {
        try years.flatMap { year in
            try [(3, Self.cest), (10, Self.cet)].map { month, observance in
                let last = try #require(CivilDate(year: year, month: month, day: 31))
                let sunday = try #require(last.advanced(byDays: -((last.weekday.rawValue + 1) % 7)))
                return try onset(sunday.basic + "T010000", observance)
            }
        }
    }

    private func onset(_ utc: String, _ observance: Observance) throws -> Onset {
        Onset(utc: try #require(CivilDateTime(basic: utc)).secondsSinceEpoch, observance: observance)
    }

    private func lines(_ component: Component) -> String {
        String(decoding: component.serialized(), as: UTF8.self).split(separator: "\r\n").joined(separator: "\n")
    }
}
