import CanonicalJSON
import Chancery
import Foundation
import ICalendar
import TestSupport
import Testing

/// A simulated clock drives the schedule through two years of a calendar made by chance, with restarts, downtime, steps
/// of the clock, crashes between the journal and the log, and changes: all that is told, and when, is as an independent
/// list has it.
///
/// `CHANCERY_SIMULATION_EVENTS` is how many events there are (2,000 take some 15 seconds in a debug build),
/// `CHANCERY_SIMULATION_SEED` the seed.
@Suite struct ReminderSimulationTests {
    private static let environment = ProcessInfo.processInfo.environment

    @Test("through two years of restarts, steps and changes everything that must be told is told once, when it must be")
    func twoYears() throws {
        let count = Self.environment["CHANCERY_SIMULATION_EVENTS"].flatMap(Int.init) ?? 2_000
        let seed = Self.environment["CHANCERY_SIMULATION_SEED"].flatMap(UInt64.init) ?? 1
        let calendar = try GeneratedCalendar(seed: seed, events: count, zones: Ledger.zones)
        let expected = Set(ExpectedReminders(calendar).all)
        var simulation = Simulation(calendar, seed: seed)
        try simulation.run()
        let told = Set(simulation.told)
        let (lost, strange) = (expected.subtracting(told).sorted(), told.subtracting(expected).sorted())
        #expect(lost.isEmpty, "seed \(seed): \(lost.count) are not told: \(lost.prefix(5))")
        #expect(strange.isEmpty, "seed \(seed): \(strange.count) are told that must not be: \(strange.prefix(5))")
        let twice = Dictionary(grouping: simulation.told, by: \.self).filter { $1.count > 1 }.keys.sorted()
        #expect(twice.isEmpty, "seed \(seed): \(twice.count) are told twice: \(twice.prefix(5))")
        #expect(simulation.journal.count == Set(simulation.journal).count, "seed \(seed): the journal has an id twice")
        let results = Dictionary(grouping: told, by: \.result).mapValues(\.count).sorted { $0.key < $1.key }
        print("seed \(seed): \(count) events, \(results.map { "\($0.value) \($0.key)" }.joined(separator: ", "))")
    }

    private struct Simulation {
        private let calendar: GeneratedCalendar
        private var random: SplitMix64
        private var ledger = Ledger()
        private var schedule: ReminderSchedule
        private let policy: ReminderPolicy
        private(set) var told: [ExpectedReminders.Told] = []
        /// The ids that the journal has.
        private(set) var journal: [String] = []
        private var known: Set<String> = []
        /// When the last entry was recorded.
        private var recorded = GeneratedCalendar.start

        init(_ calendar: GeneratedCalendar, seed: UInt64) {
            func rules(_ rules: [ModelEvent.Rule]) -> [ReminderRule] {
                rules.compactMap { ReminderRule(before: $0.before, at: $0.time) }
            }
            self.calendar = calendar
            random = SplitMix64(seed: ~seed)
            policy = ReminderPolicy(
                entries: [
                    .init(statuses: [.tentative], reminders: []),
                    .init(classifications: [.confidential], reminders: rules(GeneratedCalendar.confidential)),
                    .init(kinds: ["summit"], reminders: rules(GeneratedCalendar.summit)),
                    .init(kinds: ["visit"], reminders: rules(GeneratedCalendar.visit)),
                    .init(reminders: rules(GeneratedCalendar.other)),
                ], zone: GeneratedCalendar.zone, zones: Ledger.zones)
            schedule = ReminderSchedule(ledger.calendar, policy: policy, now: GeneratedCalendar.start)
        }

        mutating func run() throws {
            let changes = calendar.events.joined().sorted { ($0.phase, $0.time) < ($1.phase, $1.time) }
            var index = 0
            for (number, phase) in calendar.phases.enumerated() {
                var now = phase.start
                let isBack = number > 0 && calendar.phases[number - 1].end > phase.start
                if phase.isRestart || isBack { restart(now) }
                try look(now)
                while true {
                    let next = schedule.next ?? .max
                    let change =
                        changes.indices.contains(index) && changes[index].phase == number ? changes[index] : nil
                    guard min(next, change?.time ?? .max) <= phase.end else { break }
                    if let change, change.time < next {
                        (now, index) = (change.time, index + 1)
                        try append([JSONValue(parsing: change.change.utf8)], now)
                        update([change.event.uid], now)
                    } else {
                        guard next > now else { throw Stuck(time: ModelEvent.clock(now)) }
                        now = next
                    }
                    try look(now)
                }
                // What is recorded after the clock is put back has no earlier time than this.
                try append([JSONValue(parsing: GeneratedCalendar.note(number).utf8)], phase.end)
            }
        }

        /// Records an entry, as the store does: a log does not go back when the clock is put back.
        private mutating func append(_ changes: [JSONValue], _ now: Int64, isOwn: Bool = false) throws {
            recorded = max(recorded, now)
            try ledger.append(changes, at: ModelEvent.clock(recorded), isOwn: isOwn)
        }

        private struct Stuck: Error { let time: String }

        private mutating func restart(_ now: Int64) {
            schedule = ReminderSchedule(ledger.calendar, policy: policy, now: now)
        }

        private mutating func update(_ uids: Set<String>, _ now: Int64) {
            for uid in uids {
                if let record = ledger.calendar[uid] { schedule.update(record, in: ledger.calendar, now: now) }
            }
        }

        /// Tells and records what is due: the journal first, then the log. At times it dies between the two.
        private mutating func look(_ now: Int64) throws {
            while true {
                let due = schedule.due(in: ledger.calendar, now: now)
                let time = ModelEvent.clock(now)
                var entries: [(id: String, changes: [JSONValue], told: [ExpectedReminders.Told])] = []
                func note(_ id: String, _ result: String) -> ExpectedReminders.Told {
                    .init(time: now, id: id, result: result)
                }
                if let missed = due.missed {
                    let told = missed.reminders.map { note($0.id, "missed") }
                    entries.append((missed.id, missed.changes(at: time), told))
                }
                for notice in due.notices {
                    let id = "\(notice.event.uid)/\(notice.kind.name)/\(notice.was)"
                    entries.append((notice.id, notice.changes(at: time), [note(id, "notice")]))
                }
                for reminder in due.reminders {
                    let isLate = reminder.isLate(at: now)
                    let told =
                        [note(reminder.id, isLate ? "late" : "delivered")]
                        + reminder.superseded.map { note($0, "superseded") }
                    entries.append((reminder.id, reminder.changes(at: time, isLate: isLate), told))
                }
                if entries.isEmpty { return }
                let crash =
                    Int.random(in: 0..<100, using: &random) == 0
                    ? Int.random(in: 0..<entries.count, using: &random) : nil
                for (index, entry) in entries.enumerated() {
                    // The journal is asked whether it has the id before it is told.
                    if known.insert(entry.id).inserted { journal.append(entry.id) }
                    if index == crash { break }
                    try append(entry.changes, now, isOwn: true)
                    told += entry.told
                }
                if crash != nil {
                    restart(now)
                } else {
                    update(Set(entries.flatMap { $0.changes.compactMap { $0["event"]?.stringValue } }), now)
                }
            }
        }
    }
}
