/// A name in iCalendar: letters, digits and hyphens (RFC 5545, section 3.1, `name`). Names do not differ by case, so
/// that this one is in upper case.
///
/// `Subject` keeps the names of properties, parameters and components apart: see ``PropertyName``,
/// ``ParameterName``, ``ComponentName``.
public struct Token<Subject>: Hashable, Sendable {
    /// In upper case.
    public let text: String

    /// `nil` if `text` is no name. `BEGIN` and `END` are none: they mark where components begin and end.
    public init?(_ text: some StringProtocol) {
        guard let token = Self(utf8: text.utf8) else {
            return nil
        }
        self = token
    }

    init?(utf8 bytes: some Collection<UInt8>) {
        var isUpper = true
        guard !bytes.isEmpty else {
            return nil
        }
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): break
            case UInt8(ascii: "a")...UInt8(ascii: "z"): isUpper = false
            default: return nil
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        self.init(canonical: isUpper ? text : text.uppercased())
        guard self.text != "BEGIN", self.text != "END" else {
            return nil
        }
    }

    /// For a name known to be one, in upper case.
    init(canonical text: String) {
        self.text = text
    }
}

extension Token: CustomStringConvertible {
    /// The name.
    public var description: String { text }
}
