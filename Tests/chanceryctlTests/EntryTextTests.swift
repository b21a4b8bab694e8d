import CanonicalJSON
import Testing

@testable import chanceryctl

@Suite struct EntryTextTests {
    private static let logLine =
        #"{"author":{"gid":1000,"pid":7,"uid":1000},"changes":[{"event":"a@x","type":"cancelled"},"#
        + #"{"event":"b@x","type":"withdrawn"}],"id":"n1","position":2,"previous":"00","recorded":"#
        + #""2025-01-28T09:00:00.000Z","hash":"ff"}"#

    @Test("an entry is given as it stands in the log, its hash last")
    func logLine() throws {
        let entry = try #require(try JSONValue(parsing: Self.logLine.utf8).objectValue)
        #expect(EntryText.logLine(entry) == Array(Self.logLine.utf8))
    }

    @Test("an entry for people is one line")
    func line() throws {
        let entry = try JSONValue(parsing: Self.logLine.utf8)
        #expect(
            EntryText.line(entry) == "     2  2025-01-28T09:00:00.000Z  uid 1000  cancelled a@x, withdrawn b@x")
    }

    @Test(
        "a change is summed up in what it says and why",
        arguments: [
            (["type": "scheduled", "when": ["date": "2025-04-14"]], "14 Apr 2025"),
            (
                ["type": "rescheduled", "when": ["undetermined": true], "reason": "No date is given."],
                "to be determined: No date is given."
            ),
            (["type": "revised", "set": ["title": "a", "place": [:]], "clear": ["links"]], "place, title, no links"),
            (["type": "cancelled", "occurrence": "2025-04-14", "reason": "Rain."], "14 Apr 2025: Rain."),
            (["type": "concluded", "outcome": ["en": "Done.", "ja": "終了"]], "en: Done. ja: 終了"),
            (["type": "withdrawn"], ""),
        ] as [(JSONValue, String)])
    func summary(change: JSONValue, text: String) {
        #expect(EntryText.summary(of: change) == text)
    }
}
