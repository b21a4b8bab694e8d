import CanonicalJSON
import Chancery
import ICalendar
import Testing

@Suite struct WhenTests {
    @Test(
        "a date is written as people read it",
        arguments: [
            (#"{"date":"2025-04-14"}"#, "14 Apr 2025"),
            (#"{"date":"2024-12-16","until":"2024-12-17"}"#, "16–17 Dec 2024"),
            (#"{"date":"2025-04-13","until":"2025-10-13"}"#, "13 Apr–13 Oct 2025"),
            (#"{"date":"2024-12-30","until":"2025-01-02"}"#, "30 Dec 2024–2 Jan 2025"),
            (#"{"date":"2025-04-14","until":"2025-04-14"}"#, "14 Apr 2025"),
            (
                #"{"start":"2025-01-27T10:00","end":"2025-01-27T12:00","zone":"Asia/Tokyo"}"#,
                "27 Jan 2025 10:00–12:00 Asia/Tokyo"
            ),
            (#"{"start":"2025-01-27T10:00","zone":"Asia/Tokyo"}"#, "27 Jan 2025 10:00 Asia/Tokyo"),
            (
                #"{"start":"2025-01-27T22:00","end":"2025-01-28T01:30","zone":"Asia/Tokyo"}"#,
                "27 Jan 2025 22:00–28 Jan 2025 01:30 Asia/Tokyo"
            ),
            (#"{"approximate":"2025-12"}"#, "Dec 2025 (approximate)"),
            (#"{"approximate":"2025"}"#, "2025 (approximate)"),
            (#"{"undetermined":true}"#, "to be determined"),
            (#"{"date":"2025-10-27","repeat":"FREQ=YEARLY"}"#, "27 Oct 2025"),
        ])
    func text(json: String, text: String) throws {
        #expect(try when(json).text == text)
    }

    @Test(
        "every form comes back as it was given",
        arguments: [
            #"{"date":"2025-04-14"}"#, #"{"date":"2024-12-16","until":"2024-12-17"}"#,
            #"{"start":"2025-01-27T10:00","zone":"Asia/Tokyo"}"#,
            #"{"end":"2025-01-27T12:00","start":"2025-01-27T10:00:30","zone":"Asia/Tokyo"}"#,
            #"{"approximate":"2025-12"}"#,
            #"{"approximate":"0999"}"#, #"{"undetermined":true}"#,
            #"{"also":["2025-05-01"],"date":"2025-04-14","except":["2025-04-16","2025-04-18"],"repeat":"FREQ=DAILY"}"#,
            #"{"also":["2025-05-01T10:00"],"start":"2025-04-14T10:00","zone":"Asia/Tokyo"}"#,
        ])
    func roundTrip(json: String) throws {
        #expect(String(decoding: try when(json).json.canonicalBytes, as: UTF8.self) == json)
    }

    @Test("moved to another start a date keeps its length, and repeats no more")
    func moved() throws {
        #expect(
            try when(#"{"date":"2025-04-14","until":"2025-04-16","repeat":"FREQ=MONTHLY"}"#)
                .moved(to: CivilDateTime(date: date("2025-02-27"))).text == "27 Feb–1 Mar 2025")
        #expect(
            try when(#"{"start":"2025-01-27T23:00","end":"2025-01-28T01:00","zone":"Asia/Tokyo"}"#)
                .moved(to: time("2025-02-01T10:00")).text == "1 Feb 2025 10:00–12:00 Asia/Tokyo")
        #expect(try when(#"{"undetermined":true}"#).moved(to: time("2025-02-01T10:00")) == When(.undetermined))
    }

    @Test(
        "an occurrence is named by its original start",
        arguments: [("2025-04-14", true), ("2025-04-14T10:00", false), ("2025-04-14T10:00:30", false)])
    func occurrence(text: String, isDay: Bool) throws {
        let id = try #require(OccurrenceID(text))
        #expect(id.description == text)
        #expect(id.isDay == isDay)
    }

    /// Reads a date in the only way there is: as that of an event.
    private func when(_ json: String) throws -> When {
        var ledger = Ledger()
        try ledger.append(scheduled("a", when: json))
        return try #require(ledger.calendar["a"]).event.when
    }
}
