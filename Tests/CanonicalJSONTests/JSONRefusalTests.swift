import CanonicalJSON
import TestSupport
import Testing

/// What is no JSON, or not the part of it that is taken here: refused, and never a trap.
@Suite struct JSONRefusalTests {
    @Test("no beginning of a text is taken for the whole")
    func truncations() {
        let bytes = Array(JSONReaderTests.sample.utf8)
        let accepted = bytes.indices.filter { (try? JSONValue(parsing: bytes[..<$0])) != nil }
        #expect(accepted == [])
        #expect((try? JSONValue(parsing: bytes)) != nil)
    }

    @Test("random bytes in a text never trap, and what is still taken has one canonical form")
    func randomBytes() throws {
        var random = SplitMix64(seed: 8785)
        let sample = Array(JSONReaderTests.sample.utf8)
        // Bytes that mean something in JSON are more telling than any others.
        let telling = Array(#"{}[]:,"\u0e-.dD1tfn "#.utf8) + [0x00, 0x1F, 0x80, 0xC3, 0xE2, 0xED, 0xF0, 0xFF]
        var taken = 0
        for _ in 0..<20_000 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                let byte = telling.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = byte
                case 1: bytes[index] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
                case 2: bytes.insert(byte, at: index)
                default: bytes.remove(at: index)
                }
            }
            let isSkipped = (try? read(bytes) { (reader) throws(JSONError) in _ = try reader.skip() }) != nil
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            taken += 1
            let canonical = value.canonicalBytes
            guard isSkipped, try JSONValue(parsing: canonical).canonicalBytes == canonical else {
                Issue.record("not read again as it was: \(String(decoding: bytes, as: UTF8.self))")
                return
            }
        }
        #expect((1_000..<19_000).contains(taken), "the changes should be neither all harmless nor all fatal")
    }

    @Test(
        "what is not a JSON integer within 53 bits is refused where it stands",
        arguments: [
            "1.5", "1.0", "-0", "-0.0", "01", "-01", "00", "1e3", "1E3", "1e-3", "0e0", "9007199254740992",
            "-9007199254740992", "9999999999999999", "10000000000000000", "99999999999999999999999999999999",
        ])
    func numbers(text: String) {
        #expect(throws: JSONError(.notAnInteger, at: 0)) { try JSONValue(parsing: text.utf8) }
        #expect(throws: JSONError(.notAnInteger, at: 5)) { try JSONValue(parsing: "{\"a\":\(text)}".utf8) }
    }

    @Test(
        "text that is not Unicode is refused",
        arguments: [
            Array(#""\ud800""#.utf8), Array(#""\udc00""#.utf8), Array(#""\ud800\ud800""#.utf8),
            Array(#""\ud83dx""#.utf8),
            Array(#""\ud83d\n""#.utf8), Array(#""\ude00\ud83d""#.utf8), quoted(0x80), quoted(0xC0, 0xAF), quoted(0xC3),
            quoted(0xE2, 0x82), quoted(0xED, 0xA0, 0x80), quoted(0xF4, 0x90, 0x80, 0x80), quoted(0xFF),
            quoted(0x5C, 0x6E, 0x80),
        ])
    func notText(bytes: [UInt8]) {
        func isRefused(_ bytes: [UInt8]) -> Bool {
            do throws(JSONError) {
                _ = try JSONValue(parsing: bytes)
                return false
            } catch {
                return error.reason == .invalidText
            }
        }
        #expect(isRefused(bytes))
        #expect(isRefused(Array("{".utf8) + bytes + Array(":1}".utf8)), "as a key")
    }

    @Test("a raw control character in a string is refused, each of them", arguments: UInt8(0)..<0x20)
    func controls(byte: UInt8) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: quoted(0x61, byte)) }
        #expect(error?.offset == 2)
        #expect(throws: JSONError.self) { try JSONValue(parsing: quoted(0x5C, byte)) }
    }

    @Test(
        "what is not JSON is refused at the byte where it goes wrong",
        arguments: [
            ("", 0), ("  ", 2), ("nul", 0), ("nulL", 0), ("truE", 0), ("fals", 0), ("NaN", 0), ("Infinity", 0),
            ("+1", 0),
            (".5", 0), ("-", 0), ("-x", 0), ("'a'", 0), ("[", 1), ("[1", 2), ("[1,", 3), ("[1,]", 3), ("[,1]", 1),
            ("[1 2]", 3), ("[1}", 2), ("]", 0), ("{", 1), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{\"a\":1,}", 7),
            ("{,}", 1),
            ("{a:1}", 1), ("{1:1}", 1), ("{\"a\":1;}", 6), ("{\"a\" 1}", 5), ("\"a", 2), ("\"a\\\"", 4), ("\"a\\", 3),
            (#""\x""#, 2), (#""\u12""#, 3), (#""\u+123""#, 3), (#""\u12g4""#, 3), (#""\uD83D\u12""#, 9),
            ("1 2", 2), ("{} x", 3), ("null,", 4), ("1/**/", 1), ("\u{FEFF}1", 0), ("\u{B}1", 0),
        ])
    func malformed(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text.utf8) }
        #expect(error?.offset == offset)
    }

    @Test(
        "a key that comes twice is refused, however it is written",
        arguments: [#"{"a":1,"a":2}"#, #"{"a":1,"b":2,"\u0061":1}"#])
    func duplicateKey(text: String) {
        #expect(throws: JSONError(.duplicateKey("a"), at: 0)) { try JSONValue(parsing: text.utf8) }
        #expect(throws: JSONError(.duplicateKey("a"), at: 1)) { try JSONValue(parsing: "[\(text)]".utf8) }
    }
}

/// A string of these bytes.
private func quoted(_ bytes: UInt8...) -> [UInt8] { [0x22] + bytes + [0x22] }
