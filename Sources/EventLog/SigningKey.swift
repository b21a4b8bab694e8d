internal import Crypto

/// The key that signs the heads of a log: an Ed25519 key (RFC 8032). It is never part of a message.
package struct SigningKey: Sendable {
    /// The id of the log, which the key's name is made of: a key that signs several logs has another name, and another
    /// id, for each, so that a head of one never passes for a head of another.
    package let log: String
    package let verificationKey: VerificationKey
    private let key: Curve25519.Signing.PrivateKey

    /// - Throws: ``NoteError`` where the log's id cannot stand in a note.
    package init(_ seed: SigningSeed, log: String) throws(NoteError) {
        let name = LogName.origin(of: log)
        guard LogName.log(ofOrigin: name) != nil else {
            throw NoteError("heads of a log with the id \"\(log)\" cannot be signed: expected letters and digits")
        }
        self.log = log
        key = seed.key
        verificationKey = VerificationKey(name: name, bytes: Array(seed.key.publicKey.rawRepresentation))
    }

    func signature(for bytes: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: bytes)) }
}

/// The secret that a signing key is made of.
package struct SigningSeed: Sendable, CustomStringConvertible {
    fileprivate let key: Curve25519.Signing.PrivateKey

    /// Reads 32 bytes in BASE64, on one line.
    ///
    /// - Throws: ``NoteError`` with what was expected, and nothing of the text.
    package init(base64 text: String) throws(NoteError) {
        let line = text.utf8.last == UInt8(ascii: "\n") ? text.utf8.dropLast() : text.utf8[...]
        guard let bytes = Base64.decode(String(Substring(line))),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        else {
            throw NoteError("expected a key: 32 bytes in BASE64, on one line (\"openssl rand -base64 32\" makes one)")
        }
        self.key = key
    }

    package var description: String { "a secret" }
}
