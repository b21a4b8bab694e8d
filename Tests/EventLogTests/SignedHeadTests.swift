import EventLog
import Testing

@Suite("A signed head")
struct SignedHeadTests {
    // Made by Python's cryptography package from the key of the bytes 0 to 31 and the hash of "a line".
    private static let log = "3f8e1a52-0d4b-4c1e-9a77-5b6f2c8d9e01"
    private static let seed = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    private static let verifierKey =
        "chancery/3f8e1a52-0d4b-4c1e-9a77-5b6f2c8d9e01+b847c326+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    private static let text = """
        chancery/3f8e1a52-0d4b-4c1e-9a77-5b6f2c8d9e01
        7
        MbnuSoMLdVgOOea9Y1bUBST8uGg+Z88JQpDaMG5+4jU=

        — chancery/3f8e1a52-0d4b-4c1e-9a77-5b6f2c8d9e01 \
        uEfDJhSpDxiZlyNEXddWSbomGwPbymQ1juh6LdJc5vLpOnJN3DgQBTMjBO9EXoVWVOy9qDe6sJDf7bNGVGEfmjZYBQs=

        """
    private static let head = Head(
        position: 7, hash: Array("a line".utf8).withUnsafeBytes { Digest(hashing: $0) })

    private func key(_ seed: String = seed, log: String = log) throws -> SigningKey {
        try SigningKey(SigningSeed(base64: seed), log: log)
    }

    private func read(_ text: String) throws(NoteError) -> SignedHead { try SignedHead(parsing: Array(text.utf8)) }

    @Test("is the checkpoint that another implementation makes of the same head and key")
    func vector() throws {
        let key = try key(Self.seed + "\n")
        #expect(key.verificationKey.description == Self.verifierKey)
        #expect(try SignedHead(Self.head, by: key).description == Self.text)
    }

    @Test("is read, checked by its key, and written as it was")
    func reading() throws {
        let signed = try read(Self.text)
        #expect(signed.log == Self.log)
        #expect(signed.head == Self.head)
        #expect(signed.description == Self.text)
        try signed.check(by: VerificationKey(parsing: Self.verifierKey))
    }

    @Test("may be of any position", arguments: [0, 1, .max])
    func positions(position: Int) throws {
        let key = try key()
        let signed = try SignedHead(Head(position: position, hash: Self.head.hash), by: key)
        let read = try read(signed.description)
        #expect(read == signed)
        #expect(read.head.position == position)
        try read.check(by: key.verificationKey)
    }

    @Test("may have signatures of others, and lines behind the third; those are signed as well")
    func more() throws {
        let others = Self.text + "— witness.example/é AAAAAAE=\n"
        try read(others).check(by: VerificationKey(parsing: Self.verifierKey))
        #expect(try read(others).description == others)
        let extended = try read(Self.text.replacing("=\n\n", with: "=\nmore\n\n"))
        #expect(throws: NoteError.self) { try extended.check(by: VerificationKey(parsing: Self.verifierKey)) }
    }

    @Test("with any one byte changed is not read, not signed by the key, or of another log")
    func tampering() throws {
        let bytes = Array(Self.text.utf8)
        let key = try VerificationKey(parsing: Self.verifierKey)
        for offset in bytes.indices {
            for change in [UInt8(1), 0x20, 0x80] {
                var changed = bytes
                changed[offset] ^= change
                #expect(throws: NoteError.self, "offset \(offset)") {
                    try SignedHead(parsing: changed).check(by: key)
                }
            }
        }
        for count in bytes.indices {
            #expect(throws: NoteError.self, "\(count) bytes") { try SignedHead(parsing: Array(bytes[..<count])) }
        }
    }

    @Test("is not signed by another key, nor by the same one under the name of another log")
    func otherKey() throws {
        let signed = try read(Self.text)
        let others = [
            try key("AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="),
            try key(log: "4f8e1a52-0d4b-4c1e-9a77-5b6f2c8d9e01"),
        ]
        for other in others {
            let error = #expect(throws: NoteError.self) { try signed.check(by: other.verificationKey) }
            #expect(error?.description.contains("is not signed by \(other.verificationKey.name)+") == true)
            #expect(error?.description.contains("but by chancery/\(Self.log)+b847c326") == true)
        }
    }

    @Test(
        "that is none is refused, with what was expected",
        arguments: [
            ("", "the last line"), ("\n", "a line each"), ("\n\n", "a line each"), ("chancery/a\n\n", "a line each"),
            ("chancery/\n7\nAA==\n\n", "line 1"), ("other/a\n7\nAA==\n\n", "line 1"),
            ("chancery/a b\n7\nAA==\n\n", "line 1"), ("chancery/a+b\n7\nAA==\n\n", "line 1"),
            ("chancery/a\n07\nAA==\n\n", "line 2"), ("chancery/a\n-1\nAA==\n\n", "line 2"),
            ("chancery/a\n+1\nAA==\n\n", "line 2"), ("chancery/a\n９\nAA==\n\n", "line 2"),
            ("chancery/a\n9223372036854775808\nAA==\n\n", "line 2"), ("chancery/a\n7\nAA==\n\n", "line 3"),
            ("chancery/a\n7\nMbnuSoMLdVgOOea9Y1bUBST8uGg+Z88JQpDaMG5+4jV=\n\n", "line 3"),
            ("chancery/a\n7\nMbnuSoMLdVgOOea9Y1bUBST8uGg+Z88JQpDaMG5+4jU\n\n", "line 3"),
            ("chancery/a\n7\nMbnuSoMLdVgOOea9Y1bUBST8uGg+Z88JQpDaMG5+4jU=\n\n", "a signature"),
            ("chancery/a\n7\nMbnuSoMLdVgOOea9Y1bUBST8uGg+Z88JQpDaMG5+4jU=\n", "an empty line"),
            ("chancery/a\n7\nMbnuSoMLdVgOOea9Y1bUBST8uGg+Z88JQpDaMG5+4jU=\n\n- a AAAAAAE=\n", "line 5"),
            ("chancery/a\n7\nMbnuSoMLdVgOOea9Y1bUBST8uGg+Z88JQpDaMG5+4jU=\n\n— a AAAAAA==\n", "line 5"),
            ("chancery/a\n7\nMbnuSoMLdVgOOea9Y1bUBST8uGg+Z88JQpDaMG5+4jU=\n\n— a b AAAAAAE=\n", "line 5"),
            ("chancery/a\n7\nMbnuSoMLdVgOOea9Y1bUBST8uGg+Z88JQpDaMG5+4jU=\n\n—  AAAAAAE=\n", "line 5"),
            ("chancery/a\r\n7\r\n", "without control characters"),
            (String(repeating: "a", count: SignedHead.maximumLength + 1), "bytes at most"),
        ])
    func refused(text: String, expected: String) {
        let error = #expect(throws: NoteError.self) { try read(text) }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test("that is not UTF-8 is refused")
    func notText() {
        #expect(throws: NoteError.self) { try SignedHead(parsing: [0xFF, 0xFE, 0x0A]) }
    }

    @Test("is not made of a log whose id is no name", arguments: ["", "a b", "a\nb", "a+b", "é"])
    func noName(log: String) {
        #expect(throws: NoteError.self) { try key(log: log) }
    }

    @Test(
        "a signing key that is none is refused, and nothing of it is told",
        arguments: [
            "", "\n", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8fHw==",
            " AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA",
        ])
    func noKey(text: String) {
        let error = #expect(throws: NoteError.self) { try SigningSeed(base64: text) }
        #expect(
            error?.description
                == "expected a key: 32 bytes in BASE64, on one line (\"openssl rand -base64 32\" makes one)")
    }

    @Test("a verifier key is read as others write it (the example of golang.org/x/mod/sumdb/note)")
    func verifierKey() throws {
        let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        let key = try VerificationKey(parsing: text)
        #expect(key.name == "PeterNeumann")
        #expect(key.id == [0xC7, 0x4F, 0x20, 0xA3])
        #expect(key.description == text)
    }

    @Test(
        "a verifier key that is none, or was changed, is refused",
        arguments: [
            "", "+", "++", "PeterNeumann", "PeterNeumann+c74f20a3",
            "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "peterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX",
            "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy",
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
            "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        ])
    func noVerifierKey(text: String) {
        #expect(throws: NoteError.self) { try VerificationKey(parsing: text) }
    }
}
