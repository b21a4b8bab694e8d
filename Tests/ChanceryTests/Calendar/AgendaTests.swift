import Chancery
import ICalendar
import Testing

@Suite struct AgendaTests {
    private var ledger = Ledger()

    init() throws {
        try ledger.append(
            scheduled("fair", when: #"{"date":"2025-04-13","until":"2025-10-13"}"#),
            scheduled("day", when: #"{"date":"2025-04-14"}"#),
            scheduled("talks", when: #"{"start":"2025-04-14T10:00","zone":"Asia/Tokyo"}"#),
            scheduled("autumn", when: #"{"approximate":"2025-10"}"#),
            scheduled("year", when: #"{"approximate":"2025"}"#),
            scheduled("some-day", when: #"{"undetermined":true}"#),
            scheduled("yearly", when: #"{"date":"2020-09-01","repeat":"FREQ=YEARLY"}"#))
        try ledger.append(change("talks", "cancelled"))
    }

    private func agenda(_ span: Agenda.Span) -> Agenda {
        Agenda(ledger.calendar.records, in: span, zones: Ledger.zones)
    }

    private func days(_ first: String, _ last: String) -> [String] {
        agenda(.days(date(first)...date(last))).dated.map { "\($0.occurrence.event.uid) \($0.state.rawValue)" }
    }

    @Test("the days that are asked for are both included, and what reaches into them is there")
    func span() {
        #expect(days("2025-04-12", "2025-04-12") == [])
        #expect(days("2025-04-13", "2025-04-13") == ["fair scheduled"])
        #expect(days("2025-04-14", "2025-04-14") == ["fair scheduled", "day scheduled", "talks cancelled"])
        #expect(days("2025-10-13", "2025-10-31") == ["fair scheduled"])
        #expect(days("2025-10-14", "2025-10-31") == [])
        #expect(days("2030-09-01", "2031-09-01") == ["yearly scheduled", "yearly scheduled"])
    }

    @Test("an agenda of days has no events without a date; one of everything has them at the end, by what is known")
    func undated() {
        #expect(agenda(.days(date("2025-01-01")...date("2025-12-31"))).undated.isEmpty)
        let everything = agenda(.everything(around: nil))
        #expect(everything.undated.map(\.occurrence.event.uid) == ["year", "autumn", "some-day"])
        #expect(
            everything.dated.map(\.occurrence.event.uid)
                == ["yearly", "yearly", "yearly", "fair", "day", "talks"],
            "repeating ones for two years from their start")
    }

    @Test("lines come in the order of time, then of the UIDs; a moved occurrence stands where it is now")
    mutating func order() throws {
        try ledger.append(
            scheduled("b", when: #"{"date":"2025-11-05"}"#), scheduled("a", when: #"{"date":"2025-11-05"}"#),
            scheduled("monthly", when: #"{"date":"2025-11-01","repeat":"FREQ=MONTHLY"}"#),
            change("monthly", "rescheduled", #","occurrence":"2025-12-01","when":{"date":"2025-11-04"}"#),
            change("monthly", "cancelled", #","occurrence":"2025-11-01""#))
        #expect(
            days("2025-11-01", "2025-11-30") == [
                "monthly cancelled", "monthly scheduled", "a scheduled", "b scheduled",
            ])
    }

    @Test("an agenda of everything has the coming occurrences of a series that is old")
    mutating func oldSeries() throws {
        try ledger.append(scheduled("old", when: #"{"date":"1991-10-27","repeat":"FREQ=YEARLY"}"#))
        let starts = agenda(.everything(around: date("2026-11-23"))).dated
            .filter { $0.occurrence.event.uid == "old" }.map(\.occurrence.event.when.text)
        #expect(starts == ["27 Oct 2025", "27 Oct 2026", "27 Oct 2027", "27 Oct 2028"])
    }

    @Test("an agenda of everything has the occurrences that were moved before the first one, too")
    mutating func movedBeforeFirst() throws {
        try ledger.append(change("yearly", "rescheduled", #","occurrence":"2020-09-01","when":{"date":"2020-08-31"}"#))
        let starts = agenda(.everything(around: nil)).dated.map {
            "\($0.occurrence.event.uid) \($0.occurrence.event.when.text)"
        }
        #expect(starts.prefix(2) == ["yearly 31 Aug 2020", "yearly 1 Sep 2021"])
    }

    @Test("an endless series does not fill an agenda beyond its limit")
    mutating func endless() throws {
        try ledger.append(scheduled("daily", when: #"{"date":"2025-01-01","repeat":"FREQ=DAILY"}"#))
        let lines = agenda(.days(date("2025-01-01")...date("9999-12-31"))).dated
        #expect(lines.count { $0.occurrence.event.uid == "daily" } == EventRecord.maximumOccurrences)
        #expect(lines.count <= Agenda.maximumLines)
    }
}
