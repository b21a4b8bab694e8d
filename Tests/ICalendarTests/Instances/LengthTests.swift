import ICalendar
import Testing

/// Clocks of Paris: 02:00 to 03:00 on 30 March 2025, 03:00 to 02:00 on 26 October.
@Suite("How long an instance is")
struct LengthTests {
    @Test(
        "is what its component says",
        arguments: [
            InstanceCase(
                "DTEND is the same exact duration for all, also where clocks are changed",
                "DTSTART;TZID=Europe/Paris:20250328T220000\nDTEND;TZID=Europe/Paris:20250329T060000\nRRULE:FREQ=DAILY;COUNT=3",
                gives: """
                    2025-03-28T22:00[Europe/Paris] 2025-03-29T06:00[Europe/Paris]
                    2025-03-29T22:00[Europe/Paris] 2025-03-30T07:00[Europe/Paris]
                    2025-03-30T22:00[Europe/Paris] 2025-03-31T06:00[Europe/Paris]
                    """),
            InstanceCase(
                "where clocks are changed in the first instance, that one has the duration of all",
                "DTSTART;TZID=Europe/Paris:20251025T220000\nDTEND;TZID=Europe/Paris:20251026T060000\nRRULE:FREQ=DAILY;COUNT=2",
                gives: """
                    2025-10-25T22:00[Europe/Paris] 2025-10-26T06:00[Europe/Paris]
                    2025-10-26T22:00[Europe/Paris] 2025-10-27T07:00[Europe/Paris]
                    """),
            InstanceCase(
                "DURATION is the same nominal one: days on the calendar",
                "DTSTART;TZID=Europe/Paris:20250328T100000\nDURATION:P1D\nRRULE:FREQ=DAILY;COUNT=3",
                gives: """
                    2025-03-28T10:00[Europe/Paris] 2025-03-29T10:00[Europe/Paris]
                    2025-03-29T10:00[Europe/Paris] 2025-03-30T10:00[Europe/Paris]
                    2025-03-30T10:00[Europe/Paris] 2025-03-31T10:00[Europe/Paris]
                    """),
            InstanceCase(
                "hours of a DURATION are exact, after its days",
                """
                DTSTART;TZID=Europe/Paris:20250329T100000
                DURATION:PT24H
                UID:1

                DTSTART;TZID=Europe/Paris:20250329T010000
                DURATION:P1DT2H
                UID:2
                """,
                gives: """
                    2025-03-29T01:00[Europe/Paris] 2025-03-30T04:00[Europe/Paris]
                    2025-03-29T10:00[Europe/Paris] 2025-03-30T11:00[Europe/Paris]
                    """),
            InstanceCase(
                "DTEND may be in another zone, and is shown there",
                """
                DTSTART;TZID=Asia/Tokyo:20250328T100000
                DTEND;TZID=Europe/Paris:20250328T060000
                RRULE:FREQ=DAILY;INTERVAL=3;COUNT=2
                """,
                gives: """
                    2025-03-28T10:00[Asia/Tokyo] 2025-03-28T06:00[Europe/Paris]
                    2025-03-31T10:00[Asia/Tokyo] 2025-03-31T07:00[Europe/Paris]
                    """),
            InstanceCase(
                "floating times have it on the clock face",
                "DTSTART:20250329T220000\nDTEND:20250330T060000\nRRULE:FREQ=DAILY;COUNT=2",
                gives: "2025-03-29T22:00 2025-03-30T06:00\n2025-03-30T22:00 2025-03-31T06:00"),
            InstanceCase(
                "of dates it is days",
                """
                DTSTART;VALUE=DATE:20250101
                DTEND;VALUE=DATE:20250103
                UID:1

                DTSTART;VALUE=DATE:20250105
                DURATION:P1W
                UID:2
                """,
                gives: "2025-01-01 2025-01-03\n2025-01-05 2025-01-12"),
            InstanceCase(
                "without one a date is a day, and a time nothing",
                "DTSTART;VALUE=DATE:20250101\nUID:1\n\nDTSTART:20250102T100000\nUID:2",
                gives: "2025-01-01 2025-01-02\n2025-01-02T10:00"),
            InstanceCase(
                "a period has its own, also where a rule gives the same start",
                """
                DTSTART:20250101T100000Z
                DTEND:20250101T110000Z
                RRULE:FREQ=DAILY;COUNT=3
                RDATE;VALUE=PERIOD:20250102T100000Z/PT3H,20250105T100000Z/20250105T101500Z
                RDATE;VALUE=PERIOD;TZID=Europe/Paris:20250106T100000/P1D
                RDATE:20250102T100000Z,20250107T100000Z
                """,
                gives: """
                    2025-01-01T10:00Z 2025-01-01T11:00Z
                    2025-01-02T10:00Z 2025-01-02T13:00Z
                    2025-01-03T10:00Z 2025-01-03T11:00Z
                    2025-01-05T10:00Z 2025-01-05T10:15Z
                    2025-01-06T09:00Z 2025-01-07T09:00Z
                    2025-01-07T10:00Z 2025-01-07T11:00Z
                    """),
            InstanceCase(
                "the days of a period are those of the zone that the period is in",
                """
                DTSTART;TZID=Asia/Tokyo:20250301T100000
                RDATE;VALUE=PERIOD;TZID=Europe/Paris:20250329T100000/P1D
                """,
                gives: """
                    2025-03-01T10:00[Asia/Tokyo]
                    2025-03-29T18:00[Asia/Tokyo] 2025-03-30T17:00[Asia/Tokyo]
                    """),
            InstanceCase(
                "a to-do ends when it is due, and a journal entry with its day",
                """
                BEGIN:VTODO
                DTSTART:20250101T100000Z
                DUE:20250102T100000Z
                RRULE:FREQ=WEEKLY;COUNT=2

                BEGIN:VTODO
                DUE:20250103T100000Z

                BEGIN:VTODO
                SUMMARY:at any time

                BEGIN:VJOURNAL
                DTSTART;VALUE=DATE:20250104
                """,
                gives: """
                    2025-01-01T10:00Z 2025-01-02T10:00Z
                    2025-01-03T10:00Z
                    2025-01-04 2025-01-05
                    2025-01-08T10:00Z 2025-01-09T10:00Z
                    """),
        ])
    func length(_ case: InstanceCase) throws { try `case`.check() }

    @Test(
        "an end that cannot be is reported, and is none",
        arguments: [
            ("DTSTART:20250101T100000Z\nDTEND:20250101T090000Z", "2025-01-01T10:00Z", "a time after DTSTART"),
            ("DTSTART;VALUE=DATE:20250101\nDTEND;VALUE=DATE:20250101", "2025-01-01 2025-01-02", "a time after DTSTART"),
            ("DTSTART;VALUE=DATE:20250101\nDTEND:20250102T000000", "2025-01-01 2025-01-02", "the same kind"),
            ("DTSTART:20250101T100000\nDTEND:20250101T110000Z", "2025-01-01T10:00", "the same kind"),
            ("DTSTART:20250101T100000Z\nDTEND:20250101T1", "2025-01-01T10:00Z", "a DATE-TIME"),
            ("DTSTART:20250101T100000Z\nDURATION:-PT1H", "2025-01-01T10:00Z", "not negative"),
            ("DTSTART:20250101T100000Z\nDURATION;VALUE=TEXT:PT1H", "2025-01-01T10:00Z", "not negative"),
            ("DTSTART;VALUE=DATE:20250101\nDURATION:PT12H", "2025-01-01 2025-01-02", "days or weeks"),
        ])
    func wrong(calendar: String, instance: String, reason: String) throws {
        var errors: [String] = []
        let instances = try CalendarInstances(calendar, report: { errors.append($0.description) })
        #expect(try instances.overlapping("2025-01-01 2026-01-01".instants).map(\.notation) == [instance])
        #expect(errors.count == 1)
        #expect(errors.first?.contains(reason) ?? false, "\(errors)")
    }
}
