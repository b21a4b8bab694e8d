import Chancery
import Testing

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
