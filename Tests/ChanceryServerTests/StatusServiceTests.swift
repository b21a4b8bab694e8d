import Chancery
import ChanceryServer
import EventLog
import Logging
import ServiceLifecycle
import Synchronization
import Systemd
import TestSupport
import Testing
import TimeZoneDatabase

@Suite("Status service", .timeLimit(.minutes(1)))
struct StatusServiceTests {
    @Test("the watchdog hears of the daemon only while every part of it does something")
    func signsOfLife() async throws {
        let directory = try TemporaryDirectory()
        let manager = try ServiceManager()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let zones = TimeZoneDatabase()
        let store = try CalendarStore(
            directory: "\(directory.path)/log", zones: zones, logger: logger, now: { Timestamp(milliseconds: 0) })
        let policy = ReminderPolicy(entries: [], zone: "UTC", zones: zones)
        let reminders = ReminderService(
            store: store, settings: Settings(Configuration(), policy: policy),
            journal: SilentJournal(), timer: try SystemTimer(), logger: logger, now: { 0 })
        let isStuck = Atomic(false)
        let asked = Atomic(0)
        let status = StatusService(
            store: store, reminders: reminders, notifier: Notifier(socketAddress: manager.address),
            watchdog: .milliseconds(10),
            signsOfLife: [
                { await store.answer() }, { await reminders.answer() },
                {
                    asked.add(1, ordering: .relaxed)
                    while isStuck.load(ordering: .relaxed) { await Task.yield() }
                },
            ])
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [store, reminders, status], logger: logger))
        try await withThrowingDiscardingTaskGroup { tasks in
            tasks.addTask { try await group.run() }

            func hear(_ message: String) async throws {
                while manager.receive() != message { try await Task.sleep(for: .milliseconds(1)) }
            }
            try await hear("READY=1\nSTATUS=Position 0, 0 events")
            try await hear("WATCHDOG=1")
            isStuck.store(true, ordering: .relaxed)
            let before = asked.load(ordering: .relaxed)
            while asked.load(ordering: .relaxed) == before { try await Task.sleep(for: .milliseconds(1)) }
            while !manager.receive().isEmpty {}
            try await Task.sleep(for: .milliseconds(200))
            #expect(manager.receive().isEmpty)
            isStuck.store(false, ordering: .relaxed)
            try await hear("WATCHDOG=1")
            await group.triggerGracefulShutdown()
            try await hear("STOPPING=1")
        }
    }
}

private struct SilentJournal: ReminderJournal {
    func tell(_ reminder: ReminderMessage) {}
    func wasTold(_ id: String) -> Bool { false }
}
