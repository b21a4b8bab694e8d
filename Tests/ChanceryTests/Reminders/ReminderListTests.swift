import Chancery
import Testing

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
