import CanonicalJSON
import Chancery
import Testing

@Suite struct JudgingTests {
    @Test("an entry has from 1 to 1,000 changes")
    func count() throws {
        let ledger = Ledger()
        let moment = Moment(position: 1, milliseconds: seconds("2025-01-28T09:00") * 1_000)
        let drafts = try (0...1_000).map { try JSONValue(parsing: scheduled("event-\($0)").utf8) }
        func judge(_ drafts: some Sequence<JSONValue>) throws(Calendar.Rejection) -> Int {
            var calendar = ledger.calendar
            try calendar.take(Draft(Array(drafts), zones: Ledger.zones), at: moment, zones: Ledger.zones)
            return calendar.count
        }
        #expect(try judge(drafts.dropLast()) == 1_000)
        let none = #expect(throws: Calendar.Rejection.self) { try judge([]) }
        #expect(none?.fault.reason == .missingField)
        let tooMany = #expect(throws: Calendar.Rejection.self) { try judge(drafts) }
        #expect(tooMany?.fault.reason == .tooLong)
    }

    @Test("when one of several changes is refused, none is taken")
    func allOrNone() throws {
        let ledger = try Ledger.ofEveryState()
        let rejection = ledger.rejection(
            of: scheduled("new"), change("single", "cancelled"), change("new", "reinstated"),
            change("weekly", "withdrawn"))
        #expect(rejection?.change == 2)
        #expect(rejection?.event == "new")
        #expect(ledger.calendar["new"] == nil)
        #expect(ledger.calendar["single"]?.state == .scheduled)
        #expect(ledger.calendar["weekly"]?.state == .scheduled)
        #expect(ledger.calendar.position == 2)
    }

    @Test("each change of a draft is judged against what the ones before it leave")
    func inOrder() throws {
        var ledger = Ledger()
        try ledger.append(
            scheduled("new"), change("new", "cancelled"), change("new", "reinstated"),
            change("new", "concluded", #","links":[{"href":"https://a.example/"}]"#))
        #expect(ledger.calendar["new"]?.state == .concluded)
        #expect(ledger.calendar["new"]?.positions == [1])
    }

    @Test("the limits themselves are within")
    func atTheLimit() throws {
        var ledger = try Ledger.ofEveryState()
        try ledger.append(
            scheduled(
                String(repeating: "x", count: 255), title: "\"\(String(repeating: "x", count: 500))\"",
                kind: String(repeating: "k", count: 32),
                """
                ,"description":"\(String(repeating: "x", count: 20_000))",\
                "categories":[\(repeatElement(#""x""#, count: 100).joined(separator: ","))],\
                "reminders":[{"before":"P3660D"}],"parties":["EU","UN","A ministry"],"announced":"2025-01-29"
                """),
            change("single", "cancelled", ",\"reason\":\"\(String(repeating: "x", count: 2_000))\""))
        #expect(ledger.calendar.count == 6)
    }

    @Test("what is taken is the canonical JSON of the drafts, whatever form they had")
    func canonicalBytes() throws {
        var ledger = Ledger()
        try ledger.append(
            ##" { "type" : "scheduled", "when":{"date":"2025-04-14"}, "title":"\u0041", "kind":"visit", "event":"a" } "##,
            change("a", "cancelled"))
        #expect(
            String(decoding: ledger.entries[0].changes, as: UTF8.self)
                == #"[{"event":"a","kind":"visit","title":"A","type":"scheduled","when":{"date":"2025-04-14"}},"#
                + #"{"event":"a","type":"cancelled"}]"#)
    }

    @Test(
        "the last occurrence before an UNTIL in UTC is known east and west of Greenwich, and the next one is not",
        arguments: [
            ("Asia/Tokyo", "20250127T010000Z"), ("America/New_York", "20250127T150000Z"),
            ("Etc/UTC", "20250127T100000Z"),
        ])
    func until(zone: String, until: String) throws {
        var ledger = Ledger()
        try ledger.append(
            scheduled(
                "daily", when: #"{"start":"2025-01-20T10:00","zone":"\#(zone)","repeat":"FREQ=DAILY;UNTIL=\#(until)"}"#)
        )
        #expect(
            ledger.rejection(of: change("daily", "cancelled", #","occurrence":"2025-01-28T10:00""#))?.fault.reason
                == .unknownOccurrence)
        try ledger.append(change("daily", "cancelled", #","occurrence":"2025-01-27T10:00""#))
        #expect(ledger.calendar["daily"]?.overrides.count == 1)
    }

    // MARK: Replay

    @Test("a replay passes over fields that a later version may have written")
    func replayOfLaterFields() throws {
        let changes = Array(
            #"""
            [{"colour":{"a":[1,"\n"]},"event":"a","kind":"visit","place":{"city":"Osaka","planet":"Earth"},
              "source":{"x":[]},"title":"A","type":"scheduled","when":{"date":"2025-04-14","mood":null}}]
            """#.utf8)
        var calendar = Calendar()
        try changes.withUnsafeBufferPointer {
            try calendar.apply(changes: $0, at: Moment(position: 1, milliseconds: 0))
        }
        #expect(calendar["a"]?.event.place == Place(city: "Osaka"))
    }

    @Test("a replay takes a zone that the system no longer has, and what was found too long since")
    func replayOfForgottenZones() throws {
        let changes = Array(
            """
            [{"event":"a","kind":"visit","title":"\(String(repeating: "x", count: 501))","type":"scheduled",
              "when":{"start":"2025-04-14T10:00","zone":"Asia/Atlantis"}}]
            """.utf8)
        var calendar = Calendar()
        try changes.withUnsafeBufferPointer {
            try calendar.apply(changes: $0, at: Moment(position: 1, milliseconds: 0))
        }
        #expect(calendar["a"]?.event.when.zone == "Asia/Atlantis")
    }

    @Test(
        "what cannot be replayed is refused with its place",
        arguments: [
            (#"[{"event":"a","type":"cancelled"}]"#, FieldFault.Reason.unknownEvent, ["event"]),
            (#"[{"event":"a","type":"postponed"}]"#, .invalidValue, ["type"]),
            (
                #"[{"event":"a","kind":"visit","title":"A","type":"scheduled","when":{"date":"soon"}}]"#, .invalidValue,
                ["when", "date"]
            ),
            (#"[{"event":"a","type":"cancelled"#, .invalidValue, ["type"]), (#"[{"event":"a""#, .invalidValue, []),
            (#"{}"#, .invalidValue, []),
        ])
    func replayRefused(changes: String, reason: FieldFault.Reason, path: [String]) {
        var calendar = Calendar()
        let fault = #expect(throws: FieldFault.self) {
            try Array(changes.utf8).withUnsafeBufferPointer {
                try calendar.apply(changes: $0, at: Moment(position: 1, milliseconds: 0))
            }
        }
        #expect(fault?.reason == reason)
        #expect(fault?.path == path)
    }
}
