import Glibc
import ICalendar
import TestSupport
import Testing
import TimeZoneDatabase

@Suite("Rules made by chance")
struct RandomRuleTests {
    private let utc = FixedOffset(seconds: 0)

    private func rules(_ count: Int, seed: UInt64) -> [RandomRule] {
        var random = SplitMix64(seed: seed)
        return (0..<count).compactMap { _ in RandomRule(using: &random) }
    }

    @Test("have the same occurrences in order when asked in pieces, and read the same after being written")
    func pieces() throws {
        for rule in rules(1500, seed: 1) {
            let parsed = try RecurrenceRule(rule.text)
            #expect(try RecurrenceRule(parsed.description) == parsed)
            let recurrence = Recurrence(start: rule.start, isAllDay: rule.isAllDay, rule: parsed)
            let all = Array(recurrence.occurrences(in: rule.start..<rule.horizon, zone: utc).prefix(40))
            #expect(zip(all, all.dropFirst()).allSatisfy { $0 < $1 }, "\(rule.start) \(rule.text)")
            for piece in stride(from: 1, to: all.count, by: 7) {
                let from = recurrence.occurrences(from: all[piece], in: utc).prefix(all.count - piece)
                #expect(Array(from) == Array(all[piece...]), "\(rule.start) \(rule.text)")
            }
        }
    }

    /// Writes what Tests/Oracles/recurrence.py judges: RECURRENCE_CASES names the file, RECURRENCE_SEED the rules.
    @Test(
        "are written with their occurrences for other implementations to judge",
        .enabled(if: getenv("RECURRENCE_CASES") != nil))
    func cases() throws {
        let path = String(cString: try #require(getenv("RECURRENCE_CASES")))
        let seed = getenv("RECURRENCE_SEED").flatMap { UInt64(String(cString: $0)) } ?? 1
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        for rule in rules(20_000, seed: seed) {
            let recurrence = Recurrence(start: rule.start, isAllDay: rule.isAllDay, rule: try RecurrenceRule(rule.text))
            let occurrences = recurrence.occurrences(in: rule.start..<rule.horizon, zone: utc).prefix(40)
            let list = occurrences.map { "\"\($0)\"" }.joined(separator: ",")
            fputs(
                """
                {"allDay":\(rule.isAllDay),"horizon":"\(rule.horizon)","limit":40,"occurrences":[\(list)],\
                "rule":"\(rule.text)","start":"\(rule.start)"}

                """, file)
        }
    }
}
