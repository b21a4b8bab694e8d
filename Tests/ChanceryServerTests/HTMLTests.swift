import Testing

@testable import ChanceryServer

@Suite("HTML")
struct HTMLTests {
    @Test(
        "text becomes text, and ends no attribute",
        arguments: [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onclick='x'", "&quot; onclick=&#39;x&#39;"),
            ("A & B &amp; C", "A &amp; B &amp;amp; C"),
            // With an accent on it, each of these is a character of its own.
            (
                "\"\u{301}<\u{338}>\u{301}&\u{301}'\u{301}",
                "&quot;\u{301}&lt;\u{338}&gt;\u{301}&amp;\u{301}&#39;\u{301}"
            ),
            ("日本と\u{0}\r\nTürkmenistan", "日本と\u{0}\r\nTürkmenistan"),
            ("", ""),
        ])
    func text(_ text: String, _ expected: String) {
        let html: HTML = #"<a title="\#(text)">\#(text)</a>"#
        #expect(Array(html.text.utf8) == Array(#"<a title="\#(expected)">\#(expected)</a>"#.utf8))
    }

    @Test("HTML stays HTML, alone or several, and nothing is nothing")
    func parts() {
        let bold: HTML = "<b>\("&")</b>"
        let none: HTML? = nil
        let html: HTML = "<p>\(bold)\([bold, "<br>"])\(none)</p>"
        #expect(html.text == "<p><b>&amp;</b><b>&amp;</b><br></p>")
    }
}
