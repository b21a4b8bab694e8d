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

    /// The rule in one word: `P7D`, `P7D@09:00`.
    package var text: String { before + (time.map { "@\($0)" } ?? "") }

    /// The longest lead time, in days.
    package static let maximumDays = 3_660

    /// Nil where `before` is no duration, negative or too long, or where `at` is no `HH:MM` or stands beside a lead
    /// time that is not whole days.
    package init?(before: String, at: String?) {
        guard before.utf8.first == UInt8(ascii: "P"), let lead = CalendarDuration(before),
            (0...Self.maximumDays).contains(lead.days),
            (0...Self.maximumDays * 86_400).contains(lead.seconds)
        else { return nil }
        self.before = before
        days = lead.days
        seconds = lead.seconds
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
