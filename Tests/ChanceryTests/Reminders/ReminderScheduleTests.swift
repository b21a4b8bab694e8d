import Chancery
import Foundation
import TestSupport
import Testing
import TimeZoneDatabase

@Suite struct ReminderScheduleTests {
    private static let twice = #","reminders":[{"before":"P7D"},{"before":"P1D"}]"#

    @Test("each reminder is due at its moment and not before, one after the other, and never again once delivered")
    func oneAfterTheOther() throws {
        var desk = Desk()
        try desk.append(scheduled("a", Self.twice), at: "2025-01-01T00:00")
        #expect(desk.next("2025-01-01T00:00") == "2025-04-07T09:00")
        #expect(try desk.deliver("2025-04-07T08:59:59") == [])
        #expect(desk.next("2025-04-07T08:59:59") == "2025-04-07T09:00")
        #expect(try desk.deliver("2025-04-07T09:00") == ["a/2025-04-14/P7D"])
        #expect(try desk.deliver("2025-04-07T09:00") == [])
        #expect(desk.next("2025-04-07T09:00") == "2025-04-13T09:00")
        #expect(try desk.deliver("2025-04-13T10:00") == ["a/2025-04-14/P1D"])
        #expect(desk.next("2025-04-13T10:00") == nil)
        #expect(desk.restarted(at: "2025-04-13T11:00").ledger.calendar["a"]?.reminded.outcomes.count == 2)
        var again = desk.restarted(at: "2025-04-13T11:00")
        #expect(try again.deliver("2025-04-13T11:00") == [])
    }

    @Test("a reminder is due until the calendar has it as delivered")
    func untilDelivered() throws {
        var desk = Desk()
        try desk.append(scheduled("a", Self.twice), scheduled("b"), at: "2025-01-01T00:00")
        #expect(desk.due("2025-04-07T09:00").map(\.id) == ["a/2025-04-14/P7D"])
        #expect(desk.due("2025-04-07T09:30").map(\.id) == ["a/2025-04-14/P7D"])
        #expect(desk.next("2025-04-07T09:30") == "2025-04-07T09:00")
        #expect(try desk.deliver("2025-04-07T10:00") == ["a/2025-04-14/P7D"])
        #expect(desk.due("2025-04-07T10:00") == [])
    }

    @Test("two reminders of one lead time at different times of the day are both told")
    func sameLeadTime() throws {
        var desk = Desk()
        try desk.append(
            scheduled("a", #","reminders":[{"before":"P1D","at":"09:00"},{"before":"P1D","at":"18:00"}]"#),
            at: "2025-01-01T00:00")
        #expect(try desk.deliver("2025-04-13T09:00").count == 1)
        #expect(desk.next("2025-04-13T09:00") == "2025-04-13T18:00")
        #expect(try desk.deliver("2025-04-13T18:00").count == 1)
    }

    @Test("what was missed is due as long as the event is not over, and then no more")
    func missed() throws {
        var desk = Desk()
        try desk.append(scheduled("a", Self.twice), at: "2025-01-01T00:00")
        var late = desk.restarted(at: "2025-04-14T23:59:59")
        #expect(try late.deliver("2025-04-14T23:59:59") == ["a/2025-04-14/P1D"], "of two only the last")
        var over = desk.restarted(at: "2025-04-15T00:00")
        #expect(try over.deliver("2025-04-15T00:00") == [])
        #expect(try desk.deliver("2025-04-15T00:00") == [], "nor for one who slept")
    }

    @Test(
        "a reminder at the start of an event without an end, or after its end, is told as well",
        arguments: [
            (#"{"before":"PT0S"}"#, "2025-04-14T10:00"), (#"{"before":"P0D","at":"12:00"}"#, "2025-04-14T12:00"),
        ])
    func atTheEnd(rule: String, due: String) throws {
        var desk = Desk()
        try desk.append(
            scheduled("a", when: #"{"start":"2025-04-14T10:00","zone":"Etc/UTC"}"#, #","reminders":[\#(rule)]"#),
            at: "2025-01-01T00:00")
        #expect(desk.next("2025-01-01T00:00") == due)
        var late = desk
        #expect(try late.deliver("2025-04-15T10:00") == [], "not a day later")
        #expect(try desk.deliver(due).count == 1)
        #expect(desk.next(due) == nil)
    }

    @Test("what is due of several events comes in the order of time")
    func severalEvents() throws {
        var desk = Desk()
        for (uid, day) in [("c", 16), ("a", 14), ("b", 15)] {
            try desk.append(
                scheduled(uid, when: #"{"date":"2025-04-\#(day)"}"#, #","reminders":[{"before":"P1D"}]"#), to: uid,
                at: "2025-01-01T00:00")
        }
        #expect(desk.next("2025-01-01T00:00") == "2025-04-13T09:00")
        #expect(desk.due("2025-04-14T09:00").map(\.event.uid) == ["a", "b"])
        #expect(desk.restarted(at: "2025-01-01T00:00").ledger.calendar.count == 3)
        var again = desk.restarted(at: "2025-01-01T00:00")
        #expect(again.due("2025-04-15T09:00").map(\.event.uid) == ["b", "c"], "the first day is over")
    }

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

    @Test("a new entry of the policy tells nothing of what had passed when it came")
    func newPolicy() throws {
        var ledger = Ledger()
        try ledger.append(scheduled("a"), at: "2025-01-01T00:00")
        var policy = ReminderPolicy(
            rules: ["*": ["P7D", "P1D"].compactMap { ReminderRule(before: $0, at: nil) }], zone: "UTC",
            zones: Ledger.zones)
        policy.since = seconds("2025-04-10T00:00")
        var schedule = ReminderSchedule(ledger.calendar, policy: policy, now: seconds("2025-04-10T00:00"))
        #expect(schedule.due(in: ledger.calendar, now: seconds("2025-04-10T00:00")).isEmpty)
        #expect(utc(schedule.next) == "2025-04-13T09:00")
    }

    // MARK: Changes

    @Test("the reminders of a rescheduled event move with it, and come again at the new date")
    func rescheduled() throws {
        var desk = Desk()
        try desk.append(scheduled("a", Self.twice), at: "2025-01-01T00:00")
        _ = try desk.deliver("2025-04-07T09:00")
        try desk.append(change("a", "rescheduled", #","when":{"date":"2025-05-14"}"#), at: "2025-04-08T00:00")
        #expect(try desk.deliver("2025-04-13T09:00") == [])
        #expect(desk.next("2025-04-13T09:00") == "2025-05-07T09:00")
        #expect(try desk.deliver("2025-05-07T09:00") == ["a/2025-05-14/P7D"])
        #expect(try desk.deliver("2025-05-13T09:00") == ["a/2025-05-14/P1D"])
    }

    @Test("a cancelled, concluded, withdrawn or undated event has no reminders; a reinstated one has them again")
    func stopped() throws {
        for draft in [
            change("a", "cancelled"), change("a", "withdrawn"), change("a", "concluded", #","outcome":"Done""#),
            change("a", "rescheduled", #","when":{"undetermined":true}"#),
            change("a", "revised", #","set":{"reminders":[]}"#),
        ] {
            var desk = Desk()
            try desk.append(scheduled("a", Self.twice), at: "2025-01-01T00:00")
            try desk.append(draft, at: "2025-02-01T00:00")
            #expect(desk.next("2025-02-01T00:00") == nil)
            #expect(desk.due("2025-04-14T00:00") == [])
        }
        var desk = Desk()
        try desk.append(scheduled("a", Self.twice), change("a", "cancelled"), at: "2025-01-01T00:00")
        try desk.append(change("a", "reinstated"), at: "2025-02-01T00:00")
        #expect(desk.next("2025-02-01T00:00") == "2025-04-07T09:00")
    }

    @Test("moments that had passed when the date was set are not owed to anyone")
    func notOwed() throws {
        var desk = Desk()
        try desk.append(scheduled("a", Self.twice), at: "2025-04-10T00:00")
        #expect(desk.next("2025-04-10T00:00") == "2025-04-13T09:00")
        #expect(desk.due("2025-04-10T00:00") == [])
        try desk.append(change("a", "rescheduled", #","when":{"date":"2025-04-12"}"#), at: "2025-04-11T10:00")
        #expect(desk.next("2025-04-11T10:00") == nil)
        try desk.append(change("a", "revised", #","set":{"title":"B"}"#), at: "2025-04-11T11:00")
        #expect(desk.next("2025-04-11T11:00") == nil)
    }

    // MARK: Series

    @Test(
        "an endless daily series is reminded of day by day, also years later, and what was missed is not told in a flood"
    )
    func endless() throws {
        var desk = Desk()
        try desk.append(
            scheduled("a", when: #"{"date":"2025-01-02","repeat":"FREQ=DAILY"}"#, #","reminders":[{"before":"P1D"}]"#),
            at: "2025-01-01T00:00")
        for day in 1...9 {
            #expect(desk.next("2025-01-0\(day)T00:00") == "2025-01-0\(day)T09:00")
            #expect(try desk.deliver("2025-01-0\(day)T09:00") == ["a/2025-01-\(day < 9 ? "0" : "")\(day + 1)/P1D"])
        }
        var later = desk.restarted(at: "2525-06-10T12:00")
        #expect(try later.deliver("2525-06-10T12:00") == ["a/2525-06-10/P1D", "a/2525-06-11/P1D"])
        #expect(later.next("2525-06-10T12:00") == "2525-06-11T09:00")
    }

    @Test("a series without reminders, and one whose reminders are long over, have nothing to come")
    func nothingToCome() throws {
        var desk = Desk()
        try desk.append(scheduled("a", when: #"{"date":"2025-01-02","repeat":"FREQ=DAILY"}"#), at: "2025-01-01T00:00")
        #expect(desk.next("2025-01-01T00:00") == nil)
        var over = Desk()
        try over.append(
            scheduled(
                "a", when: #"{"date":"2025-01-02","repeat":"FREQ=DAILY;COUNT=3"}"#, #","reminders":[{"before":"P1D"}]"#),
            at: "2025-01-01T00:00")
        for day in 1...3 { #expect(try over.deliver("2025-01-0\(day)T09:00").count == 1) }
        #expect(over.next("2025-01-03T09:00") == nil)
    }

    @Test("a cancelled occurrence is not reminded of, a moved one at its new date")
    func occurrences() throws {
        var desk = Desk()
        try desk.append(
            scheduled("a", when: #"{"date":"2025-03-03","repeat":"FREQ=WEEKLY"}"#, #","reminders":[{"before":"P1D"}]"#),
            change("a", "cancelled", #","occurrence":"2025-03-03""#),
            change("a", "rescheduled", #","occurrence":"2025-03-10","when":{"date":"2025-03-20"}"#),
            at: "2025-01-01T00:00")
        var told: [String] = []
        for day in 1...31 { told += try desk.deliver("2025-03-\(day < 10 ? "0" : "")\(day)T09:00") }
        #expect(told == ["a/2025-03-17/P1D", "a/2025-03-10/2025-03-20/P1D", "a/2025-03-24/P1D", "a/2025-03-31/P1D"])
    }

    @Test("who was reminded is reminded again when the same time is meant in another zone")
    func sameTimeElsewhere() throws {
        var desk = Desk()
        try desk.append(
            scheduled(
                "a", when: #"{"start":"2025-03-03T10:00","zone":"Asia/Tokyo"}"#, #","reminders":[{"before":"PT1H"}]"#),
            at: "2025-01-01T00:00")
        #expect(try desk.deliver("2025-03-03T00:00") == ["a/2025-03-03T10:00@Asia/Tokyo/PT1H"])
        try desk.append(
            change("a", "rescheduled", #","when":{"start":"2025-03-03T10:00","zone":"Europe/Paris"}"#),
            at: "2025-03-03T00:30")
        #expect(try desk.deliver("2025-03-03T08:00") == ["a/2025-03-03T10:00@Europe/Paris/PT1H"])
    }

    @Test("two occurrences that come to the same day are two reminders")
    func sameDay() throws {
        var desk = Desk()
        try desk.append(
            scheduled(
                "a", when: #"{"date":"2025-03-03","repeat":"FREQ=DAILY;COUNT=2"}"#, #","reminders":[{"before":"P1D"}]"#),
            change("a", "rescheduled", #","occurrence":"2025-03-04","when":{"date":"2025-03-03"}"#),
            at: "2025-01-01T00:00")
        #expect(
            try desk.deliver("2025-03-02T09:00").sorted() == ["a/2025-03-03/P1D", "a/2025-03-04/2025-03-03/P1D"])
    }

    @Test("a distant occurrence that was brought forward is reminded of in time")
    func broughtForward() throws {
        var desk = Desk()
        try desk.append(
            scheduled("a", when: #"{"date":"2025-03-03","repeat":"FREQ=WEEKLY"}"#, #","reminders":[{"before":"P1D"}]"#),
            change("a", "rescheduled", #","occurrence":"2025-06-02","when":{"date":"2025-03-05"}"#),
            at: "2025-01-01T00:00")
        #expect(try desk.deliver("2025-03-02T09:00") == ["a/2025-03-03/P1D"])
        #expect(desk.next("2025-03-02T09:00") == "2025-03-04T09:00")
        #expect(try desk.deliver("2025-03-04T09:00") == ["a/2025-06-02/2025-03-05/P1D"])
    }

    @Test("an occurrence that was moved owes no reminder whose moment had passed then")
    func occurrenceNotOwed() throws {
        var desk = Desk()
        try desk.append(
            scheduled("a", when: #"{"date":"2025-03-03","repeat":"FREQ=MONTHLY"}"#, Self.twice), at: "2025-01-01T00:00")
        _ = try desk.deliver("2025-03-02T09:00")
        try desk.append(
            change("a", "rescheduled", #","occurrence":"2025-04-03","when":{"date":"2025-03-12"}"#),
            at: "2025-03-10T00:00")
        #expect(desk.next("2025-03-10T00:00") == "2025-03-11T09:00")
        #expect(desk.due("2025-03-10T00:00") == [])
    }

    @Test("an occurrence with longer lead times than its event is reminded of in time")
    func longerLeadTime() throws {
        var desk = Desk()
        try desk.append(
            scheduled("a", when: #"{"date":"2025-03-03","repeat":"FREQ=WEEKLY"}"#, #","reminders":[{"before":"P1D"}]"#),
            change("a", "revised", #","occurrence":"2025-06-02","set":{"reminders":[{"before":"P60D"}]}"#),
            at: "2025-01-01T00:00")
        _ = try desk.deliver("2025-03-30T09:00")
        #expect(desk.next("2025-03-30T09:00") == "2025-04-03T09:00")
        var bare = Desk()
        try bare.append(
            scheduled("a", when: #"{"date":"2025-03-03","repeat":"FREQ=WEEKLY"}"#),
            change("a", "revised", #","occurrence":"2025-06-02","set":{"reminders":[{"before":"P60D"}]}"#),
            at: "2025-01-01T00:00")
        #expect(bare.next("2025-01-01T00:00") == "2025-04-03T09:00")
    }

    @Test("many changes of many events leave one reminder each")
    func manyChanges() throws {
        var desk = Desk()
        for index in 0..<200 {
            try desk.append(
                scheduled("e\(index)", #","reminders":[{"before":"P1D"}]"#), to: "e\(index)", at: "2025-01-01T00:00")
        }
        for day in 1...9 {
            for index in 0..<200 where index % day == 0 {
                try desk.append(
                    change("e\(index)", "rescheduled", #","when":{"date":"2025-05-0\#(day)"}"#), to: "e\(index)",
                    at: "2025-01-02T00:00")
            }
        }
        let due = desk.due("2025-05-01T00:00")
        #expect(due.count == Set(due.map(\.event.uid)).count)
        #expect(due.allSatisfy { $0.event.uid.hasPrefix("e") && utc($0.due) == "2025-04-30T09:00" })
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
