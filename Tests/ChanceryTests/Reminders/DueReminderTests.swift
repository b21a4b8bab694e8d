import Chancery
import ICalendar
import Testing

@Suite struct DueReminderTests {
    private static let tokyoDay = #"{"date":"2025-04-14"}"#
    /// Clocks in Paris are put forward on 30 March 2025 and back on 26 October.
    private static let spring = #"{"start":"2025-03-30T10:00","zone":"Europe/Paris"}"#
    private static let autumn = #"{"start":"2025-10-26T10:00","zone":"Europe/Paris"}"#

    @Test(
        "a reminder is due so long before the start on the clocks of the place",
        arguments: [
            // 09:00 in Osaka is midnight in UTC.
            (tokyoDay, #"{"before":"P7D","at":"09:00"}"#, "2025-04-07T00:00"),
            (tokyoDay, #"{"before":"P1W","at":"18:30"}"#, "2025-04-07T09:30"),
            (tokyoDay, #"{"before":"P1D"}"#, "2025-04-13T00:00"),
            (tokyoDay, #"{"before":"P0D","at":"08:00"}"#, "2025-04-13T23:00"),
            (tokyoDay, #"{"before":"PT2H"}"#, "2025-04-13T13:00"),
            (tokyoDay, #"{"before":"P1DT2H"}"#, "2025-04-12T13:00"),
            (#"{"start":"2025-01-27T10:00","zone":"Asia/Tokyo"}"#, #"{"before":"PT2H"}"#, "2025-01-26T23:00"),
            (#"{"start":"2025-01-27T10:00","zone":"Asia/Tokyo"}"#, #"{"before":"P0D"}"#, "2025-01-27T01:00"),
            // Over a change of the clocks days keep the time of the day, and hours are hours.
            (spring, #"{"before":"P1D"}"#, "2025-03-29T09:00"), (spring, #"{"before":"PT24H"}"#, "2025-03-29T08:00"),
            (spring, #"{"before":"P1DT2H"}"#, "2025-03-29T07:00"),
            (spring, #"{"before":"P1D","at":"18:00"}"#, "2025-03-29T17:00"),
            (autumn, #"{"before":"P1D"}"#, "2025-10-25T08:00"), (autumn, #"{"before":"PT24H"}"#, "2025-10-25T09:00"),
            // 02:30 is skipped on that day, and is taken by the offset before.
            (#"{"start":"2025-03-31T02:30","zone":"Europe/Paris"}"#, #"{"before":"P1D"}"#, "2025-03-30T01:30"),
        ])
    func moments(when: String, rule: String, due: String) throws {
        let reminder = try #require(
            try next(scheduled("a", when: when, #","place":{"zone":"Asia/Tokyo"},"reminders":[\#(rule)]"#)))
        #expect(utc(reminder.due) == due)
    }

    @Test("whole days without a place are meant in the zone of the configuration")
    func zoneOfConfiguration() throws {
        let draft = scheduled("a", #","reminders":[{"before":"P1D"}]"#)
        #expect(try utc(next(draft, zone: "America/New_York")?.due) == "2025-04-13T13:00")
        #expect(try utc(next(draft, zone: "Not/There")?.due) == "2025-04-13T09:00", "UTC where there is no such zone")
    }

    @Test("a reminder says when the event starts and when it is over")
    func span() throws {
        let days = try #require(
            try next(
                scheduled(
                    "a", when: #"{"date":"2025-04-14","until":"2025-04-15"}"#,
                    #","place":{"zone":"Asia/Tokyo"},"reminders":[{"before":"P1D"}]"#)))
        #expect(utc(days.starts) == "2025-04-13T15:00")
        #expect(utc(days.ends) == "2025-04-15T15:00")
        #expect(days.start.description == "2025-04-14T00:00")
        let times = try #require(
            try next(
                scheduled(
                    "a", when: #"{"start":"2025-04-14T10:00","end":"2025-04-14T11:00","zone":"Asia/Tokyo"}"#,
                    #","reminders":[{"before":"P1D"}]"#)))
        #expect(utc(times.starts) == "2025-04-14T01:00")
        #expect(utc(times.ends) == "2025-04-14T02:00")
    }

    @Test("the id names event, start, zone and rule, so that two reminders of an event are two")
    func id() throws {
        let timed = scheduled(
            "a", when: #"{"start":"2025-04-14T10:00","zone":"Asia/Tokyo"}"#, #","reminders":[{"before":"PT2H"}]"#)
        #expect(try next(timed)?.id == "a/2025-04-14T10:00@Asia/Tokyo/PT2H")
        #expect(try next(scheduled("a", #","reminders":[{"before":"P1W"}]"#))?.id == "a/2025-04-14/P1W")
        #expect(
            try next(scheduled("a", #","reminders":[{"before":"P1W","at":"18:30"}]"#))?.id == "a/2025-04-14/P1W@18:30")
    }

    @Test("an event has its own reminders, else those of its kind, else those of any kind; an empty list is none")
    func policy() throws {
        let rules = [
            "summit": [ReminderRule(before: "P7D", at: nil)].compactMap(\.self),
            "*": [ReminderRule(before: "P2D", at: nil)].compactMap(\.self),
        ]
        func before(_ draft: String, _ rules: [String: [ReminderRule]]) throws -> String? {
            try next(draft, rules: rules)?.rule.before
        }
        #expect(try before(scheduled("a", kind: "summit"), rules) == "P7D")
        #expect(try before(scheduled("a", kind: "visit"), rules) == "P2D")
        #expect(try before(scheduled("a", kind: "visit"), [:]) == nil)
        #expect(try before(scheduled("a", kind: "visit"), ["*": rules["*"] ?? [], "visit": []]) == nil)
        #expect(try before(scheduled("a", kind: "summit", #","reminders":[{"before":"P1D"}]"#), rules) == "P1D")
        #expect(try before(scheduled("a", kind: "summit", #","reminders":[]"#), rules) == nil)
    }

    /// The first reminder of an event that was scheduled at the beginning of 2025.
    private func next(
        _ draft: String, rules: [String: [ReminderRule]] = [:], zone: String = "UTC"
    ) throws -> DueReminder? {
        var ledger = Ledger()
        try ledger.append(draft, at: "2025-01-01T00:00")
        return ReminderSchedule.next(
            of: try #require(ledger.calendar["a"]),
            policy: ReminderPolicy(rules: rules, zone: zone, zones: Ledger.zones),
            now: seconds("2025-01-01T00:00"))
    }
}
