import ICalendar
import TestSupport
import Testing

@Suite struct ParsingTests {
    /// In canonical form: read and written, it is the same.
    static let calendar = """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example//Calendar//EN
        BEGIN:VEVENT
        UID:1@example.org
        DTSTART;TZID=Asia/Tokyo:20250127T100000
        SUMMARY;LANGUAGE=ja:外相会談、東京。二国間関係、地域情勢
         、国際社会における協力について
        ATTENDEE;CN="Doe, ^'J^'^n^^";ROLE=CHAIR;X-LIST=a,"b;c",:mailto:j@b.example
        X-EMPTY:
        BEGIN:X-UNKNOWN
        X-FOO;X-BAR=:a\\,b\\;c\\\\d\\n	tab
        END:X-UNKNOWN
        BEGIN:VALARM
        TRIGGER:-P1D
        END:VALARM
        END:VEVENT
        END:VCALENDAR

        """.withReturns

    @Test("what was read is written again as the same bytes", arguments: [Component.ParsingMode.strict, .lenient])
    func roundTrip(mode: Component.ParsingMode) throws {
        let bytes = Array(Self.calendar.utf8)
        #expect(try Component.parse(bytes, mode: mode).serialized() == bytes)
    }

    @Test("values are decoded and unfolded, and unknown parts are kept")
    func contents() throws {
        let event = try #require(try Component.parse(Array(Self.calendar.utf8)).components.first)
        #expect(event.name == .event)
        #expect(event.components.map(\.name.text) == ["X-UNKNOWN", "VALARM"])
        #expect(event[.summary]?[.language] == "ja")
        #expect(event[.summary]?.text == "外相会談、東京。二国間関係、地域情勢、国際社会における協力について")
        #expect(event[.attendee]?.parameters.first?.values == ["Doe, \"J\"\n^"])
        #expect(event[.attendee]?.parameters.last?.values == ["a", "b;c", ""])
        #expect(event[.attendee]?[.role] == "CHAIR")
        #expect(event[.location] == nil)
        #expect(event.components.first?.properties.first?.text == "a,b;c\\d\n\ttab")
    }

    @Test(
        "other ways to write the same are understood",
        arguments: [
            ("summary:x", "SUMMARY:x"),
            (#"SUMMARY;LANGUAGE="en":x"#, "SUMMARY;LANGUAGE=en:x"),
            ("SUM\n MA\n\tRY:x\n  y", "SUMMARY:x y"),
            ("SUMMARY:\n \n x", "SUMMARY:x"),
            ("SUMMARY;CN=a^b^:x", "SUMMARY;CN=a^^b^^:x"),
            ("SUMMARY:\"a:b;c", "SUMMARY:\"a:b;c"),
        ]
    )
    func variants(line: String, canonical: String) throws {
        let bytes = Array("begin:vevent\n\(line)\nEnd:Vevent\n".withReturns.utf8)
        let component = try Component.parse(bytes)
        let expected = Array("BEGIN:VEVENT\n\(canonical)\nEND:VEVENT\n".withReturns.utf8)
        #expect(component.serialized() == bytes)
        #expect(component.canonical().serialized() == expected)
        #expect(try component == Component.parse(expected))
    }

    @Test("a character may be folded in its midst")
    func foldedCharacter() throws {
        let octets = Array("東".utf8)
        let bytes =
            Array("BEGIN:VEVENT\r\nSUMMARY:".utf8) + octets[..<1] + Array("\r\n ".utf8) + octets[1...]
            + Array("\r\nEND:VEVENT\r\n".utf8)
        #expect(try Component.parse(bytes)[.summary]?.text == "東")
    }

    @Test(
        "a fault is named with its line and what was expected",
        arguments: [
            ("", 1, "BEGIN of a component"),
            ("VERSION:2.0\n", 1, "BEGIN of a component"),
            ("END:VEVENT\n", 1, "BEGIN of a component"),
            ("BEGIN:VEVENT\n", 2, "END:VEVENT"),
            ("BEGIN:VEVENT\nBEGIN:VALARM\nEND:VEVENT\n", 3, "END:VALARM"),
            ("BEGIN:VEVENT\nEND:VEVENT\nBEGIN:VEVENT\nEND:VEVENT\n", 3, "nothing after END:VEVENT"),
            ("BEGIN:VEVENT\nEND:VEVENT\nX", 3, "CR LF at the end of the line"),
            ("BEGIN:\n", 1, "the name of a component"),
            ("BEGIN:V EVENT\n", 1, "the name of a component"),
            ("BEGIN;X=1:VEVENT\n", 1, "BEGIN of a component"),
            ("BEGIN:VEVENT\n\nEND:VEVENT\n", 2, "the name of a property"),
            ("BEGIN:VEVENT\nX\n  folded\n nonsense\nEND:VEVENT\n", 2, "the name of a property"),
            ("BEGIN:VEVENT\nX:1\n folded\n:nonsense\nEND:VEVENT\n", 4, "the name of a property"),
            ("BEGIN:VEVENT\nEND;X=1:VEVENT\n", 2, "the name of a property"),
            ("BEGIN:VEVENT\nSUMMARY\n", 2, "a colon before the value of SUMMARY"),
            ("BEGIN:VEVENT\nSUMMARY;LANGUAGE=en\n", 2, "a colon before the value of SUMMARY"),
            ("BEGIN:VEVENT\nSUMMARY;LANGUAGE:x\n", 2, "the name of a parameter of SUMMARY, and ="),
            ("BEGIN:VEVENT\nSUMMARY;:x\n", 2, "the name of a parameter of SUMMARY, and ="),
            ("BEGIN:VEVENT\nSUMMARY;=en:x\n", 2, "the name of a parameter of SUMMARY, and ="),
            ("BEGIN:VEVENT\nSUMMARY;CN=\"a:x\n", 2, "a value of CN in quotes, or with none"),
            ("BEGIN:VEVENT\nSUMMARY;CN=a\"b\":x\n", 2, "a value of CN in quotes, or with none"),
            ("BEGIN:VEVENT\nSUMMARY;CN=\"a\"b:x\n", 2, "a colon before the value of SUMMARY"),
            ("BEGIN:VEVENT\nSUMMARY:\u{0}\n", 2, "no control character in SUMMARY"),
            ("BEGIN:VEVENT\nSUMMARY;CN=\u{7}:x\n", 2, "no control character in CN"),
            ("\u{FEFF}BEGIN:VEVENT\nEND:VEVENT\n", 1, "BEGIN of a component"),
        ]
    )
    func faults(text: String, line: Int, expected: String) throws {
        let error = try #require(throws: Component.ParseError.self) {
            try Component.parse(Array(text.withReturns.utf8))
        }
        #expect(error.description == "line \(line): expected \(expected)")
    }

    @Test("what is not UTF-8 is a fault")
    func invalidUTF8() throws {
        let bytes = Array("BEGIN:VEVENT\r\nSUMMARY:caf".utf8) + [0xE9] + Array("\r\nEND:VEVENT\r\n".utf8)
        #expect(throws: Component.ParseError.self) { try Component.parse(bytes) }
        #expect(try Component.parse(bytes, mode: .lenient)[.summary]?.text == "caf\u{FFFD}")
    }

    @Test(
        "the lenient mode accepts what the strict one refuses",
        arguments: [
            "BEGIN:VEVENT\nSUMMARY:x\n y\nEND:VEVENT\n",
            "BEGIN:VEVENT\r\nSUMMARY:xy\r\nEND:VEVENT",
            "\u{FEFF}BEGIN:VEVENT\r\nSUMMARY:xy\r\nEND:VEVENT\r\n",
            "\r\nBEGIN:VEVENT\r\n\r\nSUMMARY:xy\r\nEND:VEVENT\r\n\r\n",
            "BEGIN:VEVENT\r\nSUMMARY:x\u{0}\r\r\n y\r\nEND:VEVENT\r\n",
        ]
    )
    func lenient(text: String) throws {
        #expect(throws: Component.ParseError.self) { try Component.parse(Array(text.utf8)) }
        let component = try Component.parse(Array(text.utf8), mode: .lenient)
        #expect(component == Component(.event, properties: [Property(.summary, text: "xy")]))
    }

    @Test(
        "what the lenient mode passed over does not get into a file that was changed",
        arguments: ["\r\n", " \r\n", "\r\n\r\n \r\n", "NOTHING\r\n", "X:1\n", "X:\u{0}\r\n"]
    )
    func changedAfterLenient(oddity: String) throws {
        for place in 0...3 {
            var lines = ["BEGIN:VEVENT\r\n", "BEGIN:VALARM\r\n", "TRIGGER:P1D\r\n", "END:VALARM\r\n", "END:VEVENT\r\n"]
            lines.insert(oddity, at: place + 1)
            var event = try Component.parse(Array(lines.joined().utf8), mode: .lenient)
            event.properties.append(Property(.summary, text: "x"))
            #expect(try Component.parse(event.serialized()) == event)
        }
    }

    @Test("what was passed over in lenient mode is reported at once, in short lines, whatever ends the reading")
    func reports() throws {
        let name = String(repeating: "A", count: 100_000)
        let text =
            "BEGIN:\(name)\nbad line\n" + String(repeating: "END:B\n", count: 1000)
            + String(repeating: "BEGIN:X\n", count: 17)
        var faults: [Component.ParseError] = []
        #expect(throws: Component.ParseError.self) {
            try Component.parse(Array(text.utf8), mode: .lenient) { faults.append($0) }
        }
        #expect(faults.count == 1001)
        #expect(faults.first?.line == 2)
        #expect(faults.allSatisfy { $0.expected.utf8.count <= 200 })
        // Nor is the whole name copied for each.
        #expect(faults.last?.expected == "END:" + String(repeating: "A", count: 64))
    }

    @Test("a component without END ends where the next of its kind begins, or the one around it ends")
    func missingEnds() throws {
        let text = """
            BEGIN:VCALENDAR
            BEGIN:VEVENT
            UID:1
            BEGIN:VEVENT\u{20}
            UID:2
            BEGIN:VALARM
            END:VEVENT
            BEGIN:VEVENT
            UID:3
            END:VCALENDAR

            """.withReturns
        var faults: [String] = []
        let calendar = try Component.parse(Array(text.utf8), mode: .lenient) { faults.append("\($0)") }
        #expect(calendar.components.map { $0[.uid]?.text } == ["1", "2", "3"])
        #expect(
            faults == ["line 4: expected END:VEVENT", "line 7: expected END:VALARM", "line 10: expected END:VEVENT"])
        #expect(calendar.serialized() == Array(text.utf8))
        for event in calendar.components {
            #expect(try Component.parse(event.serialized()) == event, "by itself it is as RFC 5545 wants it")
        }
    }

    @Test("a byte order mark may stand before each calendar of a stream")
    func marks() throws {
        let calendar = "\u{FEFF}BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
        var faults = 0
        let stream = try Component.parseStream(Array((calendar + calendar).utf8), mode: .lenient) { _ in faults += 1 }
        #expect(stream.count == 2 && faults == 0)
        #expect(stream.flatMap { $0.serialized() } == Array((calendar + calendar).utf8))
    }

    @Test("a stream has any number of components")
    func stream() throws {
        let bytes = Array(Self.calendar.utf8)
        #expect(try Component.parseStream([]) == [])
        #expect(try Component.parseStream(bytes + bytes).map { $0.serialized() } == [bytes, bytes])
    }
}

@Suite struct ParsingLimitTests {
    @Test("components may be 16 deep", arguments: [(16, true), (17, false)])
    func nesting(depth: Int, isAccepted: Bool) {
        let text =
            String(repeating: "BEGIN:VEVENT\r\n", count: depth) + String(repeating: "END:VEVENT\r\n", count: depth)
        #expect(((try? Component.parse(Array(text.utf8))) != nil) == isAccepted)
    }

    @Test("a line may have 1 MiB, folded or not", arguments: [(1 << 20, true), (1 << 20 + 1, false)])
    func lineLength(length: Int, isAccepted: Bool) {
        let value = String(repeating: "a", count: length - "SUMMARY:".count)
        let component = Component(.event, properties: [Property(.summary, value: value)])
        let unfolded = Array("BEGIN:VEVENT\r\nSUMMARY:\(value)\r\nEND:VEVENT\r\n".utf8)
        for bytes in [component.serialized(), unfolded] {
            #expect(((try? Component.parse(bytes)) == component) == isAccepted)
        }
    }

    @Test("a file of more than 1,000,000 lines is refused")
    func lineCount() throws {
        let text = "BEGIN:VEVENT\r\n" + String(repeating: "A:\r\n", count: 1_000_000)
        let error = try #require(throws: Component.ParseError.self) { try Component.parse(Array(text.utf8)) }
        #expect(error.description == "line 1000001: expected at most 1000000 lines")
    }

    @Test("no truncation is accepted")
    func truncations() {
        let bytes = Array(ParsingTests.calendar.utf8)
        for length in bytes.indices {
            #expect(throws: Component.ParseError.self) { try Component.parse(Array(bytes[..<length])) }
        }
    }

    @Test("no truncation goes unnoticed in lenient mode, and what there was is written again")
    func lenientTruncations() {
        // The lenient mode does without the last line break.
        let bytes = Array(ParsingTests.calendar.utf8.dropLast(2))
        for length in bytes.indices {
            var faults = 0
            let component = try? Component.parse(Array(bytes[..<length]), mode: .lenient) { _ in faults += 1 }
            #expect(component == nil || faults > 0)
            #expect(component.map { $0.serialized() == Array(bytes[..<length]) } ?? true)
        }
    }

    @Test(
        "damaged bytes are refused, or give what is written and read again as the same",
        arguments: [Component.ParsingMode.strict, .lenient]
    )
    func damage(mode: Component.ParsingMode) throws {
        var random = SplitMix64(seed: 1)
        let telling = Array("\r\n\t \";:,=^\\\u{0}".utf8) + [0x80, 0xC3, 0xE6, 0xFF]
        for _ in 0..<10_000 {
            var bytes = Array(ParsingTests.calendar.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                bytes[index] = telling.randomElement(using: &random) ?? 0
            }
            guard let component = try? Component.parse(bytes, mode: mode) else {
                continue
            }
            #expect(try Component.parse(component.canonical().serialized()) == component)
            #expect(component.serialized() == bytes)
        }
    }
}

extension String {
    /// With CR LF for each LF.
    fileprivate var withReturns: String {
        String(flatMap { $0 == "\n" ? ["\r\n"] : [$0] as [Character] })
    }
}
