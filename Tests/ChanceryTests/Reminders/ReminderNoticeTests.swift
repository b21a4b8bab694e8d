import Chancery
import Testing

@Suite struct ReminderNoticeTests {
    private static let single = scheduled("a", #","reminders":[{"before":"P7D"},{"before":"P1D"}]"#)
    private static let daily = scheduled(
        "a", when: #"{"date":"2025-04-10","repeat":"FREQ=DAILY"}"#, #","reminders":[{"before":"P3D"}]"#)

    /// A calendar whose people were reminded of 14 April (of a series: of the 10th to the 14th).
    private static func told(_ draft: String) throws -> Desk {
        var desk = Desk()
        try desk.append(draft, at: "2025-01-01T00:00")
        for day in 7...11 { _ = try desk.tell("2025-04-\(day < 10 ? "0" : "")\(day)T09:00") }
        return desk
    }

    private static func rescheduled(to when: String) -> String {
        change("a", "rescheduled", #","when":\#(when)"#)
    }

    @Test(
        "who was reminded gets one notice of what no longer holds, and none of what holds",
        arguments: [
            (single, [change("a", "cancelled")], ["a/2025-04-14/cancelled/2"]),
            (single, [change("a", "withdrawn")], ["a/2025-04-14/withdrawn/2"]),
            (single, [rescheduled(to: #"{"date":"2025-04-20"}"#)], ["a/2025-04-14/rescheduled/2025-04-20/2"]),
            (single, [rescheduled(to: #"{"undetermined":true}"#)], ["a/2025-04-14/undated/2"]),
            (single, [rescheduled(to: #"{"date":"2025-04-14","until":"2025-04-15"}"#)], []),
            (single, [change("a", "revised", #","set":{"reminders":[]}"#)], []),
            (single, [change("a", "revised", #","set":{"status":"tentative"}"#)], []),
            (single, [change("a", "concluded", #","outcome":"Done""#)], []),
            (single, [change("a", "cancelled"), change("a", "reinstated")], []),
            // The days that have begun are left out, and one notice stands for the others.
            (daily, [change("a", "cancelled")], ["a/2025-04-12/cancelled/4"]),
            (
                daily, [change("a", "cancelled", #","occurrence":"2025-04-13""#)],
                ["a/2025-04-13/cancelled/5"]
            ),
            (
                daily,
                [change("a", "rescheduled", #","occurrence":"2025-04-13","when":{"date":"2025-05-01"}"#)],
                ["a/2025-04-13/rescheduled/2025-05-01/5"]
            ),
            (daily, [change("a", "cancelled", #","occurrence":"2025-04-20""#)], []),
            (
                daily, [rescheduled(to: #"{"date":"2025-05-10","repeat":"FREQ=DAILY"}"#)],
                ["a/2025-04-12/dropped/4"]
            ),
        ])
    func once(draft: String, changes: [String], ids: [String]) throws {
        var desk = try Self.told(draft)
        for change in changes { try desk.append(change, at: "2025-04-11T10:00") }
        #expect(try desk.tell("2025-04-11T10:00").notices.map(\.id) == ids)
        #expect(desk.all("2025-04-11T10:00:01").isEmpty)
        var again = desk.restarted(at: "2025-04-11T12:00")
        #expect(again.all("2025-04-11T12:00").isEmpty, "nor after a restart")
    }

    @Test("one notice stands for many occurrences, and is recorded for each")
    func many() throws {
        var desk = try Self.told(Self.daily)
        try desk.append(change("a", "cancelled"), at: "2025-04-11T10:00")
        let notice = try #require(try desk.tell("2025-04-11T10:00").notices.first)
        #expect(notice.superseded == ["a/2025-04-13/cancelled/5", "a/2025-04-14/cancelled/6"])
        #expect(notice.text(in: "en") == "Cancelled: A meeting — Sat 12 April 2025 and 2 more")
        try desk.append(change("a", "reinstated"), at: "2025-04-11T11:00")
        let again = try desk.tell("2025-04-11T11:00").notices
        #expect(again.map { $0.text(in: "en") } == ["Takes place again: A meeting — Sat 12 April 2025 and 2 more"])
    }

    @Test("who was not reminded, and who was reminded of what is past, gets no notice")
    func none() throws {
        var early = Desk()
        try early.append(Self.single, change("a", "cancelled"), at: "2025-01-01T00:00")
        #expect(early.all("2025-04-11T10:00").isEmpty)
        var late = try Self.told(Self.single)
        _ = try late.tell("2025-04-13T09:00")
        try late.append(change("a", "cancelled"), at: "2025-04-14T00:00")
        #expect(late.all("2025-04-14T00:00").isEmpty)
    }

    @Test("a cancelled event that is reinstated is told to take place again, and its other reminders return")
    func reinstated() throws {
        var desk = try Self.told(Self.single)
        try desk.append(change("a", "cancelled"), at: "2025-04-11T10:00")
        _ = try desk.tell("2025-04-11T10:00")
        try desk.append(change("a", "reinstated"), at: "2025-04-11T11:00")
        let notices = try desk.tell("2025-04-11T11:00").notices
        #expect(notices.map(\.id) == ["a/2025-04-14/reinstated/2025-04-14/4"])
        #expect(try desk.deliver("2025-04-13T09:00") == ["a/2025-04-14/P1D"])
        try desk.append(change("a", "cancelled"), at: "2025-04-13T10:00")
        #expect(try desk.tell("2025-04-13T10:00").notices.count == 1, "and of a second cancellation as of the first")
    }

    @Test("an event that moves back and forth is told of each time")
    func backAndForth() throws {
        var desk = try Self.told(Self.single)
        for (day, ids) in [
            (20, ["a/2025-04-14/rescheduled/2025-04-20/2"]), (14, ["a/2025-04-20/rescheduled/2025-04-14/4"]),
            (20, ["a/2025-04-14/rescheduled/2025-04-20/6"]),
        ] {
            try desk.append(Self.rescheduled(to: #"{"date":"2025-04-\#(day)"}"#), at: "2025-04-11T10:00")
            #expect(try desk.tell("2025-04-11T10:00").notices.map(\.id) == ids)
        }
    }

    @Test("a log whose events have slashes in their names and zones is read as it was written")
    func hostileNames() throws {
        for uid in ["a/2025-04-14/P1D", "a/cancelled/3", "/", "2025-04-14", "a@b/rescheduled/2025-04-14@Asia/Tokyo/1"] {
            var desk = Desk()
            try desk.append(
                scheduled(
                    uid, when: #"{"start":"2025-04-14T10:00","zone":"America/Argentina/Buenos_Aires"}"#,
                    #","reminders":[{"before":"P1D"}]"#), to: uid, at: "2025-01-01T00:00")
            _ = try desk.tell("2025-04-13T13:00")
            try desk.append(
                change(uid, "rescheduled", #","when":{"start":"2025-04-15T10:00","zone":"America/Port-au-Prince"}"#),
                to: uid, at: "2025-04-13T14:00")
            let notices = try desk.tell("2025-04-13T14:00").notices
            #expect(
                notices.map(\.id) == [
                    "\(uid)/2025-04-14T10:00@America/Argentina/Buenos_Aires/rescheduled/2025-04-15T10:00@America/Port-au-Prince/2"
                ])
            try desk.append(change(uid, "withdrawn"), to: uid, at: "2025-04-13T15:00")
            #expect(
                try desk.tell("2025-04-13T15:00").notices.map(\.id)
                    == ["\(uid)/2025-04-15T10:00@America/Port-au-Prince/withdrawn/4"])
        }
    }
}
