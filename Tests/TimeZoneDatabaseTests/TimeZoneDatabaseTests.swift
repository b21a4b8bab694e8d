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

    @Test("a zone is read once, and read anew after reloading")
    func reload() throws {
        try withDirectory { directory in
            try write(TZifFile(types: [(3600, false, "OLD")]).bytes, to: directory + "/Test")
            try write(Array("# version 2025a\n".utf8), to: directory + "/tzdata.zi")
            let database = TimeZoneDatabase(directory: directory)
            #expect(database.version == "2025a")
            #expect(try database.zone("Test").seconds(atUTC: 0) == 3600)

            try write(TZifFile(types: [(7200, false, "NEW")]).bytes, to: directory + "/Test")
            try write(Array("# version 2025b\n".utf8), to: directory + "/tzdata.zi")
            #expect(database.version == "2025a")
            #expect(try database.zone("Test") === database.zone("Test"))
            #expect(try database.zone("Test").seconds(atUTC: 0) == 3600)
            #expect(database.reloaded().version == "2025b")
            #expect(try database.reloaded().zone("Test").seconds(atUTC: 0) == 7200)
        }
    }

    @Test("the version is in tzdata.zi, in +VERSION, or unknown")
    func version() throws {
        try withDirectory { directory in
            #expect(TimeZoneDatabase(directory: directory).version == nil)
            try write(Array("2024b\n".utf8), to: directory + "/+VERSION")
            #expect(TimeZoneDatabase(directory: directory).version == "2024b")
            try write(Array("no version here".utf8), to: directory + "/tzdata.zi")
            #expect(TimeZoneDatabase(directory: directory).version == "2024b")
        }
    }

    @Test("a file too large and a FIFO are refused")
    func bounds() throws {
        try withDirectory { directory in
            let database = TimeZoneDatabase(directory: directory)
            try write(TZifFile().bytes + [UInt8](repeating: 0, count: 256 * 1024), to: directory + "/Large")
            try #require(mkfifo(directory + "/Fifo", 0o600) == 0)
            for name in ["Large", "Fifo"] {
                let error = try #require(throws: TimeZoneDatabaseError.self) { try database.zone(name) }
                #expect(error.code == .malformed)
            }
        }
    }
}

/// A directory for the length of `body`.
private func withDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/zoneinfo-XXXXXX\0".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
        for name in ["Test", "tzdata.zi", "+VERSION", "Large", "Fifo"] {
            unlink(path + "/" + name)
        }
        rmdir(path)
    }
    try body(path)
}

private func write(_ bytes: [UInt8], to path: String) throws {
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
}
