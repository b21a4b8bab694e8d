/// A DURATION (RFC 5545, section 3.3.6), such as `P1DT2H`: calendar days, and after them an exact time.
///
/// A day is as long as the clocks make it, so that one day after 10:00 is 10:00 also where clocks are changed in between.
/// A week is seven days. Two durations are equal if they have the same days and the same seconds.
public struct CalendarDuration: Hashable, Sendable, CustomStringConvertible {
    /// Calendar days; negative if the duration is.
    public let days: Int
    /// The rest, in seconds; negative if the duration is.
    public let seconds: Int

    /// The most days or seconds, either way: more than a hundred thousand years.
    private static let limit = 10_000_000_000_000

    /// `nil` if one is negative and the other positive, or if there are more than 10¹³ of either.
    public init?(days: Int = 0, seconds: Int = 0) {
        let range = -Self.limit...Self.limit
        guard range.contains(days), range.contains(seconds), days.signum() * seconds.signum() >= 0 else {
            return nil
        }
        self.days = days
        self.seconds = seconds
    }

    /// Reads a `dur-value`, and nothing else: `P1W`, `P15DT5H0M20S`, `-PT15M`. Parts that are 0 may be left out anywhere.
    public init?(_ text: some StringProtocol) {
        var rest = Substring(text).utf8[...]
        func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest.removeFirst()
            return true
        }
        /// The number before a unit, if that is next.
        func number(of unit: Unicode.Scalar) -> Int? {
            let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            let after = rest.dropFirst(digits.count)
            guard (1...12).contains(digits.count), after.first == UInt8(ascii: unit) else { return nil }
            rest = after.dropFirst()
            return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }

        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard take("P") else { return nil }
        var (days, seconds) = (0, 0)
        if let weeks = number(of: "W") {
            days = weeks * 7
        } else {
            let written = number(of: "D")
            days = written ?? 0
            var hasTime = false
            if take("T") {
                for (unit, length) in [("H", 3600), ("M", 60), ("S", 1)] as [(Unicode.Scalar, Int)] {
                    guard let count = number(of: unit) else { continue }
                    seconds += count * length
                    hasTime = true
                }
                guard hasTime else { return nil }
            }
            guard written != nil || hasTime else { return nil }
        }
        guard rest.isEmpty else { return nil }
        self.init(days: isNegative ? -days : days, seconds: isNegative ? -seconds : seconds)
    }

    /// As a `dur-value`: whole weeks as such, and of the time only what is not 0. `PT0S` for nothing.
    public var description: String {
        var text = days < 0 || seconds < 0 ? "-P" : "P"
        let (days, seconds) = (abs(days), abs(seconds))
        if seconds == 0, days > 0, days % 7 == 0 { return text + "\(days / 7)W" }
        if days > 0 { text += "\(days)D" }
        guard seconds > 0 || days == 0 else { return text }
        text += "T"
        let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
        if hours > 0 { text += "\(hours)H" }
        // The grammar has no hours with seconds but without minutes.
        if minutes > 0 || hours > 0 && rest > 0 { text += "\(minutes)M" }
        if rest > 0 || hours == 0 && minutes == 0 { text += "\(rest)S" }
        return text
    }
}

extension CivilDateTime {
    /// The time so many days and then so many seconds later, on the clock face; nil outside the years 1 to 9999.
    public func advanced(by duration: CalendarDuration) -> CivilDateTime? {
        // Neither sum can overflow: the numbers are less than 10¹⁸ together.
        CivilDateTime(
            secondsSinceEpoch: secondsSinceEpoch + Int64(duration.days) * Self.secondsPerDay + Int64(duration.seconds))
    }
}
