import ICalendar
import Testing
import TimeZoneDatabase

@Suite struct VTimeZoneRefusalTests {
    static let from = "TZOFFSETFROM:+0100"
    static let to = "TZOFFSETTO:+0200"
    static let start = "DTSTART:20250330T020000"

    @Test(
        "what cannot be read is refused, with what was expected and where",
        arguments: [
            ([from, to], "line 3: STANDARD of the time zone \"X\": expected DTSTART"),
            ([start, to], "line 3: STANDARD of the time zone \"X\": expected TZOFFSETFROM"),
            ([start, from], "line 3: STANDARD of the time zone \"X\": expected TZOFFSETTO"),
            (
                [start, from, "TZOFFSETTO:+2400"],
                "line 6: STANDARD of the time zone \"X\": TZOFFSETTO: expected a UTC-OFFSET"
            ),
            ([start, from, "TZOFFSETTO:+99999"], "TZOFFSETTO: expected"),
            ([start, from, "TZOFFSETTO:one"], "not \"one\""),
            (["DTSTART:20250330", from, to], "line 4: STANDARD of the time zone \"X\": DTSTART: expected"),
            (["DTSTART:20250330T020000Z", from, to], "DTSTART: expected a local time"),
            (["DTSTART;VALUE=DATE:20250330", from, to], "DTSTART: expected a local time"),
            (
                [start, from, to, "RDATE:20260330T020000Z"],
                "line 7: STANDARD of the time zone \"X\": RDATE: expected a local"
            ),
            ([start, from, to, "RDATE:20260330T020000,then"], "RDATE: expected"),
            ([start, from, to, "RRULE:FREQ=NEVER"], "RRULE: expected"),
            ([start, from, to, "RRULE:FREQ=HOURLY;COUNT=2"], "RRULE: expected a rule of years, months, weeks or days"),
            (
                [start, from, to, "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8,9,10;COUNT=100"],
                "at most 32 onsets in four days"
            ),
            ([start, from, to, "RRULE:FREQ=DAILY;UNTIL=99991231T000000Z"], "at most 20000 onsets"),
            ([start, from, to, "RRULE:FREQ=DAILY;COUNT=1000000"], "at most 20000 onsets"),
            ([start, from, to, "RRULE:FREQ=DAILY"], "at most 20000 onsets"),
        ]
    )
    func refused(lines: [String], expected: String) throws {
        let text = (["BEGIN:VTIMEZONE", "TZID:X", "BEGIN:STANDARD"] + lines + ["END:STANDARD", "END:VTIMEZONE"])
        let error = try #require(throws: VTimeZoneError.self) {
            try VTimeZone(component(text.joined(separator: "\n")))
        }
        #expect(error.description.contains(expected), "\(error)")
    }

    @Test(
        "a component that is none, has no name or no observance is refused",
        arguments: [
            ("BEGIN:VEVENT\nTZID:X\nEND:VEVENT", "expected a VTIMEZONE"),
            ("BEGIN:VTIMEZONE\nEND:VTIMEZONE", "expected TZID"),
            ("BEGIN:VTIMEZONE\nTZID:\nEND:VTIMEZONE", "expected TZID"),
            ("BEGIN:VTIMEZONE\nTZID:X\nEND:VTIMEZONE", "expected STANDARD or DAYLIGHT"),
        ]
    )
    func empty(text: String, expected: String) throws {
        let error = try #require(throws: VTimeZoneError.self) { try VTimeZone(component(text)) }
        #expect(error.description.hasSuffix(expected), "\(error)")
    }

    @Test(
        "however many observances there are and whatever their rules, the work is bounded",
        arguments: [
            "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1000000",
            "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;UNTIL=99991231T235959Z",
            "RRULE:FREQ=YEARLY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=29;BYDAY=TU;BYSETPOS=2",
            "RRULE:FREQ=YEARLY", "RRULE:FREQ=YEARLY;INTERVAL=7", "RRULE:FREQ=DAILY;INTERVAL=365",
            "RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU;BYMONTH=6",
        ]
    )
    func bounded(rule: String) throws {
        let observance = Component(
            .standard,
            properties: try component(
                "BEGIN:STANDARD\nDTSTART:00010101T000000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n\(rule)\nEND:STANDARD"
            ).properties)
        let zone = Component(
            .timeZone, properties: [Property(.tzid, text: "X")], components: Array(repeating: observance, count: 1_000))
        let duration = ContinuousClock().measure {
            let read = try? VTimeZone(zone)
            #expect(read.map { [3600, 7200].contains($0.seconds(atUTC: 0)) } != false)
        }
        #expect(duration < .seconds(2), "\(rule): \(duration)")
        let more = Component(.timeZone, properties: zone.properties, components: zone.components + [observance])
        #expect(throws: VTimeZoneError.self) { try VTimeZone(more) }
    }

    @Test("a file with many dates is read in time, and asked in no time")
    func manyDates() throws {
        // A change each week for 360 years, in no order.
        let days = (0..<19_000).map { ($0 * 7_919) % 19_000 * 7 }
        let dates = days.compactMap { CivilDate(daysSinceEpoch: $0) }.map { $0.basic + "T010000" }.joined(
            separator: ",")
        let zone = try VTimeZone(
            component(
                """
                BEGIN:VTIMEZONE
                TZID:X
                BEGIN:STANDARD
                DTSTART:19700101T010000
                TZOFFSETFROM:+0100
                TZOFFSETTO:+0200
                RDATE:\(dates)
                END:STANDARD
                END:VTIMEZONE
                """))
        let duration = ContinuousClock().measure {
            for local in stride(from: Int64(-1 << 40), to: 1 << 40, by: 1 << 30) { _ = zone.resolve(local: local) }
        }
        #expect(duration < .milliseconds(100), "\(duration)")
    }
}
