import CanonicalJSON
import Testing

@testable import chanceryctl

@Suite struct WhenTextTests {
    @Test(
        "a date is written as people write it",
        arguments: [
            (["date": "2025-04-14"], "14 Apr 2025"),
            (["date": "2025-01-01", "until": "2025-01-01"], "1 Jan 2025"),
            (["date": "2024-12-16", "until": "2024-12-17"], "16–17 Dec 2024"),
            (["date": "2025-04-13", "until": "2025-10-13"], "13 Apr–13 Oct 2025"),
            (["date": "2024-12-30", "until": "2025-01-02"], "30 Dec 2024–2 Jan 2025"),
            (
                ["start": "2025-01-27T10:00", "end": "2025-01-27T12:00", "zone": "Asia/Tokyo"],
                "27 Jan 2025 10:00–12:00 Asia/Tokyo"
            ),
            (
                ["start": "2025-01-27T22:00", "end": "2025-01-28T02:00:30", "zone": "Asia/Tokyo"],
                "27 Jan 2025 22:00–28 Jan 2025 02:00:30 Asia/Tokyo"
            ),
            (["start": "2025-01-27T10:00", "zone": "Asia/Tokyo"], "27 Jan 2025 10:00 Asia/Tokyo"),
            (["approximate": "2025-12"], "Dec 2025 (approximate)"),
            (["approximate": "2025"], "2025 (approximate)"),
            (["undetermined": true], "to be determined"),
        ] as [(JSONValue, String)])
    func dates(when: JSONValue, text: String) {
        #expect(WhenText.text(when) == text)
    }

    @Test(
        "what is no known form is shown as it came",
        arguments: [
            (["date": "soon"], #"{"date":"soon"}"#),
            (["date": "2025-13-01", "until": "2025-13-02"], #"{"date":"2025-13-01","until":"2025-13-02"}"#),
            (["season": "autumn"], #"{"season":"autumn"}"#),
        ] as [(JSONValue, String)])
    func unknown(when: JSONValue, text: String) {
        #expect(WhenText.text(when) == text)
    }

    @Test("a repeating event tells its rule and its exceptions")
    func repetition() {
        let when: JSONValue = [
            "start": "2025-04-14T10:00", "zone": "Asia/Tokyo", "repeat": "FREQ=YEARLY",
            "except": ["2026-04-14T10:00"], "also": ["2026-04-15T10:00", "2026-04-16T10:00"],
        ]
        #expect(
            WhenText.repetition(when) == [
                "repeats by FREQ=YEARLY", "except 14 Apr 2026 10:00",
                "and also 15 Apr 2026 10:00, 16 Apr 2026 10:00",
            ])
        #expect(WhenText.repetition(["date": "2025-04-14"]).isEmpty)
    }
}
