import CanonicalJSON
import EventLog
import Testing

@Suite struct LogEntryTests {
    private static let previous = Array("abc".utf8).withUnsafeBytes { Head(position: 6, hash: Digest(hashing: $0)) }
    private static let recorded = Timestamp(milliseconds: 1_738_054_800_000)

    @Test("an entry is one line of canonical JSON with its hash last")
    func line() {
        let entry = EncodedEntry(
            after: Self.previous, recorded: Self.recorded, author: ["uid": 1000],
            changes: Array(#"[{"event":"a"}]"#.utf8),
            id: "once \"1\"")
        #expect(
            String(decoding: entry.line, as: UTF8.self)
                == #"{"author":{"uid":1000},"changes":[{"event":"a"}],"id":"once \"1\"","position":7,"#
                + #""previous":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad","#
                + #""recorded":"2025-01-28T09:00:00.000Z","#
                + #""hash":"89c4f01272c823ad9a3f07932fd4ad9456cbc0021c7b04513a55524e8381ca86"}"# + "\n")
        #expect(entry.head.position == 7)
        #expect(entry.head.hash.description == "89c4f01272c823ad9a3f07932fd4ad9456cbc0021c7b04513a55524e8381ca86")
        #expect(entry.recorded == Self.recorded)
    }

    @Test("without an id the line has none")
    func noID() {
        let entry = EncodedEntry(
            after: Self.previous, recorded: Self.recorded, author: .null, changes: Array("[]".utf8), id: nil)
        #expect(String(decoding: entry.line, as: UTF8.self).hasPrefix(#"{"author":null,"changes":[],"position":7,"#))
    }
}

@Suite struct DigestTests {
    @Test(
        "the digest is SHA-256 (FIPS 180-4)",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ])
    func sha256(text: String, hexadecimal: String) {
        let digest = Array(text.utf8).withUnsafeBytes { Digest(hashing: $0) }
        #expect(digest.description == hexadecimal)
        #expect(String(decoding: digest.hexadecimal, as: UTF8.self) == hexadecimal)
        #expect(read(hexadecimal) == digest)
    }

    @Test(
        "what is not 64 lower-case hexadecimal digits is no digest",
        arguments: [
            "", "00", String(repeating: "0", count: 63), String(repeating: "0", count: 65),
            String(repeating: "A", count: 64), String(repeating: "g", count: 64), String(repeating: "/", count: 64),
            String(repeating: ":", count: 64),
            String(repeating: "`", count: 64), String(repeating: "0", count: 63) + " ",
        ])
    func refused(text: String) {
        #expect(read(text) == nil)
    }

    private func read(_ text: String) -> Digest? {
        Array(text.utf8).withUnsafeBufferPointer { Digest(hexadecimal: $0) }
    }
}
