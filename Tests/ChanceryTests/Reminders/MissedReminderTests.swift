import Chancery
import Foundation
import TestSupport
import Testing
import TimeZoneDatabase

@Suite struct MissedReminderTests {
    private static let twice = #","reminders":[{"before":"P7D"},{"before":"P1D"}]"#

    @Test("what was missed while nobody looked comes in one batch, once, and what is late is told beside it")
    func summary() throws {
        var desk = Desk()
        for (uid, day) in [("a", "04-05"), ("b", "04-06"), ("c", "04-20")] {
            try desk.append(
                scheduled(uid, when: #"{"date":"2025-\#(day)"}"#, Self.twice), to: uid, at: "2025-01-01T00:00")
        }
        var later = desk.restarted(at: "2025-04-15T00:00")
        let due = try later.tell("2025-04-15T00:00")
        #expect(
            due.missed?.reminders.map(\.id)
                == ["a/2025-04-05/P7D", "b/2025-04-06/P7D", "a/2025-04-05/P1D", "b/2025-04-06/P1D"])
        #expect(due.missed?.id == "missed/0")
        #expect(due.reminders.map(\.id) == ["c/2025-04-20/P7D"])
        #expect(later.ledger.calendar["a"]?.reminded.outcomes.values.map(\.result) == [.missed, .missed])
        var again = later.restarted(at: "2025-04-16T00:00")
        #expect(again.all("2025-04-16T00:00").isEmpty)
        #expect(try later.ledger.replayed()["a"] == later.ledger.calendar["a"], "a log with them reads the same")
    }

    @Test("what was missed is bounded: the last thousand, and how many there were")
    func boundedSummary() throws {
        var desk = Desk()
        for index in 0..<12 {
            try desk.append(
                scheduled(
                    "e\(index)", when: #"{"date":"2025-01-02","repeat":"FREQ=DAILY;COUNT=100"}"#,
                    #","reminders":[{"before":"P1D"}]"#), to: "e\(index)", at: "2025-01-01T00:00")
        }
        let missed = try desk.tell("2025-08-01T00:00").missed
        #expect(missed?.count == 1_200)
        #expect(missed?.reminders.count == 1_000)
        #expect(missed?.reminders.last.map { utc($0.due) } == "2025-04-10T09:00")
        #expect(desk.all("2025-08-01T00:00:01").isEmpty, "and the others are not asked for again")
    }

    @Test(
        "a change of a zone's rules neither loses a reminder nor tells it twice",
        arguments: [("2025-06-10T06:30", 1), ("2025-06-10T09:30", 0)])
    func changedRules(recorded: String, count: Int) throws {
        // The same wall clock, by other rules: as if Paris had gone to the time of Samara overnight.
        let former = ReminderPolicy(entries: [], zone: "Europe/Paris", zones: Ledger.zones)
        var changed = ReminderPolicy(entries: [], zone: "Europe/Samara", zones: Ledger.zones)
        var ledger = Ledger()
        try ledger.append(
            scheduled("a", when: #"{"date":"2025-06-11"}"#, #","reminders":[{"before":"P1D"}]"#), at: recorded)
        let now = seconds("2025-06-10T09:45")
        // By the new rules the moment was at 05:00, by the former at 07:00.
        var schedule = ReminderSchedule(ledger.calendar, policy: former, now: seconds(recorded))
        #expect(schedule.due(in: ledger.calendar, now: now).reminders.count == count)
        schedule = ReminderSchedule(ledger.calendar, policy: changed, now: now)
        #expect(schedule.due(in: ledger.calendar, now: now).reminders.isEmpty, "moved by more than an hour")
        changed.formerZones = try ZonesOfSamara.asInParis()
        schedule = ReminderSchedule(ledger.calendar, policy: changed, now: now)
        #expect(
            schedule.due(in: ledger.calendar, now: now).reminders.map(\.id) == (count == 1 ? ["a/2025-06-11/P1D"] : []))
    }

    @Test("what would have been told of a tentative event is owed to nobody once it is confirmed")
    func confirmed() throws {
        var ledger = Ledger()
        let rules = ["P7D", "P1D"].compactMap { ReminderRule(before: $0, at: nil) }
        let policy = ReminderPolicy(
            entries: [.init(statuses: [.tentative], reminders: []), .init(reminders: rules)], zone: "UTC",
            zones: Ledger.zones)
        try ledger.append(scheduled("a", #","status":"tentative""#), at: "2025-01-01T00:00")
        var schedule = ReminderSchedule(ledger.calendar, policy: policy, now: seconds("2025-01-01T00:00"))
        #expect(schedule.next == nil)
        try ledger.append(change("a", "revised", #","set":{"status":"confirmed"}"#), at: "2025-04-10T00:00")
        let record = try #require(ledger.calendar["a"])
        schedule.update(record, in: ledger.calendar, now: seconds("2025-04-10T00:00"))
        #expect(schedule.due(in: ledger.calendar, now: seconds("2025-04-10T00:00")).isEmpty)
        #expect(utc(schedule.next) == "2025-04-13T09:00")
    }

    @Test("a new entry of the policy tells nothing of what had passed when it came")
    func newPolicy() throws {
        var ledger = Ledger()
        try ledger.append(scheduled("a"), at: "2025-01-01T00:00")
        let policy = ReminderPolicy(
            entries: [.init(reminders: rules("P7D", "P1D"))],
            former: [.init(entries: [], until: seconds("2025-04-10T00:00"))], zone: "UTC", zones: Ledger.zones)
        var schedule = ReminderSchedule(ledger.calendar, policy: policy, now: seconds("2025-04-10T00:00"))
        #expect(schedule.due(in: ledger.calendar, now: seconds("2025-04-10T00:00")).isEmpty)
        #expect(utc(schedule.next) == "2025-04-13T09:00")
    }

    private func rules(_ before: String...) -> [ReminderRule] {
        before.compactMap { ReminderRule(before: $0, at: nil) }
    }

    @Test(
        "a reminder is owed by the policy of its moment: what was changed while nobody looked loses nothing that stays",
        arguments: [
            // The policy before the change, when it was changed, and what is told at noon of the 8th. P7D is due on the
            // 7th at 09:00.
            (["P7D", "P1D"], "2025-04-08T10:00", ["P7D"]), (["P7D"], "2025-04-08T10:00", ["P7D"]),
            (["P1D"], "2025-04-08T10:00", []), ([], "2025-04-08T10:00", []), (["P1D"], "2025-04-07T09:59", ["P7D"]),
            (["P1D"], "2025-04-07T10:01", []), ([], "2025-04-06T00:00", ["P7D"]),
        ])
    func policyOfTheMoment(before: [String], changed: String, told: [String]) throws {
        var ledger = Ledger()
        try ledger.append(scheduled("a", kind: "summit"), at: "2025-01-01T00:00")
        try ledger.append(
            scheduled("b", kind: "summit", #","reminders":[{"before":"P7D"}]"#), at: "2025-01-01T00:00")
        let former = ReminderPolicy.Entry(reminders: before.compactMap { ReminderRule(before: $0, at: nil) })
        let policy = ReminderPolicy(
            entries: [.init(kinds: ["summit"], reminders: rules("P7D", "P1D"))],
            former: [
                .init(entries: [], until: seconds("2025-02-01T00:00")),
                .init(entries: [former], until: seconds(changed)),
            ], zone: "UTC", zones: Ledger.zones)
        let now = seconds("2025-04-08T12:00")
        var schedule = ReminderSchedule(ledger.calendar, policy: policy, now: now)
        let due = schedule.due(in: ledger.calendar, now: now).reminders
        #expect(due.filter { $0.event.uid == "a" }.map(\.rule.before) == told)
        #expect(due.contains { $0.event.uid == "b" }, "an event's own reminders do not depend on the policy")
    }

    @Test("a change of the policy that a wrong clock put into the future keeps nothing back once the clock is right")
    func clockWasAhead() throws {
        var ledger = Ledger()
        try ledger.append(scheduled("a"), at: "2025-01-01T00:00")
        var policy = ReminderPolicy(
            entries: [.init(reminders: rules("P1D"))],
            former: [.init(entries: [], until: seconds("2030-01-01T00:00"))], zone: "UTC", zones: Ledger.zones)
        policy.clockWasSet(to: seconds("2025-04-10T00:00"))
        var schedule = ReminderSchedule(ledger.calendar, policy: policy, now: seconds("2025-04-10T00:00"))
        #expect(schedule.due(in: ledger.calendar, now: seconds("2025-04-13T09:00")).reminders.count == 1)
    }
}

/// A zone database in which Samara has the clocks of Paris.
private enum ZonesOfSamara {
    static func asInParis() throws -> TimeZoneDatabase {
        let directory = try TemporaryDirectory()
        let source = ["/usr/share/zoneinfo/Europe/Paris"].first { FileManager.default.fileExists(atPath: $0) }
        let path = directory.path + "/Europe"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: source ?? "", toPath: path + "/Samara")
        let zones = TimeZoneDatabase(directory: directory.path)
        _ = try zones.zone("Europe/Samara")
        return zones
    }
}
