import TestSupport
import Testing

@testable import TimeZoneDatabase

/// Against the system's files: what has happened will not change.
@Suite struct ZoneTests {
    let database = TimeZoneDatabase()

    @Test(
        "an instant has the offset, the kind of time and the abbreviation of its place",
        arguments: [
            ("Asia/Tokyo", "2025-01-27T01:00:00", 32_400, false, "JST"),
            ("Asia/Ashgabat", "2025-04-14T00:00:00", 18_000, false, "+05"),
            ("America/New_York", "2025-03-09T06:59:59", -18_000, false, "EST"),
            ("America/New_York", "2025-03-09T07:00:00", -14_400, true, "EDT"),
            ("America/New_York", "1883-11-18T16:59:59", -17_762, false, "LMT"),
            ("Europe/Dublin", "2025-01-15T12:00:00", 0, true, "GMT"),
            ("Europe/Dublin", "2025-07-15T12:00:00", 3600, false, "IST"),
            ("Asia/Kathmandu", "2025-01-15T12:00:00", 20_700, false, "+0545"),
            ("Pacific/Kiritimati", "2025-01-15T12:00:00", 50_400, false, "+14"),
            ("Africa/Monrovia", "1971-12-31T00:00:00", -2670, false, "MMT"),
            ("UTC", "2025-01-15T12:00:00", 0, false, "UTC"),
        ]
    )
    func offset(name: String, utc: String, offset: Int, isDaylightSaving: Bool, abbreviation: String) throws {
        let zone = try database.zone(name)
        let expected = Zone.Offset(seconds: offset, isDaylightSaving: isDaylightSaving, abbreviation: abbreviation)
        #expect(zone.offset(atUTC: seconds(utc)) == expected)
        #expect(zone.seconds(atUTC: seconds(utc)) == offset)
    }

    @Test(
        "a local time means one instant, two, or none",
        arguments: [
            ("Asia/Tokyo", "2025-01-27T10:00:00", .unique(utc: seconds("2025-01-27T01:00:00"))),
            ("Asia/Ashgabat", "2025-04-14T09:00:00", .unique(utc: seconds("2025-04-14T04:00:00"))),

            ("America/New_York", "2025-03-09T01:59:59", .unique(utc: seconds("2025-03-09T06:59:59"))),
            ("America/New_York", "2025-03-09T02:00:00", .skipped(utc: seconds("2025-03-09T07:00:00"))),
            ("America/New_York", "2025-03-09T02:59:59", .skipped(utc: seconds("2025-03-09T07:59:59"))),
            ("America/New_York", "2025-03-09T03:00:00", .unique(utc: seconds("2025-03-09T07:00:00"))),
            ("America/New_York", "2025-11-02T00:59:59", .unique(utc: seconds("2025-11-02T04:59:59"))),
            ("America/New_York", "2025-11-02T01:00:00", twice("2025-11-02T05:00:00", "2025-11-02T06:00:00")),
            ("America/New_York", "2025-11-02T01:59:59", twice("2025-11-02T05:59:59", "2025-11-02T06:59:59")),
            ("America/New_York", "2025-11-02T02:00:00", .unique(utc: seconds("2025-11-02T07:00:00"))),

            ("Europe/Dublin", "2025-03-30T01:30:00", .skipped(utc: seconds("2025-03-30T01:30:00"))),
            ("Europe/Dublin", "2025-10-26T01:30:00", twice("2025-10-26T00:30:00", "2025-10-26T01:30:00")),

            // Clocks go back for Ramadan.
            ("Africa/Casablanca", "2024-03-10T02:30:00", twice("2024-03-10T01:30:00", "2024-03-10T02:30:00")),
            ("Africa/Casablanca", "2024-04-14T02:30:00", .skipped(utc: seconds("2024-04-14T02:30:00"))),

            // By half an hour only.
            ("Australia/Lord_Howe", "2024-10-06T02:15:00", .skipped(utc: seconds("2024-10-05T15:45:00"))),
            ("Australia/Lord_Howe", "2024-10-06T02:30:00", .unique(utc: seconds("2024-10-05T15:30:00"))),
            ("Australia/Lord_Howe", "2025-04-06T01:45:00", twice("2025-04-05T14:45:00", "2025-04-05T15:15:00")),

            // West of the date line until the 29th, east of it from the 31st.
            ("Pacific/Apia", "2011-12-29T23:59:59", .unique(utc: seconds("2011-12-30T09:59:59"))),
            ("Pacific/Apia", "2011-12-30T00:00:00", .skipped(utc: seconds("2011-12-30T10:00:00"))),
            ("Pacific/Apia", "2011-12-30T23:59:59", .skipped(utc: seconds("2011-12-31T09:59:59"))),
            ("Pacific/Apia", "2011-12-31T00:00:00", .unique(utc: seconds("2011-12-30T10:00:00"))),

            // The day begins at 01:00.
            ("Asia/Tehran", "2022-03-22T00:30:00", .skipped(utc: seconds("2022-03-21T21:00:00"))),
            ("Asia/Tehran", "2022-09-21T23:30:00", twice("2022-09-21T19:00:00", "2022-09-21T20:00:00")),
            ("Asia/Tehran", "2023-03-22T00:30:00", .unique(utc: seconds("2023-03-21T21:00:00"))),
        ] as [(String, String, LocalTimeResolution)]
    )
    func resolve(name: String, local: String, expected: LocalTimeResolution) throws {
        #expect(try database.zone(name).resolve(local: seconds(local)) == expected)
    }

    @Test("a span includes the transition at its start and not the one at its end")
    func transitions() throws {
        let zone = try database.zone("America/New_York")
        let spring = seconds("2024-03-10T07:00:00")
        let autumn = seconds("2024-11-03T06:00:00")
        let standard = Zone.Offset(seconds: -18_000, isDaylightSaving: false, abbreviation: "EST")
        let daylight = Zone.Offset(seconds: -14_400, isDaylightSaving: true, abbreviation: "EDT")
        let toDaylight = Zone.Transition(utc: spring, before: standard, after: daylight)
        let toStandard = Zone.Transition(utc: autumn, before: daylight, after: standard)

        #expect(zone.transitions(in: spring..<autumn) == [toDaylight])
        #expect(zone.transitions(in: spring + 1..<autumn + 1) == [toStandard])
        #expect(zone.transitions(in: spring..<spring) == [])
        #expect(try database.zone("Asia/Tokyo").transitions(in: 0..<seconds("2025-01-01T00:00:00")) == [])
    }
}

private func twice(_ first: String, _ second: String) -> LocalTimeResolution {
    .repeated(first: seconds(first), second: seconds(second))
}
