internal import FoundationEssentials

/// Why a text is no signed head and no key, or a signature is not right: what was expected.
package struct NoteError: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// What keys of notes have in common.
enum NoteKey {
    /// The kind of key and signature.
    static let ed25519: [UInt8] = [0x01]
    /// The bytes of an id.
    static let idLength = 4

    static func id(name: String, _ data: [UInt8]) -> [UInt8] {
        let hashed = Array(name.utf8) + [UInt8(ascii: "\n")] + data
        return Array(hashed.withUnsafeBytes { Digest(hashing: $0) }.bytes.prefix(idLength))
    }
}

/// How notes call a log: the origin of its heads, which is its key's name as well.
enum LogName {
    private static let prefix = "chancery/"

    static func origin(of log: String) -> String { prefix + log }

    /// The id of the log, nil where this is the name of none.
    static func log(ofOrigin origin: String) -> String? {
        let log = origin.utf8.dropFirst(prefix.utf8.count)
        guard isName(origin), origin.utf8.starts(with: prefix.utf8), !log.isEmpty else { return nil }
        return String(Substring(log))
    }

    /// Whether a key may be called this: visible ASCII characters, and no plus.
    static func isName(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "+") }
    }
}

/// BASE64 (RFC 4648, section 4), in its one canonical form.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// The bytes; nil where they would be written in another way.
    static func decode(_ text: String) -> [UInt8]? {
        guard let data = Data(base64Encoded: text), data.base64EncodedString().utf8.elementsEqual(text.utf8) else {
            return nil
        }
        return Array(data)
    }
}
