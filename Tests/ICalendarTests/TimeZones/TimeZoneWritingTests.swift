import ICalendar
import TestSupport
import Testing
import TimeZoneDatabase

@Suite struct TimeZoneWritingTests {
    typealias Kind = (seconds: Int, isDaylightSaving: Bool, abbreviation: String)
    typealias Onset = (utc: Int64, kind: Kind)

    static let year2024: Int64 = 1_704_067_200
    static let year2030: Int64 = 1_893_456_000

    static let cet = Kind(3600, false, "CET")
    static let cest = Kind(7200, true, "CEST")

    @Test("a zone that does not change has one STANDARD since 1970")
    func constant() throws {
        let tokyo = Kind(32_400, false, "JST")
        let zone = Component.timeZone(try zone("Asia/Tokyo", tokyo, []), span: Self.year2024..<Self.year2030)
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
        let zone = Component.timeZone(try zone("Europe/Paris", Self.cet, onsets), span: span)
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
        let summer = Kind(10_800, false, "+03")
        let onsets = try european(2024...2026).dropLast() + [onset("20261101T000000", summer)]
        let span = Self.year2024..<Self.year2030
        let zone = Component.timeZone(try zone("Europe/Istanbul", Self.cet, Array(onsets)), span: span)
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
            all.append(Onset(onset.utc + Int64(86_400 * (40 + index * 11)), Self.cet))
        }
        let zone = Component.timeZone(try zone("Test", Self.cet, Array(all.dropLast())), span: span)
        let rules = zone.components.filter { $0.name == .daylight }.map { $0[.rrule]?.value }
        #expect(rules == ["FREQ=YEARLY;\(expected)"])
    }

    @Test("where winter is the daylight saving time, summer is written as that")
    func dublin() throws {
        let summer = Kind(3600, false, "IST")
        let winter = Kind(0, true, "GMT")
        let onsets = try european(2024...2029).map {
            Onset($0.utc, $0.kind == Self.cest ? summer : winter)
        }
        for onsets in [onsets, Array(onsets.dropFirst())] {
            let initial = onsets[0].kind == summer ? winter : summer
            let span = onsets[0].utc - 86_400..<Self.year2030
            let zone = Component.timeZone(try zone("Europe/Dublin", initial, onsets), span: span)
            let kinds = Set(zone.components.map { "\($0.name) \($0[.tzname]?.value ?? "")" })
            #expect(kinds == ["DAYLIGHT IST", "STANDARD GMT"])
        }
    }

    @Test("onsets that fit no rule are one component each, after what was there before")
    func irregular() throws {
        let ramadan = Kind(0, true, "+00")
        let usual = Kind(3600, false, "+01")
        let onsets = [
            try onset("20240310T020000", ramadan), try onset("20240414T020000", usual),
            try onset("20250223T020000", ramadan), try onset("20250406T020000", usual),
        ]
        let span = Self.year2024..<Self.year2030
        let zone = Component.timeZone(try zone("Africa/Casablanca", usual, onsets), span: span)
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
            (29, "+0000"), (-30, "+0000"), (-31, "-0001"), (93_599, "+2359"), (-93_599, "-2359"),
        ]
    )
    func offsets(seconds: Int, expected: String) throws {
        let zone = Component.timeZone(try zone("Test", Kind(seconds, false, "X"), []), span: 0..<1)
        #expect(zone.components.first?[.tzoffsetto]?.value == expected)
    }

    @Test(
        "instants that no calendar has are left out, and what they began is not",
        arguments: [(.min, "+0200"), (-1 << 40, "+0200"), (1 << 40, "+0100"), (.max, "+0100")] as [(Int64, String)]
    )
    func farInstants(utc: Int64, expected: String) throws {
        let zone = Component.timeZone(try zone("Test", Self.cet, [Onset(utc, Self.cest)]), span: .min..<(.max))
        #expect(zone.components.map { $0[.tzoffsetto]?.value } == [expected])
        #expect(zone.components.first?[.dtstart]?.value.hasPrefix("00010102T") == true)
    }

    @Test("an onset at the beginning of the span is what is observed from there, and comes once")
    func onsetAtTheBeginning() throws {
        let onsets = try european(2024...2024)
        let zone = Component.timeZone(try zone("Test", Self.cet, onsets), span: onsets[0].utc..<Self.year2030)
        let expected = ["DAYLIGHT 19700101T000000", "STANDARD 20241027T030000"]
        #expect(zone.components.map { "\($0.name) \($0[.dtstart]?.value ?? "")" } == expected)
    }

    /// The changes of the European Union: the last Sundays of March and October, at 01:00 UTC.
    private func european(_ years: ClosedRange<Int>) throws -> [Onset] {
        try years.flatMap { year in
            try [(3, Self.cest), (10, Self.cet)].map { month, kind in
                let last = try #require(CivilDate(year: year, month: month, day: 31))
                let sunday = try #require(last.advanced(byDays: -((last.weekday.rawValue + 1) % 7)))
                return try onset(sunday.basic + "T010000", kind)
            }
        }
    }

    private func onset(_ utc: String, _ kind: Kind) throws -> Onset {
        Onset(try #require(CivilDateTime(basic: utc)).secondsSinceEpoch, kind)
    }

    /// A zone that observes one kind of time, then from each onset on another.
    private func zone(_ name: String, _ initial: Kind, _ onsets: [Onset]) throws -> Zone {
        var file = TZifFile(types: [initial])
        for onset in onsets {
            let index = file.types.firstIndex { $0 == onset.kind } ?? file.types.count
            if index == file.types.count { file.types.append(onset.kind) }
            file.transitions.append((onset.utc, UInt8(index)))
        }
        return try Zone(name: name, tzif: file.bytes)
    }

    private func lines(_ component: Component) -> String {
        String(decoding: component.serialized(), as: UTF8.self).split(separator: "\r\n").joined(separator: "\n")
    }
}
