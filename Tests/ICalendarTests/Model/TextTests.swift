import ICalendar
import Testing

@Suite struct TextTests {
    @Test(
        "a text is escaped, and comes back",
        arguments: [
            ("", ""),
            ("Consultations", "Consultations"),
            ("a,b;c", #"a\,b\;c"#),
            (#"C:\new"#, #"C:\\new"#),
            ("one\ntwo\n", #"one\ntwo\n"#),
            (#"\n"#, #"\\n"#),
            ("\"quoted\": yes", "\"quoted\": yes"),
            ("外相会談、東京", "外相会談、東京"),
            ("tab\tkept", "tab\tkept"),
        ]
    )
    func escapes(text: String, value: String) {
        let property = Property(.summary, text: text)
        #expect(property.value == value)
        #expect(property.text == text)
    }

    @Test(
        "line breaks are one kind, and other control characters are dropped",
        arguments: [
            ("a\r\nb", #"a\nb"#), ("a\rb", #"a\nb"#), ("a\r\r\nb", #"a\n\nb"#), ("a\n\rb", #"a\n\nb"#),
            ("a\u{0}b\u{7}c\u{1B}d\u{7F}e", "abcde"), ("a\u{0},\u{1}b", #"a\,b"#),
        ]
    )
    func normalized(text: String, value: String) {
        #expect(Property(.summary, text: text).value == value)
    }

    @Test("no value can begin a line of its own")
    func injection() {
        let property = Property(
            .url, parameters: [Parameter(.label, "a\r\nBEGIN:VALARM")], uri: "https://example.org/\r\nBEGIN:VALARM"
        )
        let text = String(decoding: Component(.event, properties: [property]).serialized(), as: UTF8.self)
        #expect(
            text == """
                BEGIN:VEVENT\r
                URL;LABEL="a^nBEGIN:VALARM":https://example.org/BEGIN:VALARM\r
                END:VEVENT\r

                """
        )
    }

    @Test(
        "a list is divided at the commas that are not escaped",
        arguments: [
            ([], ""), (["summit"], "summit"), (["summit", "visit"], "summit,visit"), (["a,b", "c"], #"a\,b,c"#),
            (["", "", "a\\"], #",,a\\"#), (["line\nbreak", "x;y"], #"line\nbreak,x\;y"#),
        ] as [([String], String)]
    )
    func lists(texts: [String], value: String) {
        let property = Property(.categories, texts: texts)
        #expect(property.value == value)
        #expect(property.texts == (texts.isEmpty ? [""] : texts))
    }

    @Test(
        "what others escaped wrongly is read all the same",
        arguments: [
            (#"a\Nb"#, "a\nb"), (#"a\:b\"c"#, #"a:b"c"#), ("a,b", "a,b"), (#"a,b\;"#, "a,b;"), (#"a\"#, #"a\"#),
        ]
    )
    func lenientDecoding(value: String, text: String) {
        #expect(Property(.summary, value: value).text == text)
    }
}
