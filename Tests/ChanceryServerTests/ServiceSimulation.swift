import CanonicalJSON
import Chancery
import ChanceryServer
import EventLog
import Foundation
import Logging
import ServiceLifecycle
import TestSupport
import TimeZoneDatabase

/// Drives the store and the reminders through a generated calendar: a daemon as it runs, stops and starts again on one
/// directory, with a clock, a journal and files of zones that are the test's.
final class ServiceSimulation {
    private struct Stuck: Error { let time: String }

    private let calendar: GeneratedCalendar
    private let changes: [GeneratedCalendar.Version]
    private let log: TemporaryDirectory
    private let zoneFiles: TemporaryDirectory
    private let clock = SimulatedClock(GeneratedCalendar.start)
    let journal: SimulatedJournal
    private(set) var lives = 0

    init(_ calendar: GeneratedCalendar, seed: UInt64) throws {
        self.calendar = calendar
        changes = calendar.events.joined().sorted { ($0.phase, $0.time) < ($1.phase, $1.time) }
        (log, zoneFiles) = (try TemporaryDirectory(), try TemporaryDirectory())
        journal = SimulatedJournal(clock, seed: ~seed)
        for folder in Set(GeneratedCalendar.zones.compactMap { $0.split(separator: "/").first }) {
            try FileManager.default.createDirectory(
                atPath: "\(zoneFiles.path)/\(folder)", withIntermediateDirectories: false)
        }
        for zone in GeneratedCalendar.zones { try enact(calendar.laws[0], in: zone) }
    }

    /// Replaces the file of a zone, in one go as a package manager does.
    private func enact(_ law: GeneratedCalendar.Law, in zone: String?) throws {
        guard let zone else { return }
        try zoneFiles.write(law.zones.file(zone).bytes, to: "new")
        guard rename("\(zoneFiles.path)/new", "\(zoneFiles.path)/\(zone)") == 0 else { throw Stuck(time: zone) }
    }

    // MARK: Time

    /// Lets the two years pass; answers what the log has it that became of reminders.
    func run() async throws -> [ExpectedReminders.Told] {
        var (index, law) = (0, 1)
        var life: Life?
        for (number, phase) in calendar.phases.enumerated() {
            func lawInPhase() -> GeneratedCalendar.Law? {
                calendar.laws.indices.contains(law) && calendar.laws[law].phase == number ? calendar.laws[law] : nil
            }
            if phase.isRestart {
                try await life?.end()
                life = nil
            }
            clock.set(phase.start)
            if let next = lawInPhase(), next.time == phase.start {
                try enact(next, in: next.zone)
                law += 1
            }
            var present = try life ?? begin()
            try await settle(&present)
            while true {
                let next = present.timer.armed ?? .max
                let change = changes.indices.contains(index) && changes[index].phase == number ? changes[index] : nil
                let legislation = lawInPhase()
                let event = min(change?.time ?? .max, legislation?.time ?? .max)
                guard min(next, event) <= phase.end else { break }
                guard next > clock.now else { throw Stuck(time: ModelEvent.clock(clock.now)) }
                clock.set(min(next, event))
                // Whether it is told before or after the event changes makes a difference.
                journal.mayFail = event > clock.now + 60
                if next <= event {
                    // Nothing but the timer.
                } else if let change, change.time == event {
                    let batch = changes[index...].prefix { $0.phase == number && $0.time == event }.prefix(100)
                    index += batch.count
                    try await present.append(batch.map(\.change))
                } else if let legislation {
                    law += 1
                    try enact(legislation, in: legislation.zone)
                    present.refreshZones()
                }
                try await settle(&present)
            }
            clock.set(phase.end)
            try await present.append([GeneratedCalendar.note(number)])
            try await settle(&present)
            life = present
        }
        try await life?.end()
        return try told()
    }

    private func begin() throws -> Life {
        lives += 1
        return try Life(log: log.path, zones: TimeZoneDatabase(directory: zoneFiles.path), clock, journal)
    }

    /// Waits until the service has done what there is to do. Where it dies meanwhile, another follows.
    private func settle(_ life: inout Life) async throws {
        await life.timer.settle()
        while journal.isDead {
            try await life.end()
            journal.isDead = false
            life = try begin()
            await life.timer.settle()
        }
    }

    // MARK: Results

    /// What the log has, in the words of the list.
    private func told() throws -> [ExpectedReminders.Told] {
        var entries: [(recorded: Int64, changes: [JSONValue])] = []
        let log = try EventLog(directory: log.path, now: Timestamp(milliseconds: clock.now * 1_000)) {
            (entry) throws(ReplayFailure) in
            let changes = (try? JSONValue(parsing: Array(entry.changes)))?.arrayValue ?? []
            entries.append((entry.recorded.milliseconds / 1_000, changes.filter { $0["type"] == "reminded" }))
        }
        try log.close()
        return entries.flatMap { entry in
            // The journal failed first; within half a minute it had it.
            let first = entry.changes.compactMap { journal.failed[$0["reminder"]?["id"]?.stringValue ?? ""] }.first
            return entry.changes.compactMap { change -> ExpectedReminders.Told? in
                guard let reminder = change["reminder"], let id = reminder["id"]?.stringValue else { return nil }
                let results = ["delivered", "missed", "superseded"]
                let result = results.first { reminder[$0] != nil } ?? "unknown"
                var time = seconds(reminder[result]?.stringValue ?? "")
                if let first, time - first <= 30 { time = first }
                if id.split(separator: "/").last?.first == "P" {
                    return .init(time: time, id: id, result: reminder["late"] == true ? "late" : result)
                }
                // A notice that another stands for is not told.
                guard let notice = journal.notices[id] else {
                    return result == "superseded" ? nil : .init(time: time, id: id, result: "unknown")
                }
                return .init(time: time, id: notice, result: "notice")
            }
        }
    }
}

/// One run of the daemon's store and reminders.
private final class Life {
    let timer: SimulatedTimer
    private let zones: TimeZoneDatabase
    private let store: CalendarStore
    private let service: ReminderService
    private let group: ServiceGroup
    private let task: Task<Void, any Error>

    init(log: String, zones: TimeZoneDatabase, _ clock: SimulatedClock, _ journal: SimulatedJournal) throws {
        func rules(_ rules: [ModelEvent.Rule]) -> [ReminderRule] {
            rules.compactMap { ReminderRule(before: $0.before, at: $0.time) }
        }
        let policy = ReminderPolicy(
            entries: [
                .init(statuses: [.tentative], reminders: []),
                .init(classifications: [.confidential], reminders: rules(GeneratedCalendar.confidential)),
                .init(kinds: ["summit"], reminders: rules(GeneratedCalendar.summit)),
                .init(kinds: ["visit"], reminders: rules(GeneratedCalendar.visit)),
                .init(reminders: rules(GeneratedCalendar.other)),
            ], zone: GeneratedCalendar.zone, zones: zones)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let timer = SimulatedTimer()
        store = try CalendarStore(
            directory: log, zones: zones, logger: logger, now: { Timestamp(milliseconds: clock.now * 1_000) })
        service = ReminderService(
            store: store, settings: Settings(Configuration(), policy: policy), journal: journal, timer: timer,
            logger: logger,
            now: {
                timer.lookBegins()
                return clock.now
            })
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [store, service], logger: logger))
        task = Task { try await group.run() }
        (self.timer, self.zones, self.group) = (timer, zones, group)
    }

    func append(_ changes: [String]) async throws {
        _ = try await store.append(changes.map { try JSONValue(parsing: $0.utf8) }, author: .daemon)
    }

    func refreshZones() {
        let former = zones.snapshot()
        zones.refresh()
        service.zonesChanged(from: former)
    }

    func end() async throws {
        await group.triggerGracefulShutdown()
        try await task.value
    }
}
