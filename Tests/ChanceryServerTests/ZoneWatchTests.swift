import ChanceryServer
import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing
import TimeZoneDatabase

@Suite("Zone watch", .timeLimit(.minutes(1)))
struct ZoneWatchTests {
    static let old = TZifFile(types: [(3_600, false, "OLD")]).bytes
    static let new = TZifFile(types: [(7_200, false, "NEW")]).bytes

    @Test(
        "whatever way the files of a zone change, the database follows",
        arguments: ["written", "renamed", "new", "directory replaced", "in a new directory"]
    )
    func follows(way: String) async throws {
        let root = try TemporaryDirectory()
        try #require(mkdir(root.path + "/zones", 0o700) == 0 && mkdir(root.path + "/zones/Area", 0o700) == 0)
        try root.write(Self.old, to: "zones/Area/Place")
        try root.write(Self.old, to: "zones/Other")
        let zones = TimeZoneDatabase(directory: root.path + "/zones/")
        _ = try zones.zone("Area/Place")
        _ = try? zones.zone("New/Area/Place")

        try await run(zones) { changes in
            switch way {
            case "written": try root.write(Self.new, to: "zones/Area/Place")
            case "renamed":
                try root.write(Self.new, to: "zones/Area/Place.dpkg-new")
                try #require(rename(root.path + "/zones/Area/Place.dpkg-new", root.path + "/zones/Area/Place") == 0)
            case "new":
                unlink(root.path + "/zones/Area/Place")
                try #require(symlink("../Other", root.path + "/zones/Area/Place") == 0)
                try root.write(Self.new, to: "zones/Other")
            case "directory replaced":
                try #require(rename(root.path + "/zones", root.path + "/former") == 0)
                try #require(mkdir(root.path + "/zones", 0o700) == 0 && mkdir(root.path + "/zones/Area", 0o700) == 0)
                try root.write(Self.new, to: "zones/Area/Place")
            default:
                try #require(mkdir(root.path + "/zones/New", 0o700) == 0)
                try #require(mkdir(root.path + "/zones/New/Area", 0o700) == 0)
                try root.write(Self.new, to: "zones/New/Area/Place")
            }
            for await _ in changes { break }
        }
        let name = way == "in a new directory" ? "New/Area/Place" : "Area/Place"
        #expect(try zones.zone(name).seconds(atUTC: 0) == 7_200)
        #expect(zones.generation >= 1)
    }

    @Test("what changed before it began to watch is found, and what is no zone in use is nothing")
    func between() async throws {
        let root = try TemporaryDirectory()
        try root.write(Self.old, to: "Place")
        let zones = TimeZoneDatabase(directory: root.path)
        _ = try zones.zone("Place")
        try root.write(Self.new, to: "Place")
        try await run(zones) { changes in for await _ in changes { break } }
        #expect(try zones.zone("Place").seconds(atUTC: 0) == 7_200)

        try await run(zones) { _ in
            try root.write(Self.old, to: "Other")
            try await Task.sleep(for: .seconds(2))
        }
        #expect(zones.generation == 1)
    }

    @Test("where there is no directory, the daemon runs, and one that is made is found")
    func absent() async throws {
        let root = try TemporaryDirectory()
        let zones = TimeZoneDatabase(directory: root.path + "/zones")
        _ = try? zones.zone("Place")
        try await run(zones) { changes in
            try #require(mkdir(root.path + "/zones", 0o700) == 0)
            try root.write(Self.new, to: "zones/Place")
            for await _ in changes { break }
        }
        #expect(try zones.zone("Place").seconds(atUTC: 0) == 7_200)
    }

    /// Runs the watch for as long as the body takes, which is told of changes.
    private func run(_ zones: TimeZoneDatabase, _ body: (AsyncStream<Void>) async throws -> Void) async throws {
        let (changes, continuation) = AsyncStream.makeStream(of: Void.self)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let watch = ZoneWatch(zones: zones, logger: logger) { _ in continuation.yield() }
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [watch], logger: logger))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            let result: Result<Void, any Error>
            do { result = .success(try await body(changes)) } catch { result = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }
}
