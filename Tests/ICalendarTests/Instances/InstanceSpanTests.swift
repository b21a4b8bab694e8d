import ICalendar
import Testing
import TimeZoneDatabase

@Suite("Instances in a span of time")
struct InstanceSpanTests {
    @Test(
        "are those that have a moment in it, or are a moment in it",
        arguments: [
            ("2025-01-02T10:00 2025-01-02T11:00", "DURATION:PT1H", ["2025-01-02"]),
            ("2025-01-02T10:59:59 2025-01-02T12:00", "DURATION:PT1H", ["2025-01-02"]),
            ("2025-01-02T11:00 2025-01-03T10:00", "DURATION:PT1H", []),
            ("2025-01-02T11:00 2025-01-03T10:00:01", "DURATION:PT1H", ["2025-01-03"]),
            ("2025-01-02T10:00 2025-01-02T10:00:01", "DURATION:PT0S", ["2025-01-02"]),
            ("2025-01-02T10:00:01 2025-01-03T10:00", "DURATION:PT0S", []),
            ("2025-01-04T09:00 2025-01-04T09:30", "DURATION:P2D", ["2025-01-02", "2025-01-03"]),
            ("2025-01-04T09:00 2025-01-04T09:30", "DTEND:20250103T090000Z", ["2025-01-03"]),
            ("2025-01-02T10:00 2025-01-02T10:00", "DURATION:PT1H", []),
        ])
    func overlap(span: String, length: String, dates: [String]) throws {
        let instances = try CalendarInstances("DTSTART:20250101T100000Z\n\(length)\nRRULE:FREQ=DAILY")
        #expect(try instances.overlapping(span.instants).map { "\($0.start.clockTime.date)" } == dates)
    }

    @Test("moved ones are found where they are, and not where they were")
    func moved() throws {
        let instances = try CalendarInstances(
            """
            DTSTART:20250101T100000Z
            RRULE:FREQ=DAILY

            RECURRENCE-ID:20250102T100000Z
            DTSTART:20350102T123000Z

            RECURRENCE-ID;RANGE=THISANDFUTURE:20250104T100000Z
            DTSTART:20450104T150000Z
            """)
        func starts(_ span: String) throws -> [String] {
            try instances.overlapping(span.instants).map { "\($0.start)" }
        }
        #expect(try starts("2025-01-02 2025-01-05") == ["2025-01-03T10:00Z"])
        #expect(try starts("2035-01-01 2035-02-01") == ["2035-01-02T12:30Z"])
        #expect(try starts("2045-01-01 2045-01-06") == ["2045-01-04T15:00Z", "2045-01-05T15:00Z"])
    }

    @Test("are ordered by start, then UID")
    func order() throws {
        let instances = try CalendarInstances(
            "UID:b\nDTSTART:20250101T100000Z\n\nUID:a\nDTSTART;TZID=Asia/Tokyo:20250101T190000\n\nUID:c\nDTSTART:20250101T090000Z"
        )
        #expect(try instances.overlapping("2025-01-01 2026-01-01".instants).map(\.uid) == ["c", "a", "b"])
    }

    @Test("are the same whether asked for in one span or in many")
    func spans() throws {
        let instances = try CalendarInstances(Self.mixed, floating: "America/New_York")
        let whole = try "2025-01-01 2026-01-01".instants
        let all = try instances.overlapping(whole)
        #expect(all.count > 600)
        for step in [3600 * 5 + 7, 86_400 * 3, 86_400 * 30] as [Int64] {
            for lower in stride(from: whole.lowerBound, to: whole.upperBound, by: Int(step)) {
                let span = lower..<min(lower + step, whole.upperBound)
                let expected = all.filter {
                    $0.span.isEmpty ? span.contains($0.span.lowerBound) : $0.span.overlaps(span)
                }
                #expect(try instances.overlapping(span) == expected, "\(span)")
            }
        }
    }

    /// Series of all kinds, with long and moved instances.
    static let mixed = """
        UID:1
        DTSTART;TZID=Europe/Paris:20241201T023000
        DTEND;TZID=Europe/Paris:20241202T013000
        RRULE:FREQ=DAILY
        EXRULE:FREQ=WEEKLY;BYDAY=MO
        EXDATE;VALUE=DATE:20250203

        UID:1
        RECURRENCE-ID;TZID=Europe/Paris;RANGE=THISANDFUTURE:20250329T023000
        DTSTART:20250301T013000Z
        DURATION:P3D

        UID:1
        RECURRENCE-ID;RANGE=THISANDFUTURE:20251001T003000Z
        DTSTART;VALUE=DATE:20251003

        UID:2
        DTSTART;VALUE=DATE:20250101
        DURATION:P2W
        RRULE:FREQ=MONTHLY

        UID:2
        RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20250801
        DTSTART;TZID=Asia/Tokyo:20250901T100000

        UID:3
        DTSTART:20250101T000000
        RRULE:FREQ=HOURLY;INTERVAL=7;COUNT=300
        RDATE;VALUE=PERIOD:20250501T100000/P40D,20250601T100000/PT1M
        RDATE:20250601T100000,20251101T100000

        UID:4
        DTSTART;TZID=America/New_York:20250101T013000
        DURATION:PT2H
        RRULE:FREQ=WEEKLY;BYDAY=SU
        RDATE:20251102T063000Z
        """

    @Test("the past of a series costs nothing")
    func jump() throws {
        let instances = try CalendarInstances(
            """
            DTSTART;TZID=Europe/Paris:19000101T100000
            DURATION:PT1H
            RRULE:FREQ=DAILY

            RECURRENCE-ID;TZID=Europe/Paris;RANGE=THISANDFUTURE:19500101T100000
            DTSTART;TZID=Europe/Paris:19500102T110000
            """)
        let span = try "2100-01-04 2100-01-11".instants
        let clock = ContinuousClock()
        var count = 0
        let time = try clock.measure {
            for _ in 0..<1000 { count += try instances.overlapping(span).count }
        }
        #expect(count == 7000)
        // Debug builds on a busy machine; to go through the 73,000 days would take a thousand times longer.
        #expect(time < .seconds(10), "\(time / 1000)")
    }

    @Test("more than the limit are an error")
    func limit() throws {
        let instances = try CalendarInstances("DTSTART:20250101T100000Z\nRRULE:FREQ=DAILY")
        #expect(try instances.overlapping("2025-01-01 2025-01-11".instants, limit: 10).count == 10)
        #expect(throws: InstanceLimitError.self) {
            try instances.overlapping("2025-01-01 2025-01-12".instants, limit: 10)
        }
    }

    @Test(
        "thousands of dates, exceptions and overrides cost no more than thousands",
        arguments: [
            "EXDATE:DAYT100000Z", "RDATE:DAYT120000Z", "RDATE;VALUE=PERIOD:DAYT120000Z/P2W",
            "\n\nRECURRENCE-ID:DAYT100000Z\nDTSTART:DAYT120000Z",
            "\n\nRECURRENCE-ID;RANGE=THISANDFUTURE:DAYT100000Z\nDTSTART:DAYT120000Z",
            "\n\nRECURRENCE-ID;RANGE=THISANDFUTURE:DAYT100000Z\nDTSTART:20000101T120000Z\nDURATION:P1000W",
        ])
    func thousands(property: String) throws {
        let first = try time("2000-01-01").date
        let properties = try (0..<5000).map {
            property.replacing("DAY", with: try #require(first.advanced(byDays: $0)).basic)
        }
        let clock = ContinuousClock()
        let time = try clock.measure {
            let instances = try CalendarInstances(
                (["DTSTART:20000101T100000Z\nRRULE:FREQ=DAILY"] + properties).joined(separator: "\n"))
            _ = try instances.overlapping("2010-01-01 2010-02-01".instants)
        }
        // A debug build takes less than a second; each with each would take minutes.
        #expect(time < .seconds(20))
    }

    @Test("all time can be asked for, and what is out of it is left out")
    func allTime() throws {
        let instances = try CalendarInstances(
            """
            UID:1
            DTSTART:00010101T000000Z
            DTEND:99991231T235959Z

            UID:2
            DTSTART;VALUE=DATE:99991231
            RRULE:FREQ=DAILY

            UID:3
            DTSTART;TZID=Asia/Tokyo:99991201T000000
            DURATION:P99999999999W
            RRULE:FREQ=MONTHLY

            UID:3
            RECURRENCE-ID;TZID=Asia/Tokyo;RANGE=THISANDFUTURE:00010102T000000
            DTSTART:99991231T235959Z
            DURATION:P99999999999W

            UID:4
            DTSTART;TZID=America/New_York:00010101T000000
            RRULE:FREQ=YEARLY;COUNT=2

            UID:4
            RECURRENCE-ID;TZID=America/New_York;RANGE=THISANDFUTURE:00020101T000000
            DTSTART:00010101T000000Z
            """)
        #expect(
            try instances.overlapping(.min ..< .max).map(\.notation) == [
                "0001-01-01T00:00Z 9999-12-31T23:59:59Z", "0001-01-01T00:00Z", "0001-01-01T00:00[America/New_York]",
                "9999-12-31", "9999-12-31T23:59:59Z",
            ])
    }

    @Test("components that cannot be read are left out and reported")
    func reports() throws {
        var errors: [String] = []
        let instances = try CalendarInstances(
            """
            UID:1
            SUMMARY:no start

            UID:2
            DTSTART:2025-01-02

            UID:3
            DTSTART;TZID=Mars/Olympus:20250101T100000

            UID:4
            DTSTART:20250101T100000Z
            RRULE:FREQ=FORTNIGHTLY

            UID:5
            DTSTART:20250101T100000Z
            EXDATE:20250102T100000Z,x

            UID:6
            DTSTART:20250101T100000Z
            RECURRENCE-ID:x

            UID:7
            DTSTART;VALUE=TEXT:20250101T100000Z

            UID:8
            DTSTART:20250101T100000Z
            SEQUENCE:x
            """, report: { errors.append("\($0)") })
        #expect(try instances.overlapping("2025-01-01 2026-01-01".instants).map(\.uid) == ["8"])
        #expect(
            errors == [
                "line 2: DTSTART: expected a DATE or DATE-TIME, not \"\"",
                "line 8: DTSTART: expected a DATE-TIME such as 20250127T100000 or 20250127T010000Z, not \"2025-01-02\"",
                "line 12: DTSTART: expected the TZID of a zone that is known, not \"Mars/Olympus\"",
                "line 17: RRULE: expected a RECUR (FREQ=FORTNIGHTLY: expected SECONDLY, MINUTELY, HOURLY, DAILY, "
                    + "WEEKLY, MONTHLY, YEARLY), not \"FREQ=FORTNIGHTLY\"",
                "line 22: EXDATE: expected a DATE-TIME such as 20250127T100000 or 20250127T010000Z, not \"x\"",
                "line 27: RECURRENCE-ID: expected a DATE-TIME such as 20250127T100000 or 20250127T010000Z, not \"x\"",
                "line 31: DTSTART: expected a DATE or DATE-TIME, not \"20250101T100000Z\"",
            ])
    }
}
