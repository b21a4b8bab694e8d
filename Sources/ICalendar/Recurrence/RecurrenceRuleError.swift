/// Why a text is not a recurrence rule.
public struct RecurrenceRuleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The rule part at fault, as "BYMONTH"; "RRULE" when it is the text as a whole.
    public let part: String

    /// What was given for it, cut to `maximumValueLength` Unicode scalars, and without control characters.
    public let value: String

    /// What would have been right, in English.
    public let expected: String

    static let maximumValueLength = 64

    init(part: String, value: some StringProtocol, expected: String) {
        self.part = part.excerpt(Self.maximumValueLength)
        self.value = value.excerpt(Self.maximumValueLength)
        self.expected = expected
    }

    /// One line: "BYMONTH=13: expected numbers from 1 to 12".
    public var description: String { "\(part)=\(value): expected \(expected)" }
}
