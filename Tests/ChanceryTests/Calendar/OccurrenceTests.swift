import Chancery
import ICalendar
import Testing

/// Occurrences that are cancelled, moved or revised, and the days on which they are found.
@Suite struct OccurrenceTests {
    private var ledger = Ledger()

    /// Weekly on Mondays at 10:00 in Paris, for two hours.
    init() throws {
        try ledger.append(
            scheduled(
                "weekly", title: #""Committee""#,
                when: #"""
                    {"start":"2025-03-03T10:00","end":"2025-03-03T12:00","zone":"Europe/Paris","repeat":"FREQ=WEEKLY;COUNT=20"}
                    """#))
    }

    private var record: EventRecord { get throws { try #require(ledger.calendar["weekly"]) } }

    /// The occurrences of some days, as `original start: present date`.
    private func occurrences(_ first: String, _ last: String) throws -> [String] {
        let span = CivilDateTime(date: date(first))...time(last + "T23:59:59")
        return try record.occurrences(in: span, zones: Ledger.zones).map {
            "\($0.id.map(\.description) ?? "-")\($0.isCancelled ? " cancelled" : ""): \($0.event.when.text)"
        }
    }

    @Test("a repeating event is found on each of its days, at the same time of the day across a change of the clocks")
    func repeating() throws {
        #expect(
            try occurrences("2025-03-24", "2025-04-07") == [
                "2025-03-24T10:00: 24 Mar 2025 10:00–12:00 Europe/Paris",
                "2025-03-31T10:00: 31 Mar 2025 10:00–12:00 Europe/Paris",
                "2025-04-07T10:00: 7 Apr 2025 10:00–12:00 Europe/Paris",
            ])
        #expect(try occurrences("2025-03-25", "2025-03-30") == [])
    }

    @Test("a cancelled occurrence is still found, as cancelled, and can be reinstated")
    mutating func cancelled() throws {
        try ledger.append(change("weekly", "cancelled", #","occurrence":"2025-03-10T10:00""#))
        #expect(
            try occurrences("2025-03-10", "2025-03-10") == [
                "2025-03-10T10:00 cancelled: 10 Mar 2025 10:00–12:00 Europe/Paris"
            ])
        #expect(try record.state == .scheduled)
        try ledger.append(change("weekly", "reinstated", #","occurrence":"2025-03-10T10:00""#))
        #expect(
            try occurrences("2025-03-10", "2025-03-10") == ["2025-03-10T10:00: 10 Mar 2025 10:00–12:00 Europe/Paris"])
        #expect(try record.sequence == 2)
    }

    @Test(
        "a moved occurrence is found on its new day and not on the old one, earlier, later and far away",
        arguments: ["2025-03-11", "2025-03-07", "2025-02-10", "2025-06-20", "2026-01-05"])
    mutating func moved(day: String) throws {
        try ledger.append(
            change("weekly", "rescheduled", #","occurrence":"2025-03-10T10:00","when":{"date":"\#(day)"}"#))
        #expect(try occurrences("2025-03-10", "2025-03-10") == [])
        #expect(try occurrences(day, day) == ["2025-03-10T10:00: \(date(day).text)"])
        #expect(try occurrences("2025-03-17", "2025-03-17").count == 1, "the others stay")
    }

    @Test("an occurrence of a distant day that was brought forward is found where it is now")
    mutating func broughtForward() throws {
        try ledger.append(
            change("weekly", "rescheduled", #","occurrence":"2025-06-02T10:00","when":{"date":"2025-03-05"}"#))
        #expect(try occurrences("2025-03-04", "2025-03-09") == ["2025-06-02T10:00: 5 Mar 2025"])
        #expect(try occurrences("2025-06-02", "2025-06-02") == [])
        #expect(try occurrences("2025-01-01", "2026-01-01").count == 20)
    }

    @Test("a revised occurrence differs in what was revised, and follows its event in the rest")
    mutating func revised() throws {
        try ledger.append(
            change("weekly", "revised", #","occurrence":"2025-03-10T10:00","set":{"title":"Special session"}"#))
        try ledger.append(
            change("weekly", "revised", #","occurrence":"2025-03-10T10:00","set":{"place":{"city":"Lyon"}}"#))
        try ledger.append(change("weekly", "revised", #","set":{"description":"For all","title":"Board"}"#))
        let event = try record.event(at: .time(time("2025-03-10T10:00")))
        #expect(event.title == .plain("Special session"))
        #expect(event.place?.city == "Lyon")
        #expect(event.description == .plain("For all"))
        #expect(try record.event(at: .time(time("2025-03-17T10:00"))).title == .plain("Board"))
        #expect(try record.event.title == .plain("Board"))
    }

    @Test("an occurrence that is moved twice is where it was moved last")
    mutating func movedTwice() throws {
        for day in ["2025-03-11", "2025-03-12"] {
            try ledger.append(
                change("weekly", "rescheduled", #","occurrence":"2025-03-10T10:00","when":{"date":"\#(day)"}"#))
        }
        #expect(try occurrences("2025-03-09", "2025-03-16") == ["2025-03-10T10:00: 12 Mar 2025"])
    }

    @Test(
        "after the whole event is rescheduled, occurrences that are still there keep what was said of them; the others go"
    )
    mutating func overridesKept() throws {
        try ledger.append(
            change("weekly", "cancelled", #","occurrence":"2025-03-10T10:00""#),
            change("weekly", "cancelled", #","occurrence":"2025-03-17T10:00""#),
            change("weekly", "revised", #","occurrence":"2025-03-24T10:00","set":{"title":"Special session"}"#))
        try ledger.append(
            change(
                "weekly", "rescheduled",
                #","when":{"start":"2025-03-10T10:00","end":"2025-03-10T11:00","zone":"Europe/Paris","repeat":"FREQ=WEEKLY;INTERVAL=2"}"#
            ))
        #expect(try record.overrides.keys.sorted().map(\.description) == ["2025-03-10T10:00", "2025-03-24T10:00"])
        try ledger.append(
            change("weekly", "rescheduled", #","when":{"date":"2025-03-10","repeat":"FREQ=WEEKLY"}"#))
        #expect(try record.overrides.isEmpty, "whole days are other occurrences")
        #expect(try ledger.replayed()["weekly"] == record)
    }

    @Test("the last occurrence before an UNTIL in UTC keeps what was said of it when the event is rescheduled")
    mutating func overridesKeptUntil() throws {
        let when = #"{"start":"2025-03-03T10:00","zone":"Asia/Tokyo","repeat":"FREQ=WEEKLY;UNTIL=20250317T010000Z"}"#
        try ledger.append(change("weekly", "rescheduled", #","when":\#(when)"#))
        try ledger.append(change("weekly", "cancelled", #","occurrence":"2025-03-17T10:00""#))
        try ledger.append(change("weekly", "rescheduled", #","when":\#(when)"#))
        #expect(try record.overrides.count == 1)
    }

    @Test("a single event is found on any of its days, an event without a date on none")
    mutating func single() throws {
        try ledger.append(
            scheduled("days", when: #"{"date":"2025-03-30","until":"2025-04-02"}"#),
            scheduled("undated", when: #"{"approximate":"2025-04"}"#))
        let days = try #require(ledger.calendar["days"])
        let undated = try #require(ledger.calendar["undated"])
        for (first, last, count) in [
            ("2025-03-29", "2025-03-29", 0), ("2025-03-30", "2025-03-30", 1), ("2025-04-02", "2025-04-09", 1),
            ("2025-04-03", "2025-04-09", 0), ("2025-01-01", "2025-12-31", 1),
        ] {
            let span = CivilDateTime(date: date(first))...time(last + "T23:59:59")
            #expect(days.occurrences(in: span, zones: Ledger.zones).count == count, "\(first) to \(last)")
            #expect(undated.occurrences(in: span, zones: Ledger.zones).isEmpty)
        }
    }
}
