import CanonicalJSON
import Chancery
import ChanceryServer
import EventLog
import Logging
import ServiceLifecycle
import TestSupport
import Testing
import TimeZoneDatabase

@Suite("Calendar store", .timeLimit(.minutes(1)))
struct CalendarStoreTests {
    private let directory: TemporaryDirectory
    private let store: CalendarStore
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() throws {
        directory = try TemporaryDirectory()
        store = try Self.open(directory)
    }

    private static func open(_ directory: TemporaryDirectory) throws -> CalendarStore {
        try CalendarStore(
            directory: directory.path + "/log", zones: TimeZoneDatabase(), logger: quiet,
            now: { Timestamp(milliseconds: 1_738_000_000_000) })
    }

    private func run<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [store], logger: Self.quiet))
        return try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try result.get()
        }
    }

    private static func meeting(_ uid: String, title: String = "A meeting") -> JSONValue {
        [
            "event": .string(uid), "type": "scheduled", "title": .string(title), "kind": "meeting",
            "when": ["date": "2025-01-27"],
        ]
    }

    @Test("what is appended at once gets positions of its own, and all of it is there after a restart")
    func concurrent() async throws {
        let heads = try await run {
            try await withThrowingTaskGroup { tasks in
                for index in 0..<200 {
                    tasks.addTask { try await store.append([Self.meeting("event-\(index)")], author: .daemon) }
                }
                return try await tasks.reduce(into: [Head]()) { $0.append($1) }
            }
        }
        #expect(heads.map(\.position).sorted() == Array(1...200))
        #expect(store.publication.current.calendar.count == 200)
        let head = try store.log.verify()
        #expect(head == store.publication.current.head)
    }

    @Test("the same id with the same changes answers the first position, also while that is being written")
    func sameID() async throws {
        let heads = try await run {
            try await withThrowingTaskGroup { tasks in
                for _ in 0..<10 {
                    tasks.addTask { try await store.append([Self.meeting("a")], author: .daemon, id: "once") }
                }
                return try await tasks.reduce(into: Set<Head>()) { $0.insert($1) }
            }
        }
        #expect(heads.map(\.position) == [1])
        #expect(store.log.head.position == 1)
    }

    @Test("the same id with other changes is refused, and so is a position that was not expected")
    func conflicts() async throws {
        try await run {
            _ = try await store.append(
                [Self.meeting("a")], author: .daemon, id: "once", expecting: Expectation(position: 0))
            await #expect { try await store.append([Self.meeting("b")], author: .daemon, id: "once") } throws: {
                error in
                guard case AppendError.idConflict(id: "once", position: 1) = error else { return false }
                return true
            }
            await #expect {
                try await store.append([Self.meeting("b")], author: .daemon, expecting: Expectation(position: 0))
            } throws: { error in
                guard case AppendError.positionConflict(expected: 0, actual: 1) = error else { return false }
                return true
            }
        }
        #expect(store.log.head.position == 1)
    }

    @Test("nothing is taken after the store has stopped")
    func stopped() async throws {
        try await run {}
        await #expect { try await store.append([Self.meeting("a")], author: .daemon) } throws: { error in
            guard case AppendError.stopping = error else { return false }
            return true
        }
    }

    @Test("the past can be asked for by position, and as it was known")
    func past() async throws {
        try await run {
            _ = try await store.append([Self.meeting("a", title: "First")], author: .daemon)
            _ = try await store.append(
                [["event": "a", "type": "revised", "announced": "2024-12-01", "set": ["title": "Second"]]],
                author: .daemon)
        }
        let past = PastCalendars(store.log)
        #expect(try await past.calendar(asOf: 0).count == 0)
        #expect(try await past.calendar(asOf: 1)["a"]?.event.title == .plain("First"))
        #expect(try await past.calendar(asOf: 99)["a"]?.event.title == .plain("Second"))
        let known = try await past.calendar(knownAt: Timestamp(milliseconds: 1_738_000_000_000))
        #expect(known.calendar["a"]?.event.title == .plain("First"))
        #expect(known.leftOut.map(\.position) == [2], "revised before it was scheduled")
    }
}
