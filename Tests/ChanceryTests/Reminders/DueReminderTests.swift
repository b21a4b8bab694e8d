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
            // 01:30 is shown twice in Dublin, whose winter is its daylight saving time: the first.
            (
                #"{"start":"2025-10-27T01:30","zone":"Europe/Dublin"}"#, #"{"before":"P1D"}"#, "2025-10-26T00:30"
            ),
            // Lord Howe puts clocks forward by half an hour: 02:15 is skipped.
            (
                #"{"start":"2025-10-06T02:15","zone":"Australia/Lord_Howe"}"#, #"{"before":"P1D"}"#,
                "2025-10-04T15:45"
            ),
            // Clocks went back in Casablanca for Ramadan on 23 February 2025.
            (#"{"start":"2025-02-23T10:00","zone":"Africa/Casablanca"}"#, #"{"before":"P1D"}"#, "2025-02-22T09:00"),
        ])
    func moments(when: String, rule: String, due: String) throws {
        let reminder = try #require(
            try next(scheduled("a", when: when, #","place":{"zone":"Asia/Tokyo"},"reminders":[\#(rule)]"#)))
        #expect(utc(reminder.due) == due)
    }

    /// Apia skipped 30 December 2011. Tehran put its clocks forward at midnight on 21 March 2012.
    @Test(
        "where a day or its midnight is skipped a reminder still comes before its event",
        arguments: [
            (#"{"date":"2011-12-31"}"#, "Pacific/Apia", #"{"before":"P1D"}"#, "2011-12-29T19:00"),
            (#"{"date":"2011-12-31"}"#, "Pacific/Apia", #"{"before":"PT12H"}"#, "2011-12-29T22:00"),
            (#"{"date":"2011-12-31"}"#, "Pacific/Apia", #"{"before":"P2D"}"#, "2011-12-29T19:00"),
            (#"{"date":"2011-12-30"}"#, "Pacific/Apia", #"{"before":"P0D","at":"08:00"}"#, "2011-12-30T18:00"),
            (
                #"{"start":"2011-12-31T08:00","zone":"Pacific/Apia"}"#, "Pacific/Apia", #"{"before":"P1D"}"#,
                "2011-12-29T18:00"
            ),
            (#"{"date":"2012-03-21"}"#, "Asia/Tehran", #"{"before":"P0D","at":"00:00"}"#, "2012-03-20T20:30"),
            (#"{"date":"2012-03-21"}"#, "Asia/Tehran", #"{"before":"PT12H"}"#, "2012-03-20T08:30"),
            (#"{"date":"2012-03-22"}"#, "Asia/Tehran", #"{"before":"P1D","at":"00:30"}"#, "2012-03-20T21:00"),
            (#"{"date":"2012-03-23"}"#, "Not/There", #"{"before":"P1D"}"#, "2012-03-22T09:00"),
        ])
    func skipped(when: String, zone: String, rule: String, due: String) throws {
        var ledger = Ledger()
        try ledger.append(scheduled("a", when: when, #","reminders":[\#(rule)]"#), at: "2011-01-01T00:00")
        let record = try #require(ledger.calendar["a"])
        let policy = ReminderPolicy(entries: [], zone: zone, zones: Ledger.zones)
        let reminder = try #require(
            ReminderSchedule.next(of: record, policy: policy, now: seconds("2011-01-01T00:00")))
        #expect(utc(reminder.due) == due)
    }

    @Test("the first entry of the policy that fits an event counts, and its own reminders before all")
    func entries() throws {
        func rules(_ before: String...) -> [ReminderRule] { before.compactMap { ReminderRule(before: $0, at: nil) } }
        let policy = ReminderPolicy(
            entries: [
                .init(statuses: [.tentative], reminders: []), .init(kinds: ["observance"], reminders: []),
                .init(kinds: ["summit"], classifications: [.confidential], reminders: rules("P3D")),
                .init(kinds: ["summit", "visit"], reminders: rules("P7D")), .init(reminders: rules("P2D")),
            ], zone: "UTC", zones: Ledger.zones)
        let cases: [(String, String, String?)] = [
            ("summit", "", "P7D"), ("visit", "", "P7D"), ("meeting", "", "P2D"),
            ("summit", #","status":"tentative""#, nil), ("summit", #","classification":"confidential""#, "P3D"),
            ("summit", #","classification":"private""#, "P7D"), ("visit", #","classification":"confidential""#, "P7D"),
            ("visit", #","status":"tentative","reminders":[{"before":"P1D"}]"#, "P1D"),
            ("visit", #","reminders":[]"#, nil), ("observance", "", nil),
        ]
        for (kind, more, before) in cases {
            var ledger = Ledger()
            try ledger.append(scheduled("a", kind: kind, more), at: "2025-01-01T00:00")
            let record = try #require(ledger.calendar["a"])
            let next = ReminderSchedule.next(of: record, policy: policy, now: seconds("2025-01-01T00:00"))
            #expect(next?.rule.before == before, "\(kind)\(more)")
        }
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

    /// The first reminder of an event that was scheduled at the beginning of 2025.
    private func next(
        _ draft: String, zone: String = "UTC"
    ) throws -> DueReminder? {
        var ledger = Ledger()
        try ledger.append(draft, at: "2025-01-01T00:00")
        return ReminderSchedule.next(
            of: try #require(ledger.calendar["a"]),
            policy: ReminderPolicy(entries: [], zone: zone, zones: Ledger.zones),
            now: seconds("2025-01-01T00:00"))
    }
}
