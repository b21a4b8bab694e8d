import ICalendar
import Testing

/// Clocks of Paris: 02:00 to 03:00 on 30 March 2025, 03:00 to 02:00 on 26 October.
@Suite("The recurrence set of a component")
struct RecurrenceSetTests {
    @Test(
        "is DTSTART, RRULE and RDATE without EXDATE",
        arguments: [
            InstanceCase("no recurrence", "DTSTART:20250101T100000Z", gives: "2025-01-01T10:00Z"),
            InstanceCase(
                "the kinds of time",
                """
                DTSTART;VALUE=DATE:20250101
                UID:1

                DTSTART:20250102T100000
                UID:2

                DTSTART:20250103T100000Z
                UID:3

                DTSTART;TZID=Asia/Tokyo:20250104T100000
                UID:4
                """,
                gives: """
                    2025-01-01 2025-01-02
                    2025-01-02T10:00
                    2025-01-03T10:00Z
                    2025-01-04T10:00[Asia/Tokyo]
                    """),
            InstanceCase(
                "a rule",
                "DTSTART;TZID=Europe/Paris:20250328T100000\nRRULE:FREQ=DAILY;COUNT=3",
                gives: """
                    2025-03-28T10:00[Europe/Paris]
                    2025-03-29T10:00[Europe/Paris]
                    2025-03-30T10:00[Europe/Paris]
                    """),
            InstanceCase(
                "several rules, and what they have in common once",
                "DTSTART:20250101T100000Z\nRRULE:FREQ=DAILY;COUNT=3\nRRULE:FREQ=DAILY;INTERVAL=2;COUNT=3",
                gives: """
                    2025-01-01T10:00Z
                    2025-01-02T10:00Z
                    2025-01-03T10:00Z
                    2025-01-05T10:00Z
                    """),
            InstanceCase(
                "dates added and taken away, DTSTART too, in properties of one or several",
                """
                DTSTART:20250101T100000Z
                RRULE:FREQ=DAILY;COUNT=4
                RDATE:20250110T100000Z,20250109T120000Z
                RDATE:20250102T100000Z
                EXDATE:20250101T100000Z
                EXDATE:20250103T100000Z,20250109T120000Z,20250111T100000Z
                """,
                gives: """
                    2025-01-02T10:00Z
                    2025-01-04T10:00Z
                    2025-01-10T10:00Z
                    """),
            InstanceCase(
                "EXRULE takes away, and not DTSTART where that is no instance of it",
                "DTSTART:20250101T100000Z\nRRULE:FREQ=DAILY;COUNT=5\nRDATE:20250110T100000Z\nEXRULE:FREQ=DAILY;BYMONTHDAY=2,4,10",
                gives: """
                    2025-01-01T10:00Z
                    2025-01-03T10:00Z
                    2025-01-05T10:00Z
                    """),
            InstanceCase(
                "EXRULE takes DTSTART where that is an instance of it",
                "DTSTART:20250101T100000Z\nRRULE:FREQ=DAILY;COUNT=4\nEXRULE:FREQ=DAILY;INTERVAL=2",
                gives: "2025-01-02T10:00Z\n2025-01-04T10:00Z"),
            InstanceCase(
                "a DTSTART before 1970 that EXRULE does not take",
                "DTSTART:19691231T100000Z\nRRULE:FREQ=YEARLY\nRDATE:20250501T100000Z\nEXRULE:FREQ=YEARLY;BYMONTH=12",
                gives: "2025-05-01T10:00Z"),
            InstanceCase(
                "an hour that clocks skip: rules leave it out, DTSTART and RDATE do not",
                """
                DTSTART;TZID=Europe/Paris:20250330T023000
                RRULE:FREQ=DAILY;BYHOUR=2,3;COUNT=3

                UID:2
                DTSTART;TZID=Europe/Paris:20250329T023000
                RDATE;TZID=Europe/Paris:20250330T023000
                RRULE:FREQ=DAILY;COUNT=3
                """,
                gives: """
                    2025-03-29T02:30[Europe/Paris]
                    2025-03-30T02:30[Europe/Paris]
                    2025-03-30T02:30[Europe/Paris]
                    2025-03-31T02:30[Europe/Paris]
                    2025-03-31T02:30[Europe/Paris]
                    2025-04-01T02:30[Europe/Paris]
                    """),
        ])
    func set(_ case: InstanceCase) throws { try `case`.check() }

    @Test(
        "compares instants, whatever zone they are given in",
        arguments: [
            InstanceCase(
                "EXDATE in UTC and in another zone",
                """
                DTSTART;TZID=Europe/Paris:20250328T100000
                RRULE:FREQ=DAILY;COUNT=5
                EXDATE:20250329T090000Z,20250330T090000Z
                EXDATE;TZID=America/New_York:20250331T040000
                """,
                gives: """
                    2025-03-28T10:00[Europe/Paris]
                    2025-03-30T10:00[Europe/Paris]
                    2025-04-01T10:00[Europe/Paris]
                    """),
            InstanceCase(
                "a series in UTC with an EXDATE of a zone",
                "DTSTART:20250101T100000Z\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE;TZID=Asia/Tokyo:20250102T190000",
                gives: "2025-01-01T10:00Z"),
            InstanceCase(
                "RDATE in UTC and in another zone, the same instant as one of the rule once",
                """
                DTSTART;TZID=Europe/Paris:20250101T100000
                RRULE:FREQ=DAILY;COUNT=2
                RDATE:20250102T090000Z,20250103T090000Z
                RDATE;TZID=Asia/Tokyo:20250104T180000
                """,
                gives: """
                    2025-01-01T10:00[Europe/Paris]
                    2025-01-02T10:00[Europe/Paris]
                    2025-01-03T10:00[Europe/Paris]
                    2025-01-04T10:00[Europe/Paris]
                    """),
            InstanceCase(
                "the second round of an hour that clocks show twice can be named in UTC",
                """
                DTSTART;TZID=Europe/Paris:20251026T023000
                DURATION:PT30M
                RDATE:20251026T013000Z
                RDATE:20251026T003000Z
                """,
                gives: """
                    2025-10-26T02:30[Europe/Paris] 2025-10-26T02:00[Europe/Paris]
                    2025-10-26T02:30[Europe/Paris] 2025-10-26T03:00[Europe/Paris]
                    """),
            InstanceCase(
                "a floating series with dates of a zone: what its clocks show",
                """
                DTSTART:20250101T100000
                RRULE:FREQ=DAILY;COUNT=3
                EXDATE;TZID=Asia/Tokyo:20250102T100000
                RDATE;TZID=Asia/Tokyo:20250105T100000
                """,
                gives: "2025-01-01T10:00\n2025-01-03T10:00\n2025-01-05T10:00"),
        ])
    func instants(_ case: InstanceCase) throws { try `case`.check() }

    @Test(
        "of dates and of times, with dates of the other kind",
        arguments: [
            InstanceCase(
                "days",
                "DTSTART;VALUE=DATE:20250101\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20250102\nRDATE;VALUE=DATE:20250105",
                gives: """
                    2025-01-01 2025-01-02
                    2025-01-03 2025-01-04
                    2025-01-05 2025-01-06
                    """),
            InstanceCase(
                "days with times as EXDATE and RDATE: their date",
                """
                DTSTART;VALUE=DATE:20250101
                RRULE:FREQ=DAILY;COUNT=5
                EXDATE:20250102T000000
                EXDATE;TZID=Asia/Tokyo:20250103T000000
                EXDATE:20250104T100000Z
                RDATE:20250107T100000
                RDATE;VALUE=PERIOD:20250109T100000Z/PT1H
                """,
                gives: """
                    2025-01-01 2025-01-02
                    2025-01-05 2025-01-06
                    2025-01-07 2025-01-08
                    2025-01-09 2025-01-10
                    """),
            InstanceCase(
                "times with a date as EXDATE: all of that day in the zone of DTSTART",
                """
                DTSTART;TZID=Asia/Tokyo:20250111T000000
                RRULE:FREQ=HOURLY;INTERVAL=8;COUNT=8
                EXDATE;VALUE=DATE:20250112
                """,
                gives: """
                    2025-01-11T00:00[Asia/Tokyo]
                    2025-01-11T08:00[Asia/Tokyo]
                    2025-01-11T16:00[Asia/Tokyo]
                    2025-01-13T00:00[Asia/Tokyo]
                    2025-01-13T08:00[Asia/Tokyo]
                    """),
            InstanceCase(
                "times with a date as RDATE: at the time of DTSTART",
                "DTSTART:20250101T100000Z\nDURATION:PT1H\nRDATE;VALUE=DATE:20250105",
                gives: "2025-01-01T10:00Z 2025-01-01T11:00Z\n2025-01-05T10:00Z 2025-01-05T11:00Z"),
        ])
    func kinds(_ case: InstanceCase) throws { try `case`.check() }

    @Test("dates and floating times are those of the zone of whoever asks")
    func floating() throws {
        let instances = try CalendarInstances(
            """
            DTSTART;VALUE=DATE:20250330
            UID:1

            DTSTART:20250330T100000
            DURATION:PT1H
            UID:2
            """, floating: "Europe/Paris")
        let spans = try instances.overlapping("2025-01-01 2026-01-01".instants).map(\.span)
        #expect(
            spans == [
                try "2025-03-29T23:00 2025-03-30T22:00".instants, try "2025-03-30T08:00 2025-03-30T09:00".instants,
            ])
    }

    @Test("its instances are known by the start that the series gives them, as DTSTART gives it")
    func recurrenceIDs() throws {
        let instances = try CalendarInstances(
            """
            DTSTART;TZID=Europe/Paris:20250101T100000
            RRULE:FREQ=DAILY;COUNT=2
            RDATE:20250103T090000Z
            UID:series

            DTSTART;TZID=Europe/Paris:20250105T110000
            RECURRENCE-ID:20250102T090000Z
            UID:series

            DTSTART:20250106T100000Z
            UID:single
            """
        ).overlapping("2025-01-01 2026-01-01".instants)
        let ids = instances.map { "\($0.uid) \($0.recurrenceID.map { "\($0)" } ?? "none")" }
        #expect(
            ids == [
                "series 2025-01-01T10:00[Europe/Paris]", "series 2025-01-03T10:00[Europe/Paris]",
                "series 2025-01-02T10:00[Europe/Paris]", "single none",
            ])
    }
}
