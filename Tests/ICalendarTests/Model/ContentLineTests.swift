import ICalendar
import Testing

@Suite struct ContentLineTests {
    @Test(
        "a value is written as its type has it",
        arguments: [
            (Property(.version, value: "2.0"), "VERSION:2.0"),
            (Property(.sequence, integer: -3), "SEQUENCE:-3"),
            (Property(.url, uri: "https://example.org/a;b,c"), "URL:https://example.org/a;b,c"),
            (
                Property(.categories, parameters: [Parameter(.language, "en")], texts: ["a", "b"]),
                "CATEGORIES;LANGUAGE=en:a,b"
            ),
        ]
    )
    func values(property: Property, line: String) {
        #expect(written(property) == line + "\r\n")
    }

    @Test("dates and times are written in the basic form")
    func times() throws {
        let date = try #require(CivilDate(basic: "20250414"))
        let time = try #require(CivilDateTime(basic: "20250127T100000"))
        #expect(written(Property(.dtstart, date: date)) == "DTSTART;VALUE=DATE:20250414\r\n")
        #expect(written(Property(.dtstamp, utc: time)) == "DTSTAMP:20250127T100000Z\r\n")
        #expect(
            written(Property(.dtstart, local: time, timeZone: "Asia/Tokyo"))
                == "DTSTART;TZID=Asia/Tokyo:20250127T100000\r\n"
        )
    }

    @Test(
        "a parameter value is quoted and escaped where it needs it, and comes back",
        arguments: [
            ("Minister", "Minister"), ("", ""), ("two words", "two words"), ("a:b", #""a:b""#), ("a;b", #""a;b""#),
            ("a,b", #""a,b""#), (#"the "big" one"#, "the ^'big^' one"), ("x^y", "x^^y"), ("^n", "^^n"),
            ("one\ntwo", "one^ntwo"), (#"^"\#n:"#, #""^^^'^n:""#), ("外相", "外相"), ("a=b", "a=b"), ("tab\t", "tab\t"),
        ]
    )
    func parameterValues(value: String, encoded: String) throws {
        let property = Property(.attendee, parameters: [Parameter(.cn, value)], value: "mailto:a@example.org")
        #expect(written(property) == "ATTENDEE;CN=\(encoded):mailto:a@example.org\r\n")
        #expect(try reread(property) == property)
    }

    @Test("a list of parameter values is written with commas, each quoted by itself")
    func parameterLists() throws {
        let property = Property(.attendee, parameters: [Parameter(.cn, values: ["a", "b:c", ""])], value: "x")
        #expect(written(property) == "ATTENDEE;CN=a,\"b:c\",:x\r\n")
        #expect(try reread(property) == property)
        #expect(Parameter(.cn, values: []) == Parameter(.cn, ""))
    }

    @Test("control characters in a parameter are dropped")
    func parameterControls() {
        #expect(Parameter(.cn, "a\u{0}b\r\nc\u{7F}").values == ["ab\nc"])
    }

    /// `SUMMARY:` has 8 octets.
    @Test(
        "a line is folded after 75 octets, and never within a character",
        arguments: [
            (String(repeating: "a", count: 67), [75]),
            (String(repeating: "a", count: 68), [75, 2]),
            (String(repeating: "a", count: 67 + 74), [75, 75]),
            (String(repeating: "a", count: 67 + 75), [75, 75, 2]),
            // Two octets: the last place is left free.
            (String(repeating: "a", count: 66) + "é", [74, 3]),
            (String(repeating: "a", count: 65) + "é", [75]),
            // Three.
            (String(repeating: "a", count: 65) + "京", [73, 4]),
            (String(repeating: "a", count: 64) + "京", [75]),
            (String(repeating: "京", count: 60), [74, 73, 43]),
            // Four.
            (String(repeating: "a", count: 64) + "🕊", [72, 5]),
            (String(repeating: "a", count: 63) + "🕊", [75]),
        ] as [(String, [Int])]
    )
    func folding(value: String, lengths: [Int]) throws {
        let property = Property(.summary, value: value)
        let lines = written(property).split(separator: "\r\n")
        #expect(lines.map(\.utf8.count) == lengths)
        #expect(lines.dropFirst().allSatisfy { $0.utf8.first == UInt8(ascii: " ") })
        #expect(try reread(property) == property)
    }

    @Test("the same component gives the same bytes, after what is there already")
    func appends() {
        let component = Component(.event, properties: [Property(.summary, text: String(repeating: "長い題", count: 30))])
        var bytes = Array("before".utf8)
        component.serialize(into: &bytes)
        #expect(bytes == Array("before".utf8) + component.serialized())
    }
}

@Suite struct TokenTests {
    @Test("names do not differ by case", arguments: ["dtstart", "DTSTART", "DtStart"])
    func canonical(text: String) {
        #expect(PropertyName(text) == .dtstart)
    }

    @Test(
        "what is no name, or marks a component, is refused",
        arguments: ["", " ", "A B", "A_B", "A:B", "A;", "É", "BEGIN", "end", "A\n"]
    )
    func refused(text: String) {
        #expect(PropertyName(text) == nil)
    }
}

/// The lines of a property.
private func written(_ property: Property) -> String {
    let text = String(decoding: Component(.event, properties: [property]).serialized(), as: UTF8.self)
    return String(text.dropFirst("BEGIN:VEVENT\r\n".count).dropLast("END:VEVENT\r\n".count))
}

private func reread(_ property: Property) throws -> Property? {
    try Component.parse(Component(.event, properties: [property]).serialized()).properties.first
}
