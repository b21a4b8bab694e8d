import CanonicalJSON
import Testing

@Suite struct JSONReaderTests {
    /// A text that has everything.
    static let sample = #"""
        {"changes": [{"event":"a\u00e9\ud83d\ude00\n", "title":{"en":"Sümmit","ja":"首脳会合"}}, [], {}, [[-12, 0]]],
         "done":true, "lost" : false,"none":null,"position":9007199254740991,"\u0070ath":"C:\\x\/y"}
        """#

    @Test("the tree that is read out of the reader is the one that was written")
    func tree() throws {
        let expected: JSONValue = [
            "changes": [["event": "aé😀\n", "title": ["en": "Sümmit", "ja": "首脳会合"]], [], [:], [[-12, 0]]],
            "done": true, "lost": false, "none": .null, "position": 9_007_199_254_740_991, "path": "C:\\x/y",
        ]
        #expect(try JSONValue(parsing: Self.sample.utf8) == expected)
    }

    @Test(
        "passing over a value ends where reading it ends, and answers its bytes",
        arguments: [
            "null", "true", "false", "-17", #""""#, #""a\"b\\""#, "[]", "[1, [2, {}], \"]\"]", "{}",
            #"{"a": {"b" : [ ]} , "}":"{"}"#,
        ])
    func skip(text: String) throws {
        let bytes = Array("[ \(text) , 1]".utf8)
        let (values, ends) = try read(bytes) { (reader) throws(JSONError) in
            var (values, ends): ([JSONValue], [Int]) = ([], [])
            try reader.enterArray()
            while try reader.nextElement() {
                values.append(try reader.value())
                ends.append(reader.offset)
            }
            return (values, ends)
        }
        let (skipped, skippedEnds) = try read(bytes) { (reader) throws(JSONError) in
            var (skipped, ends): ([[UInt8]], [Int]) = ([], [])
            try reader.enterArray()
            while try reader.nextElement() {
                skipped.append(Array(try reader.skip()))
                ends.append(reader.offset)
            }
            return (skipped, ends)
        }
        #expect(skippedEnds == ends)
        #expect(skipped == [Array(text.utf8), [UInt8(ascii: "1")]])
        #expect(try JSONValue(parsing: skipped[0]) == values[0])
    }

    @Test("an object is read member by member in the order it has, an array element by element")
    func pull() throws {
        let (keys, numbers) = try read(Array(#"{"b":[3,[],1,{}, 2],"\u0061":"x","b":{},"c":null}"#.utf8)) {
            (reader) throws(JSONError) in
            var (keys, numbers): ([String], [Int64]) = ([], [])
            try reader.enterObject()
            while let key = try reader.nextKey() {
                keys.append(try key.string())
                guard try reader.peek() == .array else {
                    try reader.skip()
                    continue
                }
                try reader.enterArray()
                while try reader.nextElement() {
                    if try reader.peek() == .number { numbers.append(try reader.integer()) } else { try reader.skip() }
                }
            }
            return (keys, numbers)
        }
        #expect(keys == ["b", "a", "b", "c"])
        #expect(numbers == [3, 1, 2])
    }

    @Test("objects and arrays that are empty are left at once")
    func empty() throws {
        try read(Array("[{}, [ ], {\"a\":{ }}]".utf8)) { (reader) throws(JSONError) in
            try reader.enterArray()
            #expect(try reader.nextElement())
            try reader.enterObject()
            #expect(try reader.nextKey() == nil)
            #expect(try reader.nextElement())
            try reader.enterArray()
            #expect(try !reader.nextElement())
            #expect(try reader.nextElement())
            try reader.enterObject()
            #expect(try reader.nextKey() != nil)
            try reader.enterObject()
            #expect(try reader.nextKey() == nil)
            #expect(try reader.nextKey() == nil)
            #expect(try !reader.nextElement())
        }
    }

    @Test(
        "what is not of the type that was asked for is refused where it stands",
        arguments: ["null", "true", "7", "\"x\"", "[]", "{}"])
    func wrongType(text: String) throws {
        let asks: [(String, (inout JSONReader) throws(JSONError) -> Void)] = [
            ("null", { (reader) throws(JSONError) in try reader.null() }),
            ("true", { (reader) throws(JSONError) in _ = try reader.bool() }),
            ("7", { (reader) throws(JSONError) in _ = try reader.integer() }),
            ("\"x\"", { (reader) throws(JSONError) in _ = try reader.string() }),
            (
                "[]",
                { (reader) throws(JSONError) in
                    try reader.enterArray()
                    _ = try reader.nextElement()
                }
            ),
            (
                "{}",
                { (reader) throws(JSONError) in
                    try reader.enterObject()
                    _ = try reader.nextKey()
                }
            ),
        ]
        for (accepted, ask) in asks {
            do throws(JSONError) {
                try read(Array(" \(text)".utf8), ask)
                #expect(accepted == text)
            } catch {
                #expect(accepted != text)
                #expect(error.offset == 1)
                guard case .expected = error.reason else {
                    Issue.record("\(error)")
                    continue
                }
            }
        }
    }

    @Test(
        "what comes next is known without reading it",
        arguments: [
            (" null", JSONReader.Kind.null), ("true", .bool), ("false", .bool), ("0", .number), ("-", .number),
            ("\"", .string), ("[", .array), ("\n{", .object),
        ])
    func peek(text: String, kind: JSONReader.Kind) throws {
        let bytes = Array(text.utf8)
        let kinds = try bytes.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes)
            return [try reader.peek(), try reader.peek()]
        }
        #expect(kinds == [kind, kind])
    }

    @Test("text is compared as it says, and lent undecoded only where it has no escapes")
    func text() throws {
        var (matches, decoded, isLent): ([Bool], [String], [Bool]) = ([], [], [])
        try read(Array(#"["when","w\u0068en","whe","whens","日"]"#.utf8)) { (reader) throws(JSONError) in
            try reader.enterArray()
            while try reader.nextElement() {
                let text = try reader.text()
                switch text {
                case "when": matches.append(true)
                default: matches.append(false)
                }
                decoded.append(try text.string())
                isLent.append(text.utf8 != nil)
            }
        }
        #expect(matches == [true, true, false, false, false])
        #expect(decoded == ["when", "when", "whe", "whens", "日"])
        #expect(isLent == [true, false, true, true, true])
    }

    @Test("nesting is 32 levels deep at the most, of arrays and objects alike")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: #"[{"a":"#, count: depth / 2) + (depth % 2 == 1 ? "[]" : "0")
                + String(repeating: "}]", count: depth / 2)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(32).utf8) }
        #expect(throws: JSONError(.tooDeep, at: 16 * 6)) { try JSONValue(parsing: nested(33).utf8) }
        #expect(throws: JSONError(.tooDeep, at: 32)) {
            try JSONValue(parsing: String(repeating: "[", count: 1_000_000).utf8)
        }
        // Brothers do not add up.
        #expect(throws: Never.self) {
            try JSONValue(parsing: "[\(repeatElement("[]", count: 100).joined(separator: ","))]".utf8)
        }
    }

    @Test("a reader may be let deeper, or less deep")
    func otherDepth() throws {
        for depth in [1, 40] {
            let bytes = Array(String(repeating: "[", count: depth + 1).utf8)
            bytes.withUnsafeBufferPointer { bytes in
                var reader = JSONReader(bytes, maximumDepth: depth)
                for _ in 0..<depth { #expect(throws: Never.self) { try reader.enterArray() } }
                #expect(throws: JSONError(.tooDeep, at: depth)) { try reader.enterArray() }
            }
        }
    }

    @Test("a number of any form is given as it stands")
    func number() throws {
        let numbers = ["0", "-0", "1", "-10", "1.50", "-0.001", "1e5", "1E+05", "12.5e-3", "9007199254740993000000000"]
        let read = try read(Array("[\(numbers.joined(separator: " , "))]".utf8)) { (reader) throws(JSONError) in
            var read: [String] = []
            try reader.enterArray()
            while try reader.nextElement() { read.append(String(decoding: try reader.number(), as: UTF8.self)) }
            return read
        }
        #expect(read == numbers)
    }

    @Test(
        "what is no number is refused where it ceases to be one",
        arguments: [
            ("01", 0), ("-01", 0), ("00", 0), ("-a", 1), ("+1", 0), (".5", 0), ("1.", 2), ("1.e5", 2), ("1e", 2),
            ("1e+", 3), ("1ee", 2), ("-", 1), ("", 0), ("true", 0), ("\"1\"", 0), ("1-", 1), ("1.5.", 3), ("0x1", 1),
        ])
    func noNumber(text: String, offset: Int) {
        do throws(JSONError) {
            try read(Array(text.utf8)) { (reader) throws(JSONError) in _ = try reader.number() }
            Issue.record("taken: \(text)")
        } catch {
            #expect(error.offset == offset)
        }
    }
}

/// Reads bytes to their end.
func read<Result>(
    _ bytes: [UInt8], _ body: (inout JSONReader) throws(JSONError) -> Result
) throws(JSONError) -> Result {
    try bytes.withUnsafeBufferPointer { (bytes) throws(JSONError) in
        var reader = JSONReader(bytes)
        let result = try body(&reader)
        try reader.end()
        return result
    }
}
