import Chancery
import Testing

@Suite struct KnownCalendarTests {
    @Test("what had been announced by a time is known then, whenever it was recorded")
    func announced() throws {
        var ledger = Ledger()
        // Recorded in the order of the office's work, not in that of the world.
        try ledger.append(
            scheduled("a", when: #"{"approximate":"2025"}"#, #","announced":"2024-12""#), at: "2025-02-02T10:00")
        try ledger.append(
            change("a", "rescheduled", #","when":{"date":"2025-05-01"},"announced":"2025-01-20""#),
            at: "2025-02-02T10:00")
        try ledger.append(
            change("a", "rescheduled", #","when":{"approximate":"2025-05"},"announced":"2025-01-10T12:00:00Z""#),
            at: "2025-02-02T10:00")
        try ledger.append(change("a", "cancelled"), at: "2025-02-03T10:00")
        for (time, date, state) in [
            ("2024-11-30T23:59:59", String?.none, EventRecord.State.scheduled),
            ("2024-12-01T00:00", "2025 (approximate)", .scheduled),
            ("2025-01-10T11:59:59", "2025 (approximate)", .scheduled),
            ("2025-01-10T12:00", "May 2025 (approximate)", .scheduled),
            ("2025-01-20T00:00", "1 May 2025", .scheduled), ("2025-02-03T09:59:59", "1 May 2025", .scheduled),
            ("2025-02-03T10:00", "1 May 2025", .cancelled),
        ] {
            let (calendar, leftOut) = try ledger.known(at: time)
            #expect(calendar["a"]?.event.when.text == date, "\(time)")
            #expect(calendar["a"]?.state ?? .scheduled == state, "\(time)")
            #expect(leftOut == [])
        }
        #expect(ledger.calendar["a"]?.event.when.text == "May 2025 (approximate)", "the log's own order is another one")
    }

    @Test("what was announced at one time is taken in the order of the log")
    func sameTime() throws {
        var ledger = Ledger()
        try ledger.append(scheduled("a", #","announced":"2025-01-01""#))
        for title in ["First", "Second", "Third"] {
            try ledger.append(change("a", "revised", #","set":{"title":"\#(title)"},"announced":"2025-01-02""#))
        }
        #expect(try ledger.known(at: "2025-01-03T00:00").calendar["a"]?.event.title == .plain("Third"))
    }

    @Test("a change that does not fit where this order puts it is left out and named, and the others are taken")
    func leftOut() throws {
        var ledger = Ledger()
        try ledger.append(scheduled("a"), scheduled("b", #","announced":"2025-01-10""#))
        try ledger.append(
            scheduled("c", #","announced":"2025-01-01""#),
            change("a", "revised", #","set":{"title":"Too early"},"announced":"2025-01-05""#),
            change("b", "cancelled", #","announced":"2025-01-11""#))
        let (calendar, leftOut) = try ledger.known(at: "2025-02-01T00:00")
        #expect(leftOut.map(\.position) == [2])
        #expect(leftOut.map(\.change) == [1])
        #expect(leftOut.map(\.event) == ["a"])
        #expect(leftOut.map(\.fault.reason) == [.unknownEvent])
        #expect(calendar["a"]?.event.title == .plain("A meeting"))
        #expect(calendar["b"]?.state == .cancelled)
        #expect(calendar.records.map(\.event.uid) == ["c", "b", "a"], "in the order in which they became known")
    }

    @Test(
        "a date, a month or a year counts from its first moment in UTC",
        arguments: [
            ("2025-01-20", "2025-01-20T00:00"), ("2025-01", "2025-01-01T00:00"), ("2024", "2024-01-01T00:00"),
            ("2025-01-20T15:30:00Z", "2025-01-20T15:30"), ("2025-01-20T15:30Z", "2025-01-20T15:30"),
        ])
    func forms(announced: String, from time: String) throws {
        var ledger = Ledger()
        try ledger.append(scheduled("a", #","announced":"\#(announced)""#))
        #expect(try ledger.known(at: time).calendar.count == 1)
        #expect(try ledger.known(at: utc(seconds(time) - 1) ?? "").calendar.count == 0)
    }

    @Test("versions grow in this order as well")
    func versions() throws {
        var ledger = Ledger()
        try ledger.append(scheduled("a", #","announced":"2025-01-02""#))
        try ledger.append(change("a", "cancelled", #","announced":"2025-01-02""#), at: "2025-02-01T00:00")
        let record = try #require(try ledger.known(at: "2025-03-01T00:00").calendar["a"])
        #expect(utc(record.created) == "2025-01-02T00:00")
        #expect(utc(record.lastModified) == "2025-01-02T00:00:01")
        #expect(record.sequence == 1)
        #expect(record.positions == [1, 2])
    }
}
