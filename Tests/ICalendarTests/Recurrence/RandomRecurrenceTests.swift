import ICalendar
import TestSupport
import Testing
import TimeZoneDatabase

@Suite("Recurrences made by chance")
struct RandomRecurrenceTests {
    @Test("have the same occurrences in order when asked in pieces, and their rules read the same after being written")
    func pieces() throws {
        let zones = TimeZoneDatabase()
        for seed: UInt64 in 1...1500 {
            let random = try RandomRecurrence(seed: seed, zones: zones)
            let (recurrence, zone) = (random.recurrence, random.zone)
            let rule = try #require(recurrence.rule)
            #expect(try RecurrenceRule(rule.description) == rule)
            let all = Array(recurrence.occurrences(in: recurrence.start..<random.horizon, zone: zone).prefix(40))
            #expect(zip(all, all.dropFirst()).allSatisfy { $0 < $1 }, "seed \(seed)")
            for piece in stride(from: 1, to: all.count, by: 7) {
                let from = recurrence.occurrences(from: all[piece], in: zone).prefix(all.count - piece)
                #expect(Array(from) == Array(all[piece...]), "seed \(seed)")
            }
        }
    }
}
