import Chancery
import Testing

@Suite struct ReminderSeriesTests {
    private static let twice = #","reminders":[{"before":"P7D"},{"before":"P1D"}]"#

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
}
