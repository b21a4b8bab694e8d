internal import Crypto

/// The public half of a ``SigningKey``, written as a note's verifier key (<https://c2sp.org/signed-note>):
/// `<name>+<8 hex digits of the key's id>+<BASE64 of 0x01 and the 32 bytes>`.
package struct VerificationKey: Hashable, Sendable, CustomStringConvertible {
    /// The signer's name.
    package let name: String
    /// The first four bytes of SHA-256 over name, line feed, 0x01 and key.
    package let id: [UInt8]
    private let bytes: [UInt8]

    /// How long a name may be.
    private static let maximumLength = 1_024

    init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        id = NoteKey.id(name: name, NoteKey.ed25519 + bytes)
    }

    /// Reads a verifier key.
    ///
    /// - Throws: ``NoteError`` with what was expected.
    package init(parsing text: String) throws(NoteError) {
        let fields = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        guard text.utf8.count <= Self.maximumLength, fields.count == 3, LogName.isName(fields[0]),
            let data = Base64.decode(fields[2]), data.count == 33, data.starts(with: NoteKey.ed25519),
            (try? Curve25519.Signing.PublicKey(rawRepresentation: data[1...])) != nil
        else { throw NoteError("expected a verifier key: <name>+<8 hex digits>+<an Ed25519 key in BASE64>") }
        self.init(name: fields[0], bytes: Array(data[1...]))
        guard Hexadecimal.encode(id) == fields[1] else {
            throw NoteError("the verifier key's name, id and key do not belong together: one of them was changed")
        }
    }

    func isSignature(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: self.bytes) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }

    package var description: String {
        "\(name)+\(Hexadecimal.encode(id))+\(Base64.encode(NoteKey.ed25519 + bytes))"
    }
}
