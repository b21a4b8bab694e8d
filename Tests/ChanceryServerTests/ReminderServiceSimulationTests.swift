import CanonicalJSON
import Chancery
import ChanceryServer
import EventLog
import Foundation
import Logging
import TestSupport
import Testing
import TimeZoneDatabase

/// A simulated clock drives the real service on a real log through two years of a calendar made by chance, with
/// restarts, downtime, steps of the clock, new rules of zones, a journal that fails, crashes between the journal and the
/// log, and changes: the log and the journal have what an independent list has, each once.
///
/// `CHANCERY_SIMULATION_EVENTS` is how many events there are (500 take some 20 seconds in a debug build; `make simulate`
/// has 2,000), `CHANCERY_SIMULATION_SEED` the seed.
@Suite("Reminder service in simulated time", .timeLimit(.minutes(10)))
struct ReminderServiceSimulationTests {
    private static let environment = ProcessInfo.processInfo.environment

    @Test("through two years everything that must be told is told once, when it must be")
    func twoYears() async throws {
        let count = Self.environment["CHANCERY_SIMULATION_EVENTS"].flatMap(Int.init) ?? 500
        let seed = Self.environment["CHANCERY_SIMULATION_SEED"].flatMap(UInt64.init) ?? 9
        let calendar = try GeneratedCalendar(seed: seed, events: count, zones: TimeZoneDatabase(), withLaws: true)
        let expected = ExpectedReminders(calendar).all
        let simulation = try ServiceSimulation(calendar, seed: seed)
        let told = try await simulation.run()

        let (lost, strange) = (Set(expected).subtracting(told).sorted(), Set(told).subtracting(expected).sorted())
        #expect(lost.count == 0, "seed \(seed): \(lost.count) are not told: \(lost.prefix(5))")
        #expect(strange.count == 0, "seed \(seed): \(strange.count) are told that must not be: \(strange.prefix(5))")
        #expect(told.count == Set(told).count, "seed \(seed): the log has an outcome twice")
        let journal = simulation.journal.told
        #expect(journal.count == Set(journal).count, "seed \(seed): the journal has an id twice")
        // The summaries of what was missed are in the journal alone.
        let inLog = told.count { $0.result != "missed" && $0.result != "superseded" }
        #expect(journal.count { !$0.hasPrefix("missed/") } == inLog, "seed \(seed): the log has not what was told")
        let results = Dictionary(grouping: told, by: \.result).mapValues(\.count).sorted { $0.key < $1.key }
        print(
            "seed \(seed): \(count) events, \(calendar.phases.count) runs of the clock, \(calendar.laws.count - 1) laws,",
            "\(simulation.lives) lives, \(simulation.journal.failed.count) failures,",
            results.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
    }
}
