import CanonicalJSON
import Testing

@testable import chanceryctl

@Suite struct ChangeFileTests {
    private func file(_ text: String) throws(Failure) -> ChangeFile {
        try ChangeFile(name: "story.jsonl", contents: Array(text.utf8))
    }

    @Test("a line is a change, and blank lines count as lines only")
    func lines() throws {
        let file = try file("\n{\"event\":\"a\"}\r\n \t\r\n{ \"event\": \"b\" }")
        #expect(file.changes == [["event": "a"], ["event": "b"]])
        #expect([0, 1, 2, -1].map(file.place) == ["story.jsonl:2", "story.jsonl:4", "story.jsonl", "story.jsonl"])
    }

    @Test(
        "a line that is no change is told by its number",
        arguments: [
            ("{}\n\n{\"event\":}", "story.jsonl:3: "), ("{}\n[]\n", "story.jsonl:2: "), ("{} {}", "story.jsonl:1: "),
            ("{\"position\":1.5}", "story.jsonl:1: "), ("{\"event\":\"a\",\"event\":\"b\"}", "story.jsonl:1: "),
            ("", "story.jsonl: "), ("\n \n", "story.jsonl: "),
        ])
    func malformed(text: String, place: String) throws {
        let failure = try #require(throws: Failure.self) { try file(text) }
        #expect(failure.message.hasPrefix(place))
        #expect(failure.code == .refused)
    }
}
