import CanonicalJSON
import Testing

@Suite struct JSONWriterTests {
    @Test("keys are sorted by their UTF-16 code units, so that a surrogate pair comes before U+FB33 (RFC 8785, 3.2.3)")
    func keyOrder() throws {
        let text = #"""
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
             "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}
            """#
        let value = try JSONValue(parsing: text.utf8)
        #expect(
            value.objectValue?.members.map(\.value) == [
                "Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign",
                "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh",
            ])
        #expect(
            canonical(value).hasPrefix(#"{"\r":"Carriage Return","1":"One","# + "\"\u{80}\":\"Control\",\"ö\":"))
    }

    @Test("a string is written with the shortest escapes (RFC 8785, 3.2.2.2)")
    func rfcString() throws {
        let text = #"{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#
        #expect(
            canonical(try JSONValue(parsing: text.utf8))
                == #"{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#)
    }

    @Test(
        "of all characters only quotes, backslashes and control characters are escaped",
        arguments: [
            ("\"", #""\"""#), ("\\", #""\\""#), ("\u{8}", #""\b""#), ("\t", #""\t""#), ("\n", #""\n""#),
            ("\u{C}", #""\f""#), ("\r", #""\r""#), ("\u{0}", #""\u0000""#), ("\u{B}", #""\u000b""#),
            ("\u{1F}", #""\u001f""#), ("/", #""/""#), ("\u{7F}", "\"\u{7F}\""), ("\u{2028}", "\"\u{2028}\""),
            ("<é日😀>", "\"<é日😀>\""), ("e\u{301}", "\"e\u{301}\""),
        ])
    func escapes(text: String, json: String) throws {
        let bytes = JSONValue.string(text).canonicalBytes
        #expect(bytes == Array(json.utf8))
        let read = try JSONValue(parsing: bytes).stringValue
        #expect(read.map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test(
        "what is read in any form is written in one, and read again as the same",
        arguments: [
            ("null", "null"), (" true ", "true"), ("\tfalse\r\n", "false"), ("0", "0"), ("-1", "-1"),
            ("9007199254740991", "9007199254740991"), ("-9007199254740991", "-9007199254740991"), (#""""#, #""""#),
            ("[ ]", "[]"), ("{ }", "{}"), ("[1 , [2] ,{}]", "[1,[2],{}]"),
            (#"{ "b" : 1, "a" : { "d" : [ ] , "c" : null } }"#, #"{"a":{"c":null,"d":[]},"b":1}"#),
            (#"{"":1,"aa":2,"a":3,"A":4}"#, #"{"":1,"A":4,"a":3,"aa":2}"#),
        ])
    func roundTrip(text: String, expected: String) throws {
        let value = try JSONValue(parsing: text.utf8)
        #expect(canonical(value) == expected)
        #expect(try JSONValue(parsing: value.canonicalBytes) == value)
    }
}

/// The canonical bytes as text.
func canonical(_ value: JSONValue) -> String { String(decoding: value.canonicalBytes, as: UTF8.self) }
