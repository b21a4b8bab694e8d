internal import CanonicalJSON
internal import ICalendar

/// How long before an occurrence the journal is told: so many calendar days and seconds before its start, or at a
/// local time of the day that lies so many days before.
package struct ReminderRule: Hashable, Sendable {
    /// The lead time as it was written (an RFC 5545 duration, section 3.3.6): `P7D`, `PT2H`.
    package let before: String
    /// Calendar days of the lead time, in the event's zone.
    package let days: Int
    /// Seconds of the lead time.
    package let seconds: Int
    /// The second of the day at which to remind; only with whole days.
    package let at: Int?

    /// The time of the day as it is written: `09:00`.
    var time: String? {
        at.flatMap { CivilDateTime(secondsSinceEpoch: Int64($0)) }.map { String($0.description.suffix(5)) }
    }

    /// The longest lead time, in days.
    package static let maximumDays = 3_660

    /// Nil where `before` is no duration, negative or too long, or where `at` is no `HH:MM` or stands beside a lead
    /// time that is not whole days.
    package init?(before: String, at: String?) {
        guard let (days, seconds) = Self.parse(before), days <= Self.maximumDays, seconds <= Self.maximumDays * 86_400
        else { return nil }
        self.before = before
        self.days = days
        self.seconds = seconds
        guard let at else {
            self.at = nil
            return
        }
        let parts = at.split(separator: ":", omittingEmptySubsequences: false)
        guard seconds == 0, parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(isDigit) }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        self.at = hour * 3_600 + minute * 60
    }

    /// `dur-value` of RFC 5545 without a sign: `P1W`, `P1D`, `P1DT2H`, `PT30M`.
    private static func parse(_ text: String) -> (days: Int, seconds: Int)? {
        var rest = Substring(text)
        func number(_ unit: Character) -> Int? {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, digits.utf8.count <= 6, rest.dropFirst(digits.count).first == unit else {
                return nil
            }
            rest = rest.dropFirst(digits.count + 1)
            return Int(digits)
        }
        guard rest.popFirst() == "P", !rest.isEmpty else { return nil }
        if let weeks = number("W") { return rest.isEmpty ? (weeks * 7, 0) : nil }
        let days = number("D") ?? 0
        guard !rest.isEmpty else { return (days, 0) }
        guard rest.popFirst() == "T", !rest.isEmpty else { return nil }
        let seconds = (number("H") ?? 0) * 3_600 + (number("M") ?? 0) * 60 + (number("S") ?? 0)
        return rest.isEmpty ? (days, seconds) : nil
    }

    init(reading reader: inout JSONReader, isDraft: Bool) throws(FieldFault) {
        var before, at: String?
        try reader.object { (key, reader) throws(FieldFault) in
            switch key {
            case "before": before = try reader.string(of: "before")
            case "at": at = try reader.string(of: "at")
            default: try reader.unknown(key, isDraft: isDraft)
            }
        }
        guard let before else { throw FieldFault(.missingField, "expected a duration (P7D, PT2H)", at: ["before"]) }
        guard let rule = ReminderRule(before: before, at: at) else {
            throw FieldFault(
                .invalidValue,
                at == nil
                    ? "expected a duration of at most \(Self.maximumDays) days (P7D, PT2H), not \"\(before.prefix(40))\""
                    : "expected a duration of whole days (P7D) and a local time (09:00)", at: ["before"])
        }
        self = rule
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
