/// The head of a log as it stood at a moment, signed: a C2SP checkpoint (<https://c2sp.org/tlog-checkpoint>), which is
/// the text of a signed note (<https://c2sp.org/signed-note>).
///
/// ```
/// chancery/<the log's id>
/// <position>
/// <BASE64 of the line's SHA-256>
///
/// — chancery/<the log's id> <BASE64 of the key's id and the signature>
/// ```
///
/// The hash is the one of the log's line, which has all lines before it in it. It is not the root of a Merkle tree:
/// what checks notes checks these, and what asks for proofs of consistency has to read the log.
package struct SignedHead: Hashable, Sendable, CustomStringConvertible {
    /// The id of the log that it is a head of.
    package let log: String
    package let head: Head
    /// What is signed: the lines before the empty one, each with its line feed.
    private let body: String
    private let signatures: [Signature]

    private struct Signature: Hashable, Sendable {
        let name: [UInt8]
        let keyID: [UInt8]
        let bytes: [UInt8]
    }

    /// How many bytes a text has at most; one signature takes some two hundred.
    package static let maximumLength = 16 << 10
    /// How many digits a position has at most: those of an `Int`.
    private static let maximumDigits = 19
    private static let mark = "\u{2014} "

    /// Signs a head.
    ///
    /// - Throws: an error of the cryptography.
    package init(_ head: Head, by key: SigningKey) throws {
        log = key.log
        self.head = head
        let verificationKey = key.verificationKey
        body = "\(verificationKey.name)\n\(head.position)\n\(Base64.encode(head.hash.bytes))\n"
        signatures = [
            Signature(
                name: Array(verificationKey.name.utf8), keyID: verificationKey.id,
                bytes: try key.signature(for: Array(body.utf8)))
        ]
    }

    /// Reads a signed head; whether a signature is right is for ``check(by:)`` to say.
    ///
    /// - Throws: ``NoteError``, with what was expected and where.
    package init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.maximumLength else {
            throw NoteError("expected a signed head of \(Self.maximumLength) bytes at most")
        }
        guard let text = String(validating: bytes, as: UTF8.self),
            bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == UInt8(ascii: "\n") })
        else { throw NoteError("expected text in UTF-8 without control characters (and lines that end in LF alone)") }
        guard bytes.last == UInt8(ascii: "\n") else { throw NoteError("the last line is not complete") }

        let lines = text.utf8.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let blank = lines.firstIndex(where: \.isEmpty) else {
            throw NoteError("expected an empty line, and signatures behind it")
        }
        // More lines may stand behind the third; they are signed as well.
        guard blank >= 3 else { throw NoteError("expected a line each with origin, position and hash") }
        let origin = String(Substring(lines[0]))
        guard let log = LogName.log(ofOrigin: origin) else {
            throw NoteError("line 1: expected \"\(LogName.origin(of: "<log id>"))\"")
        }
        let digits = String(Substring(lines[1]))
        guard digits.utf8.count <= Self.maximumDigits, let position = Int(digits), position >= 0,
            "\(position)" == digits
        else { throw NoteError("line 2: expected a position, in decimal digits") }
        guard let hash = Base64.decode(String(Substring(lines[2]))).flatMap({ Digest(bytes: $0) }) else {
            throw NoteError("line 3: expected a hash of 32 bytes in BASE64")
        }

        var signatures: [Signature] = []
        for (index, line) in lines.enumerated().dropFirst(blank + 1) {
            let fields = line.dropFirst(Self.mark.utf8.count)
                .split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            guard line.starts(with: Self.mark.utf8), fields.count == 2, !fields[0].isEmpty,
                let value = Base64.decode(String(Substring(fields[1]))), value.count > NoteKey.idLength
            else { throw NoteError("line \(index + 1): expected \"\(Self.mark)<key's name> <signature in BASE64>\"") }
            signatures.append(
                Signature(
                    name: Array(fields[0]), keyID: Array(value[..<NoteKey.idLength]),
                    bytes: Array(value[NoteKey.idLength...])))
        }
        guard !signatures.isEmpty else { throw NoteError("expected a signature behind the empty line") }
        self.log = log
        self.head = Head(position: position, hash: hash)
        self.body = lines[..<blank].map { String(Substring($0)) + "\n" }.joined()
        self.signatures = signatures
    }

    /// Checks that the key has signed this. Signatures of other keys do not matter.
    ///
    /// - Throws: ``NoteError``, where it has not.
    package func check(by key: VerificationKey) throws(NoteError) {
        let own = signatures.filter { $0.keyID == key.id && $0.name.elementsEqual(key.name.utf8) }
        guard !own.isEmpty else {
            let signers = signatures.map {
                "\(String(decoding: $0.name, as: UTF8.self))+\(Hexadecimal.encode($0.keyID))"
            }
            throw NoteError(
                "it is not signed by \(key.name)+\(Hexadecimal.encode(key.id)), but by \(signers.joined(separator: ", "))"
            )
        }
        guard own.allSatisfy({ key.isSignature($0.bytes, of: Array(body.utf8)) }) else {
            throw NoteError(
                "the signature of \(key.name)+\(Hexadecimal.encode(key.id)) is wrong: the text or it was changed")
        }
    }

    /// The text, to be kept.
    package var description: String {
        body + "\n"
            + signatures.map { signature in
                "\(Self.mark)\(String(decoding: signature.name, as: UTF8.self)) "
                    + "\(Base64.encode(signature.keyID + signature.bytes))\n"
            }.joined()
    }
}
