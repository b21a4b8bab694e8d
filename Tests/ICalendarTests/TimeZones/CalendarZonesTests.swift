import ICalendar
import Testing
import TimeZoneDatabase

@Suite struct CalendarZonesTests {
    static let database = TimeZoneDatabase()

    @Test(
        "a name that is known is a zone of the database, however it is put",
        arguments: [
            ("Europe/Paris", "Europe/Paris"), ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
            ("europe/paris", "Europe/Paris"), ("AMERICA/NEW_YORK", "America/New_York"), ("US/Eastern", "US/Eastern"),
            ("/citadel.org/20070227_1/America/New_York", "America/New_York"),
            ("/freeassociation.sourceforge.net/Europe/Paris", "Europe/Paris"),
            ("/freeassociation.sourceforge.net/Tzfile/America/Indiana/Knox", "America/Indiana/Knox"),
            ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"), ("/Asia/Tokyo", "Asia/Tokyo"),
            ("/softwarestudio.org/Olson_20011030_5/asia/tokyo", "Asia/Tokyo"),
            ("Tokyo Standard Time", "Asia/Tokyo"), ("w. europe standard time", "Europe/Berlin"),
            ("UTC", "UTC"), ("utc", "UTC"), ("Etc/UTC", "Etc/UTC"), ("Etc/GMT+5", "Etc/GMT+5"), ("Japan", "Japan"),
            ("CET", "CET"), ("EST5EDT", "EST5EDT"),
        ]
    )
    func known(id: String, expected: String) throws {
        var zones = CalendarZones(Component(.calendar), database: Self.database)
        #expect(try zones.rules(for: id) as? Zone === Self.database.zone(expected))
    }

    @Test(
        "a name that nobody has is none",
        arguments: [
            "", "/", "//", "Europe/Atlantis", "/example.com/Atlantis", "Eastern", "../UTC", "/etc/passwd", "Europe",
            "Europe/", "/Europe", "posix/Europe/Paris/", "Tokyo", "Paris", String(repeating: "/A", count: 100_000),
        ]
    )
    func unknown(id: String) throws {
        var zones = CalendarZones(Component(.calendar), database: Self.database)
        #expect(try zones.rules(for: id) == nil)
    }

    @Test(
        "a VTIMEZONE counts where its name means nothing to others, or too much",
        arguments: [
            ("Eastern", ""), ("GMT", ""), ("CET", ""), ("Customized Time Zone", ""), ("/example.com/Office", ""),
            ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", ""), ("Eastern", "TZID-ALIAS-OF:nowhere"),
        ]
    )
    func described(id: String, property: String) throws {
        var zones = CalendarZones(try calendar(id, property), database: Self.database)
        for id in [id, id.uppercased()] {
            let rules = try #require(try zones.rules(for: id))
            #expect(rules is VTimeZone)
            #expect(rules.seconds(atUTC: 0) == 3_660)
        }
    }

    @Test(
        "the database counts before a VTIMEZONE where the name, or what the VTIMEZONE says it is, has one meaning",
        arguments: [
            ("Europe/Paris", "", "Europe/Paris"), ("Tokyo Standard Time", "", "Asia/Tokyo"), ("UTC", "", "UTC"),
            ("/citadel.org/20070227_1/America/New_York", "", "America/New_York"),
            ("Eastern", "X-LIC-LOCATION:America/New_York", "America/New_York"),
            ("Office", "TZID-ALIAS-OF:asia/tokyo", "Asia/Tokyo"),
            ("GMT", "X-LIC-LOCATION:GMT Standard Time", "Europe/London"),
        ]
    )
    func preferred(id: String, property: String, expected: String) throws {
        var zones = CalendarZones(try calendar(id, property), database: Self.database)
        #expect(try (zones.rules(for: id) as? Zone)?.name == expected)
    }

    @Test("a VTIMEZONE that cannot be read is an error each time it is asked for, and no other time")
    func faulty() throws {
        let text = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Office\nEND:VTIMEZONE\nEND:VCALENDAR"
        var zones = CalendarZones(try component(text), database: Self.database)
        for _ in 0..<2 {
            let error = try #require(throws: VTimeZoneError.self) { try zones.rules(for: "Office") }
            #expect(error.timeZone == "Office")
        }
        #expect(try zones.rules(for: "Asia/Tokyo") is Zone)
    }

    @Test("of a file with very many zones the first two hundred are looked at")
    func many() throws {
        let one = try calendar("Office", "").components[0]
        let zones = (0..<5_000).map { number in
            Component(
                .timeZone, properties: [Property(.tzid, text: "Office \(number)")], components: one.components)
        }
        var found = CalendarZones(Component(.calendar, components: zones), database: Self.database)
        #expect(try found.rules(for: "Office 199") is VTimeZone)
        #expect(try found.rules(for: "Office 200") == nil)
    }

    /// A calendar with a VTIMEZONE of an offset that no zone has.
    private func calendar(_ id: String, _ property: String) throws -> Component {
        try component(
            """
            BEGIN:VCALENDAR
            BEGIN:VTIMEZONE
            TZID:\(id)
            \(property)
            BEGIN:STANDARD
            DTSTART:19700101T000000
            TZOFFSETFROM:+0101
            TZOFFSETTO:+0101
            END:STANDARD
            END:VTIMEZONE
            END:VCALENDAR
            """)
    }
}
