/// Why bytes are not the JSON that was expected, and where.
public struct JSONError: Error, Hashable, CustomStringConvertible {
    /// What was expected, or what is wrong.
    public enum Reason: Hashable, Sendable, CustomStringConvertible {
        /// Another byte stands where this was expected.
        case expected(String)
        /// The text ends inside a value.
        case unexpectedEnd
        /// A number with a fraction or an exponent, or one outside ±(2⁵³ − 1).
        case notAnInteger
        /// The bytes of a string are not UTF-8, or an escape names half a surrogate pair.
        case invalidText
        /// Arrays and objects nest deeper than ``JSONReader/maximumDepth``.
        case tooDeep
        /// An object has the same key twice.
        case duplicateKey(String)

        /// In words.
        public var description: String {
            switch self {
            case .expected(let what): "expected \(what)"
            case .unexpectedEnd: "the text ends inside a value"
            case .notAnInteger:
                "expected an integer within ±(2^53 - 1): numbers with a fraction or an exponent are not taken"
            case .invalidText: "a string is not valid UTF-8, or has half a surrogate pair"
            case .tooDeep: "nested deeper than \(JSONReader.maximumDepth) levels"
            case .duplicateKey(let key): "the key \"\(key)\" comes twice"
            }
        }
    }

    /// What was expected.
    public let reason: Reason
    /// The offset of the byte at fault, from 0.
    public let offset: Int

    /// An error at an offset.
    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// What was expected, and where.
    public var description: String { "\(reason), at byte \(offset)" }
}
