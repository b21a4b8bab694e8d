import Testing

@testable import chanceryctl

@Suite struct TableTests {
    @Test(
        "a text takes the columns that a terminal gives it",
        arguments: [
            ("", 0), ("summit", 6), ("Ünïted", 6), ("e\u{301}", 1), ("首脳会合", 8), ("「中央アジア＋日本」", 20),
            ("ｶﾞ", 2), ("서울", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("🇯🇵", 2), ("🎌", 2), ("a\u{200D}b", 2), ("→", 1),
        ])
    func width(text: String, width: Int) {
        #expect(text.displayWidth == width)
    }

    @Test(
        "a text is cut between characters, and fills no more than its width",
        arguments: [
            ("summit", 6, "summit"), ("summit", 5, "summ…"), ("首脳会合", 7, "首脳会…"), ("首脳会合", 6, "首脳…"),
            ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
        ])
    func cut(text: String, width: Int, expected: String) {
        #expect(text.cut(toWidth: width) == expected)
    }

    @Test("columns are aligned by display width, and no line ends in spaces")
    func alignment() {
        var table = Table(["WHEN", "TITLE", "STATE"], elastic: ["TITLE"])
        table.add(["14 Apr 2025", "首脳会合", "tentative"])
        table.add(["2025", "Summit", ""])
        #expect(
            table.lines(fitting: nil) == [
                "WHEN         TITLE     STATE",
                "14 Apr 2025  首脳会合  tentative",
                "2025         Summit",
            ])
    }

    @Test(
        "where the terminal is too narrow, the elastic columns give way, the widest first, and then the line",
        arguments: [
            (56, "14 Apr 2025 (approximate)  International Year  Ashgabat"),
            (50, "14 Apr 2025 (approximate)  Internationa…  Ashgabat"),
            (40, "14 Apr 2025 (approximate)  Interna…  As…"),
        ])
    func narrow(width: Int, line: String) {
        var table = Table(["WHEN", "TITLE", "PLACE"], elastic: ["TITLE", "PLACE"])
        table.add(["14 Apr 2025 (approximate)", "International Year", "Ashgabat"])
        #expect(table.lines(fitting: width).last == line)
    }

    @Test("a cell is one line, and nothing in it is obeyed by the terminal")
    func control() {
        var table = Table(["TITLE"], elastic: [])
        table.add(["one\ntwo\t\u{1B}[31m\u{9B}m"])
        #expect(table.lines(fitting: nil) == ["TITLE", "one two \u{FFFD}[31m\u{FFFD}m"])
    }
}
