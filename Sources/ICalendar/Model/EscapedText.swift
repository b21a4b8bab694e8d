/// The escapes of a TEXT value (RFC 5545, section 3.3.11): `\\`, `\;`, `\,` and, for a line break, `\n`.
enum EscapedText {
    private static let backslash = UInt8(ascii: "\\")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// Line breaks are LF, CR LF or CR. Other control characters stay, and are left to ``Property``.
    static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: isSpecial) else {
            return text
        }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count + 16)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case lineFeed where previous == carriageReturn: break
            case lineFeed, carriageReturn: escaped += [backslash, UInt8(ascii: "n")]
            case _ where isSpecial(byte): escaped += [backslash, byte]
            default: escaped.append(byte)
            }
            previous = byte
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == backslash || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == lineFeed
            || byte == carriageReturn
    }

    /// What stands between the parts of a value.
    enum Separator: Unicode.Scalar {
        case comma = ","
        case semicolon = ";"
    }

    /// The texts between separators. An escape that there is none of stands for its second character.
    static func parts(_ value: String, at separator: Separator) -> [String] {
        let separator = UInt8(ascii: separator.rawValue)
        var texts: [String] = []
        var text: [UInt8] = []
        var isEscaped = false
        for byte in value.utf8 {
            if isEscaped {
                text.append(byte == UInt8(ascii: "n") || byte == UInt8(ascii: "N") ? lineFeed : byte)
                isEscaped = false
            } else if byte == backslash {
                isEscaped = true
            } else if byte == separator {
                texts.append(String(decoding: text, as: UTF8.self))
                text.removeAll(keepingCapacity: true)
            } else {
                text.append(byte)
            }
        }
        // One at the end escapes nothing.
        if isEscaped { text.append(backslash) }
        texts.append(String(decoding: text, as: UTF8.self))
        return texts
    }

    /// One text. A comma should have been escaped, and is taken as it is.
    static func unescape(_ value: String) -> String {
        value.utf8.contains(backslash) ? parts(value, at: .comma).joined(separator: ",") : value
    }
}
