import CanonicalJSON
import Chancery
import ChanceryServer
import EventLog
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing
import TimeZoneDatabase

@Suite("Reminder service", .timeLimit(.minutes(1)))
struct ReminderServiceTests {
    /// 2025-04-13T00:00:00Z, which is 09:00 in Osaka.
    private static let due: Int64 = 1_744_502_400

    private static let nationalDay: JSONValue = [
        "event": "national-day@chancery.example", "type": "scheduled",
        "title": "National Day of Turkmenistan at EXPO 2025",
        "kind": "national-day", "when": ["date": "2025-04-14"], "parties": ["TM", "JP"],
        "place": ["city": "Osaka", "country": "JP", "zone": "Asia/Tokyo"],
        "reminders": [["before": "P1D", "at": "09:00"]],
    ]

    @Test("a reminder is told once when it is due, in words that say what, when and where")
    func toldWhenDue() async throws {
        let desk = try Desk(now: Self.due - 3_600)
        try await desk.run { life in
            _ = try await life.store.append([Self.nationalDay], author: .daemon)
            await life.settle()
            #expect(desk.journal.told.isEmpty)
            desk.clock.set(Self.due)
            life.timer.wake()
            try await life.waitForPosition(2)
            life.timer.wake()
            await life.settle()
        }
        #expect(
            desk.journal.told.map(\.text) == [
                "Tomorrow: National Day of Turkmenistan at EXPO 2025 — Mon 14 April 2025, Osaka (TM, JP)"
            ])
        #expect(desk.journal.told.first?.isLate == false)
    }

    @Test("after a restart nothing is told again, whether or not the log had taken note")
    func notToldAgain() async throws {
        let desk = try Desk(now: Self.due - 3_600)
        try await desk.run { life in
            _ = try await life.store.append([Self.nationalDay], author: .daemon)
            desk.clock.set(Self.due)
            life.timer.wake()
            try await life.waitForPosition(2)
        }
        try await desk.run { life in await life.settle() }
        #expect(desk.journal.told.count == 1)

        // A run that told the journal and died before the log took note.
        let dead = try Desk(now: Self.due - 3_600)
        try await dead.run { life in _ = try await life.store.append([Self.nationalDay], author: .daemon) }
        dead.journal.remember("national-day@chancery.example/2025-04-14/P1D@09:00")
        dead.clock.set(Self.due + 5)
        try await dead.run { life in try await life.waitForPosition(2) }
        #expect(dead.journal.told.isEmpty)
    }

    @Test("what was due while the daemon was down is told late, once")
    func late() async throws {
        let desk = try Desk(now: Self.due - 3_600)
        try await desk.run { life in _ = try await life.store.append([Self.nationalDay], author: .daemon) }
        desk.clock.set(Self.due + 7_200)
        try await desk.run { life in try await life.waitForPosition(2) }
        #expect(desk.journal.told.map(\.isLate) == [true])
    }

    @Test("what was recorded while the clock was ahead by days is told when it is due by the clock that was put right")
    func clockWasAhead() async throws {
        let desk = try Desk(now: Self.due + 2 * 86_400)
        try await desk.run { life in
            _ = try await life.store.append([Self.nationalDay], author: .daemon)
            desk.clock.set(Self.due - 3_600)
            await life.settle()
            #expect(life.timer.armed == Self.due)
            desk.clock.set(Self.due)
            life.timer.wake()
            try await life.waitForPosition(2)
        }
        #expect(desk.journal.told.map(\.isLate) == [false])
    }

    @Test("a journal that fails is tried again later, and nothing is recorded meanwhile")
    func journalFails() async throws {
        let desk = try Desk(now: Self.due - 3_600)
        try await desk.run { life in
            _ = try await life.store.append([Self.nationalDay], author: .daemon)
            desk.journal.fails(true)
            desk.clock.set(Self.due)
            life.timer.wake()
            await life.settle()
            #expect(life.store.publication.current.head.position == 1)
            #expect(life.timer.armed == Self.due + 5)
            desk.journal.fails(false)
            desk.clock.set(Self.due + 5)
            life.timer.wake()
            try await life.waitForPosition(2)
        }
        #expect(desk.journal.told.count == 1)
    }

    @Test("however many reminders the journal does not take, a look leaves one line of it")
    func oneLineForAll() async throws {
        let desk = try Desk(now: Self.due)
        desk.journal.fails(true)
        try await desk.run { life in
            let event = Self.nationalDay.objectValue ?? JSONObject()
            let events = (0..<5).map { number -> JSONValue in
                var event = event
                event["event"] = .string("national-day-\(number)@chancery.example")
                return .object(event)
            }
            _ = try await life.store.append(events, author: .daemon)
            await life.settle()
            let (lines, looks) = (life.errors.count, life.timer.rounds)
            #expect(lines > 0)
            for _ in 0..<5 { await life.settle() }
            #expect(life.errors.count - lines <= life.timer.rounds - looks + 1)
            desk.journal.fails(false)
            life.timer.wake()
            try await life.waitForPosition(6)
        }
        #expect(desk.journal.told.count == 5)
    }

    @Test("a rescheduled event is reminded of at its new date, a cancelled one not at all")
    func movedAndCancelled() async throws {
        let desk = try Desk(now: Self.due - 3_600)
        try await desk.run { life in
            _ = try await life.store.append([Self.nationalDay], author: .daemon)
            await life.settle()
            #expect(life.timer.armed == Self.due)
            _ = try await life.store.append(
                [["event": "national-day@chancery.example", "type": "rescheduled", "when": ["date": "2025-04-16"]]],
                author: .daemon)
            await life.settle()
            #expect(life.timer.armed == Self.due + 2 * 86_400)
            _ = try await life.store.append(
                [["event": "national-day@chancery.example", "type": "cancelled"]], author: .daemon)
            await life.settle()
            #expect(life.timer.armed == nil)
        }
        #expect(desk.journal.told.isEmpty)
    }

    @Test("other rules of the configuration hold at once, and nothing is told twice for them")
    func newRules() async throws {
        let desk = try Desk(now: Self.due - 3_600)
        func policy(_ rules: String..., former: [ReminderPolicy.Former] = []) -> ReminderPolicy {
            let reminders = rules.compactMap { ReminderRule(before: $0, at: "09:00") }
            return ReminderPolicy(
                entries: [.init(reminders: reminders)], former: former, zone: "UTC", zones: desk.zones)
        }
        var event = Self.nationalDay.objectValue ?? JSONObject()
        event["reminders"] = nil
        try await desk.run { [event] life in
            func enact(_ policy: ReminderPolicy) async {
                life.settings.replace(Configuration(), policy: policy)
                life.service.settingsChanged()
                await life.settle()
            }
            _ = try await life.store.append([.object(event)], author: .daemon)
            await life.settle()
            #expect(life.timer.armed == nil)
            let none = ReminderPolicy.Former(entries: [], until: Self.due - 3_600)
            await enact(policy("P1D", former: [none]))
            #expect(life.timer.armed == Self.due)
            desk.clock.set(Self.due)
            life.timer.wake()
            try await life.waitForPosition(2)
            // An earlier one that was not asked for at its time stays untold, and so does what was told.
            let one = ReminderPolicy.Former(entries: policy("P1D").entries, until: Self.due + 1)
            desk.clock.set(Self.due + 1)
            await enact(policy("P1D", "P2D", former: [none, one]))
            await enact(policy("P0D", former: [none, one]))
            #expect(life.timer.armed == Self.due + 86_400)
            await enact(policy("P1D", former: [none, one]))
            #expect(life.timer.armed == nil)
        }
        #expect(desk.journal.told.map(\.id) == ["national-day@chancery.example/2025-04-14/P1D@09:00"])
    }

    @Test(
        "a rule that takes the place of another, and would have told earlier, tells at once what the other had to tell")
    func longerLead() async throws {
        let desk = try Desk(now: Self.due - 3 * 86_400)
        func entries(_ rules: String...) -> [ReminderPolicy.Entry] {
            [.init(reminders: rules.compactMap { ReminderRule(before: $0, at: "09:00") })]
        }
        var event = Self.nationalDay.objectValue ?? JSONObject()
        event["reminders"] = nil
        try await desk.run { [event] life in
            var former: [ReminderPolicy.Former] = []
            func enact(_ entries: [ReminderPolicy.Entry]) async {
                let policy = life.settings.current.policy
                former.append(.init(entries: policy.entries, until: desk.clock.now))
                life.settings.replace(
                    Configuration(),
                    policy: ReminderPolicy(entries: entries, former: former, zone: "UTC", zones: desk.zones))
                life.service.settingsChanged()
                await life.settle()
            }
            _ = try await life.store.append([.object(event)], author: .daemon)
            await enact(entries("P1D"))
            desk.clock.set(desk.clock.now + 3_600)
            // The first of them is still to come; then none is.
            await enact(entries("P2D", "P10D"))
            #expect(desk.journal.told.isEmpty)
            await enact(entries("P7D", "P10D"))
            try await life.waitForPosition(2)
            await enact(entries("P8D"))
            await enact(entries("P9D"))
        }
        #expect(desk.journal.told.map(\.id) == ["national-day@chancery.example/2025-04-14/P7D@09:00"])
    }

    @Test("a new time-zone law moves the moment at once")
    func newLaw() async throws {
        let directory = try TemporaryDirectory()
        try directory.write(TZifFile(types: [(3_600, false, "OLD")]).bytes, to: "Office")
        let desk = try Desk(now: Self.due - 7_200, zones: TimeZoneDatabase(directory: directory.path))
        let event: JSONValue = [
            "event": "visit@example", "type": "scheduled", "title": "Visit", "kind": "visit",
            "when": ["date": "2025-04-14"], "place": ["zone": "Office"],
            "reminders": [["before": "P1D", "at": "09:00"]],
        ]
        try await desk.run { life in
            _ = try await life.store.append([event], author: .daemon)
            await life.settle()
            #expect(life.timer.armed == Self.due + 8 * 3_600)
            try directory.write(TZifFile(types: [(32_400, false, "NEW")]).bytes, to: "Office")
            let former = desk.zones.snapshot()
            #expect(desk.zones.refresh())
            life.service.zonesChanged(from: former)
            await life.settle()
            #expect(life.timer.armed == Self.due)
        }
    }
}

/// What outlives a daemon, in the test's hands: its directory, the clock and the journal.
private struct Desk {
    let directory: TemporaryDirectory
    let clock: SetClock
    let zones: TimeZoneDatabase
    let journal = FakeJournal()

    init(now: Int64, zones: TimeZoneDatabase = TimeZoneDatabase()) throws {
        self.zones = zones
        directory = try TemporaryDirectory()
        clock = SetClock(now)
    }

    /// Runs a daemon's store and reminders for as long as the body takes: one life, on what the last one left.
    func run(_ body: (Life) async throws -> Void) async throws {
        let life = try Life(self)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [life.store, life.service], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            let result: Result<Void, any Error>
            do { result = .success(try await body(life)) } catch { result = .failure(error) }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }
}

/// One run of a daemon's store and reminders.
private struct Life {
    let timer = FakeTimer()
    let store: CalendarStore
    let settings: Settings
    let service: ReminderService
    let errors = ErrorCounter()

    init(_ desk: Desk) throws {
        let logger = Logger(label: "test") { [errors] _ in errors }
        let (zones, clock) = (desk.zones, desk.clock)
        store = try CalendarStore(
            directory: desk.directory.path + "/log", zones: zones, logger: logger,
            now: { Timestamp(milliseconds: clock.now * 1_000) })
        settings = Settings(Configuration(), policy: ReminderPolicy(entries: [], zone: "UTC", zones: zones))
        service = ReminderService(
            store: store, settings: settings,
            journal: desk.journal, timer: timer, logger: logger, now: { clock.now })
    }

    /// Waits until the log has a position.
    func waitForPosition(_ position: Int) async throws {
        for await published in store.publication.updates() where published.head.position >= position { return }
    }

    /// Waits until the service has taken in all that is published and set its timer.
    func settle() async {
        let before = timer.rounds
        while timer.rounds < before + 2 {
            timer.wake()
            await Task.yield()
        }
    }
}

/// Counts the errors that are logged.
private struct ErrorCounter: LogHandler {
    private final class Count: Sendable { let value = Atomic(0) }
    private let errors = Count()
    var count: Int { errors.value.load(ordering: .relaxed) }

    var logLevel = Logger.Level.error
    var metadata: Logger.Metadata = [:]
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }
    func log(event: LogEvent) { errors.value.add(1, ordering: .relaxed) }
}

private final class SetClock: Sendable {
    private let time: Mutex<Int64>
    init(_ now: Int64) { time = Mutex(now) }
    var now: Int64 { time.withLock { $0 } }
    func set(_ now: Int64) { time.withLock { $0 = now } }
}

private final class FakeTimer: ReminderTimer {
    let wakeUps: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let state = Mutex<(armed: Int64?, rounds: Int)>((nil, 0))

    init() { (wakeUps, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    /// The time that was set last, and how often one was.
    var armed: Int64? { state.withLock { $0.armed } }
    var rounds: Int { state.withLock { $0.rounds } }

    func arm(at time: Int64?) { state.withLock { $0 = (time, $0.rounds + 1) } }
    func wake() { continuation.yield() }
}

private final class FakeJournal: ReminderJournal {
    private struct Unreachable: Error {}

    private let state = Mutex<(told: [ReminderMessage], earlier: Set<String>, fails: Bool)>(([], [], false))

    var told: [ReminderMessage] { state.withLock { $0.told } }
    func fails(_ fails: Bool) { state.withLock { $0.fails = fails } }
    func remember(_ id: String) { state.withLock { _ = $0.earlier.insert(id) } }

    func tell(_ reminder: ReminderMessage) throws {
        try state.withLock { state in
            if state.fails { throw Unreachable() }
            state.told.append(reminder)
        }
    }

    func wasTold(_ id: String) throws -> Bool {
        state.withLock { state in state.earlier.contains(id) || state.told.contains { $0.id == id } }
    }
}
