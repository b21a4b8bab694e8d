import Glibc
import TestSupport
import Testing
import TimeZoneDatabase

@Suite struct RefreshTests {
    let directory: TemporaryDirectory
    let database: TimeZoneDatabase

    static let old = TZifFile(types: [(3600, false, "OLD")]).bytes
    /// Of the same size.
    static let new = TZifFile(types: [(7200, false, "NEW")]).bytes

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write(Self.old, to: "Test")
        try directory.write(Array("# version 2025a\n".utf8), to: "tzdata.zi")
        database = TimeZoneDatabase(directory: directory.path)
    }

    private var seconds: Int { get throws { try database.zone("Test").seconds(atUTC: 0) } }

    @Test("while no file changes, a zone is read once")
    func unchanged() throws {
        let zone = try database.zone("Test")
        try directory.write(Self.new, to: "Other")
        #expect(!database.refresh())
        #expect(database.generation == 0)
        #expect(try database.zone("Test") === zone)
    }

    @Test("a zone that came after it was asked for is a change, also if it was found meanwhile")
    func cameMeanwhile() throws {
        #expect(throws: TimeZoneDatabaseError.self) { try database.zone("Late") }
        try directory.write(Self.new, to: "Late")
        #expect(try database.zone("Late").seconds(atUTC: 0) == 7200)
        #expect(database.refresh())
        #expect(!database.refresh())
    }

    @Test("what changed is read anew after a refresh, and not before, in all copies of the database")
    func changed() throws {
        #expect(try seconds == 3600)
        let copy = database
        try directory.write(Self.new, to: "Test")
        try directory.write(Array("# version 2025b\n".utf8), to: "tzdata.zi")
        #expect(try seconds == 3600)
        #expect(database.version == "2025a")
        #expect(copy.refresh())
        #expect(try seconds == 7200)
        #expect(database.version == "2025b")
        #expect(database.generation == 1)
        #expect(!database.refresh())
    }

    @Test(
        "every way to put another file in place is noticed",
        arguments: ["write", "rename", "link", "remove", "relink"]
    )
    func ways(way: String) throws {
        let path = directory.path + "/Test"
        try directory.write(Self.new, to: "Other")
        if way == "relink" {
            try directory.write(Self.old, to: "Former")
            unlink(path)
            try #require(symlink("Former", path) == 0)
        }
        #expect(try seconds == 3600)
        switch way {
        case "write": try directory.write(Self.new, to: "Test")
        case "rename": try #require(rename(directory.path + "/Other", path) == 0)
        case "remove": unlink(path)
        default:
            unlink(path)
            try #require((way == "link" ? link(directory.path + "/Other", path) : symlink("Other", path)) == 0)
        }
        #expect(database.refresh())
        if way == "remove" {
            #expect(throws: TimeZoneDatabaseError.self) { try seconds }
        } else {
            #expect(try seconds == 7200)
        }
    }

    @Test("a zone that was asked for in vain, or while its file was half written, is found later")
    func failures() throws {
        #expect(throws: TimeZoneDatabaseError.self) { try database.zone("Absent") }
        try directory.write(Self.new, to: "Absent")
        #expect(database.refresh())

        try directory.write(Array(Self.old.prefix(60)), to: "Partial")
        #expect(throws: TimeZoneDatabaseError.self) { try database.zone("Partial") }
        #expect(!database.refresh())
        try directory.write(Self.new, to: "Partial")
        #expect(database.refresh())
        #expect(try database.zone("Partial").seconds(atUTC: 0) == 7200)
    }

    @Test("names asked for in vain are kept in bounded number")
    func manyFailures() throws {
        for number in 0..<5_000 { #expect(throws: TimeZoneDatabaseError.self) { try database.zone("No\(number)") } }
        // The first are still remembered.
        try directory.write(Self.new, to: "No1")
        #expect(database.refresh())
    }

    @Test("a snapshot keeps what was read")
    func snapshot() throws {
        #expect(try seconds == 3600)
        let snapshot = database.snapshot()
        try directory.write(Self.new, to: "Test")
        #expect(database.refresh())
        #expect(try snapshot.zone("Test").seconds(atUTC: 0) == 3600)
        #expect((snapshot.generation, database.generation) == (0, 1))
        #expect(snapshot.refresh())
        #expect(try snapshot.zone("Test").seconds(atUTC: 0) == 7200)
        #expect((snapshot.generation, database.generation) == (1, 1))
    }

    @Test("many may ask and refresh at the same time")
    func concurrent() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    if number % 10 == 0 { try directory.write(number % 20 == 0 ? Self.new : Self.old, to: "Test") }
                    if number % 3 == 0 { database.refresh() }
                    // A file may be half written just now.
                    if let zone = try? database.zone("Test") { #expect([3600, 7200].contains(zone.seconds(atUTC: 0))) }
                }
            }
            try await group.waitForAll()
        }
    }
}
