import CanonicalJSON
import Chancery
import Testing
import TimeZoneDatabase

@Suite struct ReminderListTests {
    private static let policy = ReminderPolicy(entries: [], zone: "UTC", zones: Ledger.zones)

    private func list(_ desk: Desk, at now: String, limit: Int = 100) -> [String] {
        let list = ReminderList(
            desk.ledger.calendar, policy: Self.policy, in: seconds("2025-04-01T00:00")...seconds("2025-05-01T00:00"),
            now: seconds(now), limit: limit)
        return list.lines.map { line in
            let state =
                switch line.state {
                case .coming: "coming"
                case .missed: "missed, not recorded"
                case .recorded(let result): result.rawValue
                }
            return "\(utc(line.time) ?? "") \(state) \(line.id)"
        }
    }

    @Test("a list has what is to come, what was sent, late or missed, and the notices, in the order of time")
    func states() throws {
        var desk = Desk()
        try desk.append(
            scheduled(
                "a", when: #"{"date":"2025-04-05","repeat":"FREQ=WEEKLY;COUNT=3"}"#,
                #","reminders":[{"before":"P3D"},{"before":"P1D"}]"#), at: "2025-01-01T00:00")
        _ = try desk.tell("2025-04-02T09:00")
        _ = try desk.tell("2025-04-10T00:00")
        _ = try desk.tell("2025-04-11T09:00")
        try desk.append(change("a", "cancelled", #","occurrence":"2025-04-12""#), at: "2025-04-11T10:00")
        _ = try desk.tell("2025-04-11T10:00")
        let expected = [
            "2025-04-02T09:00 delivered a/2025-04-05/P3D", "2025-04-04T09:00 missed a/2025-04-05/P1D",
            "2025-04-09T09:00 late a/2025-04-12/P3D", "2025-04-11T09:00 delivered a/2025-04-12/P1D",
            "2025-04-11T10:00 delivered a/2025-04-12/cancelled/5", "2025-04-16T09:00 coming a/2025-04-19/P3D",
            "2025-04-18T09:00 coming a/2025-04-19/P1D",
        ]
        #expect(list(desk, at: "2025-04-11T12:00") == expected)
        #expect(list(desk, at: "2025-04-11T12:00", limit: 3) == Array(expected.prefix(3)))
        #expect(list(desk, at: "2025-06-01T00:00").last == "2025-04-18T09:00 missed, not recorded a/2025-04-19/P1D")
    }

    @Test("a list can be of one event; an event that is not there has none")
    func oneEvent() throws {
        var desk = Desk()
        for uid in ["a", "b"] {
            try desk.append(
                scheduled(uid, when: #"{"date":"2025-04-05"}"#, #","reminders":[{"before":"P1D"}]"#), to: uid,
                at: "2025-01-01T00:00")
        }
        func ids(_ event: String?) -> [String] {
            ReminderList(
                desk.ledger.calendar, of: event, policy: Self.policy, in: 0...seconds("2026-01-01T00:00"),
                now: seconds("2025-01-01T00:00"), limit: 10
            ).lines.map(\.id)
        }
        #expect(ids(nil) == ["a/2025-04-05/P1D", "b/2025-04-05/P1D"])
        #expect(ids("b") == ["b/2025-04-05/P1D"])
        #expect(ids("c") == [])
    }

    @Test("as JSON a line has when it is due in UTC and on the calendar's clock, and what it tells of")
    func json() throws {
        var desk = Desk()
        try desk.append(
            scheduled(
                "a", title: #"{"en":"Talks","ja":"協議"}"#,
                when: #"{"start":"2025-04-14T10:00","end":"2025-04-14T12:00","zone":"Asia/Tokyo"}"#,
                #","classification":"private","reminders":[{"before":"P2D","at":"09:00"},{"before":"PT2H"}]"#),
            at: "2025-01-01T00:00")
        _ = try desk.tell("2025-04-12T00:05")
        try desk.append(change("a", "cancelled"), at: "2025-04-13T00:00")
        _ = try desk.tell("2025-04-13T00:00")
        let list = ReminderList(
            desk.ledger.calendar, policy: Self.policy, in: 0...seconds("2026-01-01T00:00"),
            now: seconds("2025-04-13T00:00"), limit: 10)
        let zone = try Ledger.zones.zone("Asia/Ashgabat")
        let common: JSONObject = [
            "event": "a", "title": "協議", "classification": "private", "starts": "2025-04-14T10:00",
            "zone": "Asia/Tokyo",
        ]
        func line(_ members: JSONObject) -> JSONObject {
            var line = common
            for member in members.members { line[member.key] = member.value }
            return line
        }
        let expected: [JSONObject] = [
            line([
                "id": "a/2025-04-14T10:00@Asia/Tokyo/P2D@09:00", "state": "late", "due": "2025-04-12T00:00:00Z",
                "local": "2025-04-12T05:00", "recorded": "2025-04-12T00:05:00Z", "recordedLocal": "2025-04-12T05:05",
                "before": "P2D", "at": "09:00",
            ]),
            line([
                "id": "a/2025-04-14T10:00@Asia/Tokyo/cancelled/2", "state": "delivered", "due": "2025-04-13T00:00:00Z",
                "local": "2025-04-13T05:00", "recorded": "2025-04-13T00:00:00Z", "recordedLocal": "2025-04-13T05:00",
                "notice": "cancelled",
            ]),
        ]
        #expect(
            list.lines.map { JSONValue.object($0.json(language: "ja", zone: zone)).canonicalBytes }
                == expected.map { JSONValue.object($0).canonicalBytes })
    }

    @Test("an endless series fills no more than the limit, and the list says that there is more")
    func limit() throws {
        var desk = Desk()
        try desk.append(
            scheduled("a", when: #"{"date":"2025-01-02","repeat":"FREQ=DAILY"}"#, #","reminders":[{"before":"P1D"}]"#),
            at: "2025-01-01T00:00")
        let list = ReminderList(
            desk.ledger.calendar, policy: Self.policy, in: Int64.min...Int64.max, now: seconds("2025-01-01T00:00"),
            limit: 10)
        #expect(list.lines.count == 10)
        #expect(list.isTruncated)
    }
}
