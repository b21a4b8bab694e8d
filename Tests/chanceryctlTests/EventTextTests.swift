import CanonicalJSON
import Testing

@testable import chanceryctl

@Suite struct EventTextTests {
    @Test("an event is told in labelled lines, without a line for what it lacks")
    func lines() {
        let event: JSONObject = [
            "uid": "a@x", "title": ["en": "Summit", "ja": "首脳会合"],
            "when": ["date": "2025-04-14", "repeat": "FREQ=YEARLY"], "place": ["city": "Tokyo", "country": "JP"],
            "parties": ["JP", "TM"], "participants": [["name": "A. B.", "party": "JP", "part": "host"]],
            "description": "One.\nTwo.", "state": "scheduled", "status": "tentative",
            "occurrences": [["occurrence": "2026-04-14", "cancelled": true]], "sequence": 0, "positions": [1, 4],
        ]
        #expect(
            EventText.lines(event) == [
                "event         a@x",
                "title         en: Summit",
                "              ja: 首脳会合",
                "when          14 Apr 2025",
                "              repeats by FREQ=YEARLY",
                "place         Tokyo, JP",
                "parties       JP, TM",
                "participants  A. B., JP (host)",
                "description   One.",
                "              Two.",
                "status        tentative",
                "occurrences   14 Apr 2026: cancelled",
                "sequence      0",
                "entries       1, 4",
            ])
    }
}
