import ICalendar
import Testing

/// Clocks of Paris: 02:00 to 03:00 on 30 March 2025, 03:00 to 02:00 on 26 October.
@Suite("Overrides of instances")
struct OverrideTests {
    @Test(
        "one for an instance takes its place",
        arguments: [
            InstanceCase(
                "wherever it is moved to, and with its own properties and length",
                """
                DTSTART:20250101T100000Z
                DTEND:20250101T110000Z
                RRULE:FREQ=DAILY;COUNT=4
                SUMMARY:series

                RECURRENCE-ID:20250102T100000Z
                DTSTART:20250103T120000Z
                DURATION:PT5M
                SUMMARY:moved

                RECURRENCE-ID:20250104T100000Z
                DTSTART:20250104T100000Z
                STATUS:CANCELLED
                SUMMARY:cancelled
                """,
                gives: """
                    2025-01-01T10:00Z 2025-01-01T11:00Z series
                    2025-01-03T10:00Z 2025-01-03T11:00Z series
                    2025-01-03T12:00Z 2025-01-03T12:05Z moved
                    2025-01-04T10:00Z cancelled
                    """),
            InstanceCase(
                "also named in UTC, in another zone or by a date",
                """
                DTSTART;TZID=Europe/Paris:20250329T100000
                RRULE:FREQ=DAILY;COUNT=4

                RECURRENCE-ID:20250330T080000Z
                DTSTART;TZID=Europe/Paris:20250330T120000
                SUMMARY:by UTC

                RECURRENCE-ID;TZID=Asia/Tokyo:20250331T170000
                DTSTART:20250331T200000Z
                SUMMARY:by Tokyo

                RECURRENCE-ID;VALUE=DATE:20250401
                DTSTART;VALUE=DATE:20250401
                SUMMARY:by date
                """,
                gives: """
                    2025-03-29T10:00[Europe/Paris]
                    2025-03-30T12:00[Europe/Paris] by UTC
                    2025-03-31T20:00Z by Tokyo
                    2025-04-01 2025-04-02 by date
                    """),
            InstanceCase(
                "of a series of days, also named by a time of the day",
                """
                DTSTART;VALUE=DATE:20250101
                RRULE:FREQ=DAILY;COUNT=3

                RECURRENCE-ID:20250102T000000
                DTSTART:20250102T100000
                SUMMARY:timed

                RECURRENCE-ID;VALUE=DATE:20250103
                DTSTART;VALUE=DATE:20250110
                SUMMARY:moved
                """,
                gives: """
                    2025-01-01 2025-01-02
                    2025-01-02T10:00 timed
                    2025-01-10 2025-01-11 moved
                    """),
            InstanceCase(
                "of an RDATE, also a period",
                """
                DTSTART:20250101T100000Z
                RDATE;VALUE=PERIOD:20250103T100000Z/PT3H

                RECURRENCE-ID:20250103T100000Z
                DTSTART:20250103T150000Z
                """,
                gives: "2025-01-01T10:00Z\n2025-01-03T15:00Z"),
            InstanceCase(
                "where the series has no such instance, or is not there, it is shown",
                """
                DTSTART:20250101T100000Z
                RRULE:FREQ=DAILY;COUNT=1

                RECURRENCE-ID:20250109T100000Z
                DTSTART:20250109T120000Z
                SUMMARY:beyond the end

                UID:2
                RECURRENCE-ID:20250301T100000Z
                DTSTART:20250301T120000Z
                SUMMARY:alone
                """,
                gives: "2025-01-01T10:00Z\n2025-01-09T12:00Z beyond the end\n2025-03-01T12:00Z alone"),
            InstanceCase(
                "but not where an EXDATE takes it away",
                """
                DTSTART:20250101T100000Z
                RRULE:FREQ=DAILY;COUNT=2
                EXDATE:20250102T100000Z

                RECURRENCE-ID:20250102T100000Z
                DTSTART:20250109T120000Z
                """,
                gives: "2025-01-01T10:00Z"),
            InstanceCase(
                "and does not recur itself",
                """
                DTSTART:20250101T100000Z
                RRULE:FREQ=DAILY;COUNT=2

                RECURRENCE-ID:20250102T100000Z
                DTSTART:20250102T120000Z
                RRULE:FREQ=DAILY;COUNT=5
                RDATE:20250103T120000Z
                EXDATE:20250102T120000Z
                """,
                gives: "2025-01-01T10:00Z\n2025-01-02T12:00Z"),
        ])
    func single(_ case: InstanceCase) throws { try `case`.check() }

    @Test(
        "the version in force is that of the highest SEQUENCE, then the latest, then the last",
        arguments: [
            InstanceCase(
                "SEQUENCE",
                """
                DTSTART:20250101T100000Z
                SEQUENCE:2
                DTSTAMP:20200101T000000Z
                SUMMARY:second

                DTSTART:20250101T110000Z
                SEQUENCE:1
                DTSTAMP:20210101T000000Z
                SUMMARY:first

                DTSTART:20250101T120000Z
                SUMMARY:none is 0
                """,
                gives: "2025-01-01T10:00Z second"),
            InstanceCase(
                "DTSTAMP",
                """
                DTSTART:20250101T100000Z
                DTSTAMP:20210101T000000Z
                LAST-MODIFIED:20200101T000000Z
                SUMMARY:later

                DTSTART:20250101T110000Z
                DTSTAMP:20200101T000000Z
                LAST-MODIFIED:20210101T000000Z
                """,
                gives: "2025-01-01T10:00Z later"),
            InstanceCase(
                "LAST-MODIFIED",
                """
                DTSTART:20250101T100000Z
                LAST-MODIFIED:20210101T000000Z
                SUMMARY:later

                DTSTART:20250101T110000Z
                LAST-MODIFIED:20200101T000000Z
                """,
                gives: "2025-01-01T10:00Z later"),
            InstanceCase(
                "the last", "DTSTART:20250101T100000Z\n\nDTSTART:20250101T110000Z\nSUMMARY:last",
                gives: "2025-01-01T11:00Z last"),
            InstanceCase(
                "of an override, named in whatever zone",
                """
                DTSTART:20250101T100000Z
                RRULE:FREQ=DAILY;COUNT=2

                RECURRENCE-ID;TZID=Asia/Tokyo:20250102T190000
                DTSTART:20250102T120000Z
                SEQUENCE:3
                SUMMARY:third

                RECURRENCE-ID:20250102T100000Z
                DTSTART:20250102T130000Z
                SEQUENCE:1
                """,
                gives: "2025-01-01T10:00Z\n2025-01-02T12:00Z third"),
            InstanceCase(
                "without a UID, components have nothing to do with each other",
                "BEGIN:VEVENT\nDTSTART:20250101T100000Z\n\nBEGIN:VEVENT\nDTSTART:20250101T110000Z",
                gives: "2025-01-01T10:00Z\n2025-01-01T11:00Z"),
        ])
    func versions(_ case: InstanceCase) throws { try `case`.check() }

    @Test(
        "THISANDFUTURE holds for the later instances as well",
        arguments: [
            InstanceCase(
                "with its properties, its length and the difference of its start, until the next one; one instance's own is over it",
                """
                DTSTART:20250101T100000Z
                DTEND:20250101T110000Z
                RRULE:FREQ=DAILY;COUNT=7
                SUMMARY:series

                RECURRENCE-ID;RANGE=THISANDFUTURE:20250103T100000Z
                DTSTART:20250103T120000Z
                DURATION:PT5M
                SUMMARY:later

                RECURRENCE-ID:20250104T100000Z
                DTSTART:20250104T130000Z
                SUMMARY:alone

                RECURRENCE-ID;RANGE=thisandfuture:20250106T100000Z
                DTSTART:20250106T080000Z
                SUMMARY:earlier
                """,
                gives: """
                    2025-01-01T10:00Z 2025-01-01T11:00Z series
                    2025-01-02T10:00Z 2025-01-02T11:00Z series
                    2025-01-03T12:00Z 2025-01-03T12:05Z later
                    2025-01-04T13:00Z alone
                    2025-01-05T12:00Z 2025-01-05T12:05Z later
                    2025-01-06T08:00Z earlier
                    2025-01-07T08:00Z earlier
                    """),
            InstanceCase(
                "an instance's own is over a THISANDFUTURE from that instance on",
                """
                DTSTART:20250101T100000Z
                RRULE:FREQ=DAILY;COUNT=3

                RECURRENCE-ID:20250102T100000Z
                DTSTART:20250102T130000Z
                SUMMARY:alone

                RECURRENCE-ID;RANGE=THISANDFUTURE:20250102T100000Z
                DTSTART:20250102T120000Z
                SEQUENCE:1
                SUMMARY:later
                """,
                gives: "2025-01-01T10:00Z\n2025-01-02T13:00Z alone\n2025-01-03T12:00Z later"),
            InstanceCase(
                "RDATE and EXDATE are those of the series, as it was; a period loses its length",
                """
                DTSTART:20250101T100000Z
                RRULE:FREQ=DAILY;COUNT=5
                RDATE:20250110T150000Z
                RDATE;VALUE=PERIOD:20250101T150000Z/PT3H,20250111T150000Z/PT3H
                EXDATE:20250103T100000Z,20250102T100000Z

                RECURRENCE-ID;RANGE=THISANDFUTURE:20250102T100000Z
                DTSTART:20250102T110000Z
                DTEND:20250102T113000Z
                """,
                gives: """
                    2025-01-01T10:00Z
                    2025-01-01T15:00Z 2025-01-01T18:00Z
                    2025-01-04T11:00Z 2025-01-04T11:30Z
                    2025-01-05T11:00Z 2025-01-05T11:30Z
                    2025-01-10T16:00Z 2025-01-10T16:30Z
                    2025-01-11T16:00Z 2025-01-11T16:30Z
                    """),
            InstanceCase(
                "the difference is one of clock times: moved over a change of clocks, the later ones keep their hour",
                """
                DTSTART;TZID=Europe/Paris:20250301T100000
                RRULE:FREQ=WEEKLY;COUNT=7

                RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20250329T100000
                DTSTART;TZID=Europe/Paris:20250330T110000

                UID:2
                DTSTART;TZID=Europe/Paris:20250501T100000
                RRULE:FREQ=MONTHLY;COUNT=7

                UID:2
                RECURRENCE-ID;RANGE=THISANDFUTURE:20250601T080000Z
                DTSTART:20250601T120000Z
                """,
                gives: """
                    2025-03-01T10:00[Europe/Paris]
                    2025-03-08T10:00[Europe/Paris]
                    2025-03-15T10:00[Europe/Paris]
                    2025-03-22T10:00[Europe/Paris]
                    2025-03-30T11:00[Europe/Paris]
                    2025-04-06T11:00[Europe/Paris]
                    2025-04-13T11:00[Europe/Paris]
                    2025-05-01T10:00[Europe/Paris]
                    2025-06-01T12:00Z
                    2025-07-01T12:00Z
                    2025-08-01T12:00Z
                    2025-09-01T12:00Z
                    2025-10-01T12:00Z
                    2025-11-01T13:00Z
                    """),
            InstanceCase(
                "days made times, and times made days",
                """
                DTSTART;VALUE=DATE:20250101
                RRULE:FREQ=DAILY;COUNT=3

                RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20250102
                DTSTART;TZID=Europe/Paris:20250102T100000
                DURATION:PT1H

                UID:2
                DTSTART;TZID=Europe/Paris:20250201T100000
                RRULE:FREQ=DAILY;COUNT=3

                UID:2
                RECURRENCE-ID;TZID=Europe/Paris;RANGE=THISANDFUTURE:20250202T100000
                DTSTART;VALUE=DATE:20250204
                """,
                gives: """
                    2025-01-01 2025-01-02
                    2025-01-02T10:00[Europe/Paris] 2025-01-02T11:00[Europe/Paris]
                    2025-01-03T10:00[Europe/Paris] 2025-01-03T11:00[Europe/Paris]
                    2025-02-01T10:00[Europe/Paris]
                    2025-02-04 2025-02-05
                    2025-02-05 2025-02-06
                    """),
            InstanceCase(
                "where the series is not there, it is one instance",
                "RECURRENCE-ID;RANGE=THISANDFUTURE:20250102T100000Z\nDTSTART:20250102T110000Z",
                gives: "2025-01-02T11:00Z"),
        ])
    func thisAndFuture(_ case: InstanceCase) throws { try `case`.check() }
}
