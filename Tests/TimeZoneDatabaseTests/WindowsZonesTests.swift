import Testing
import TimeZoneDatabase

@Suite struct WindowsZonesTests {
    @Test("every zone of Windows is one of this system")
    func all() throws {
        let database = TimeZoneDatabase()
        #expect(WindowsZones.names.count == 142)
        for (windowsName, name) in WindowsZones.names {
            #expect(throws: Never.self, "\(windowsName)") { try database.zone(name) }
        }
    }

    @Test(
        "a name is found, in whatever case",
        arguments: [
            ("Tokyo Standard Time", "Asia/Tokyo"), ("W. Europe Standard Time", "Europe/Berlin"),
            ("Romance Standard Time", "Europe/Paris"), ("Eastern Standard Time", "America/New_York"),
            ("West Asia Standard Time", "Asia/Tashkent"), ("Central Asia Standard Time", "Asia/Bishkek"),
            ("UTC", "Etc/UTC"), ("UTC-09", "Etc/GMT+9"), ("tokyo standard time", "Asia/Tokyo"),
            ("Tokyo", nil), ("Asia/Tokyo", nil), ("", nil), (String(repeating: "A", count: 1 << 20), nil),
        ]
    )
    func name(windowsName: String, expected: String?) {
        #expect(WindowsZones.name(for: windowsName) == expected)
    }
}
