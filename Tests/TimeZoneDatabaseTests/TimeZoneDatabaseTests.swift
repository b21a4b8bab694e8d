import Glibc
import TestSupport
import Testing
import TimeZoneDatabase

@Suite struct TimeZoneDatabaseTests {
    @Test(
        "what cannot be a name is refused before any file is touched",
        arguments: [
            "", "/", "/etc/passwd", "Europe/", "Europe//Paris", "../zoneinfo/UTC", "Europe/../UTC", "./UTC",
            "tzdata.zi", "Europe/Paris\0", "Europe\\Paris", "Europe/Pärs", " UTC", String(repeating: "A", count: 65),
        ]
    )
    func invalidName(name: String) throws {
        let error = try #require(throws: TimeZoneDatabaseError.self) { try TimeZoneDatabase().zone(name) }
        #expect(error.code == .invalidName)
    }

    @Test(
        "an error tells what was wrong with which zone",
        arguments: [
            ("Europe/Atlantis", .notFound), ("UTC/Paris", .notFound), ("Europe", .malformed),
            ("leapseconds", .malformed),
        ] as [(String, TimeZoneDatabaseError.Code)]
    )
    func errors(name: String, code: TimeZoneDatabaseError.Code) throws {
        let error = try #require(throws: TimeZoneDatabaseError.self) { try TimeZoneDatabase().zone(name) }
        #expect(error.code == code)
        #expect(error.zone == name)
    }

    @Test("links and aliases are zones under their own names")
    func aliases() throws {
        let database = TimeZoneDatabase()
        let alias = try database.zone("Japan")
        #expect(alias.name == "Japan")
        #expect(alias.offset(atUTC: 0) == (try database.zone("Asia/Tokyo")).offset(atUTC: 0))
    }

    @Test("the names are all that the tz database lists for this system")
    func names() throws {
        let database = TimeZoneDatabase()
        // Z Europe/Paris …, L Europe/Paris Europe/Monaco
        let source = try #require(fopen(database.directory + "/tzdata.zi", "r"))
        defer { fclose(source) }
        var line = [CChar](repeating: 0, count: 4096)
        var listed: Set<String> = []
        while fgets(&line, Int32(line.count), source) != nil {
            let bytes = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
            let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
            if words.first == "Z" { listed.insert(String(words[1])) }
            if words.first == "L" { listed.insert(String(words[2])) }
        }
        let names = database.names()
        #expect(names.count > 500)
        #expect(names == names.sorted())
        #expect(Set(names) == listed)
        for name in names { #expect(try database.zone(name).name == name) }
    }

    /// Until 2024: these files end when the next leap second is not yet decided.
    @Test("a zone that counts leap seconds changes its clocks when the other of its name does")
    func right() throws {
        let database = TimeZoneDatabase()
        for name in database.names() {
            guard let right = try? database.zone("right/" + name) else { continue }
            let span = Int64.min..<seconds("2024-01-01T00:00:00")
            #expect(right.transitions(in: span) == (try database.zone(name)).transitions(in: span), "\(name)")
        }
    }

    @Test("the version is in tzdata.zi, in +VERSION, or unknown")
    func version() throws {
        let directory = try TemporaryDirectory()
        let database = TimeZoneDatabase(directory: directory.path)
        #expect(database.version == nil)
        for (text, file, expected) in [
            ("2024b\n", "+VERSION", "2024b"), ("no version here", "tzdata.zi", "2024b"),
            ("# version 2025a\n", "tzdata.zi", "2025a"),
        ] {
            try directory.write(Array(text.utf8), to: file)
            #expect(database.refresh())
            #expect(database.version == expected)
        }
    }

    @Test("a file too large and a FIFO are refused")
    func bounds() throws {
        let directory = try TemporaryDirectory()
        let database = TimeZoneDatabase(directory: directory.path)
        try directory.write(TZifFile().bytes + [UInt8](repeating: 0, count: 256 * 1024), to: "Large")
        try #require(mkfifo(directory.path + "/Fifo", 0o600) == 0)
        for name in ["Large", "Fifo"] {
            let error = try #require(throws: TimeZoneDatabaseError.self) { try database.zone(name) }
            #expect(error.code == .malformed)
        }
        #expect(database.names() == [])
    }
}
