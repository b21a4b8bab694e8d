/// A moment in milliseconds since 1970-01-01T00:00:00Z, written `2025-01-28T09:00:00.000Z` (RFC 3339).
///
/// The written form has a fixed width, so that it sorts as text. It covers the years 1 to 9999.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let milliseconds: Int64

    /// How many bytes write a timestamp.
    static let width = 24
    private static let range: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    /// A moment; one outside the years 1 to 9999 is taken as the nearest inside.
    package init(milliseconds: Int64) {
        self.milliseconds = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    /// Reads the written form; nil where it is anything else.
    package init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count == Self.width else { return nil }
        let shape: StaticString = "0000-00-00T00:00:00.000Z"
        var fields = (0, 0, 0, 0, 0, 0, 0)
        withUnsafeMutableBytes(of: &fields) { raw in
            let numbers = raw.bindMemory(to: Int.self)
            var field = 0
            for index in 0..<Self.width {
                let expected = shape.utf8Start[index]
                if expected == UInt8(ascii: "0"), field < 7 {
                    numbers[field] = numbers[field] * 10 + Int(text[index] &- expected)
                    if text[index] &- expected > 9 { field = 8 }
                } else if text[index] == expected {
                    field += 1
                } else {
                    field = 8
                }
            }
            if field != 7 { numbers[1] = 0 }
        }
        let (year, month, day, hour, minute, second, millisecond) = fields
        guard year >= 1, (1...12).contains(month), hour < 24, minute < 60, second < 60 else { return nil }
        let days = Self.days(year: year, month: month, day: day)
        guard Self.civil(days: days) == (year, month, day) else { return nil }
        let seconds = Int64(days * 86_400 + hour * 3_600 + minute * 60 + second)
        self.init(milliseconds: seconds * 1_000 + Int64(millisecond))
    }

    package static func < (one: Timestamp, other: Timestamp) -> Bool { one.milliseconds < other.milliseconds }

    package var description: String {
        func digits(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let (days, millisecondOfDay) = Int(milliseconds).quotientAndRemainder(flooringBy: 86_400_000)
        let (year, month, day) = Self.civil(days: days)
        let date = "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
        let (second, millisecond) = millisecondOfDay.quotientAndRemainder(dividingBy: 1_000)
        let time = "\(digits(second / 3_600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))"
        return "\(date)T\(time).\(digits(millisecond, 3))Z"
    }

    // Days and dates of the proleptic Gregorian calendar, counted in years that begin in March, so that the leap day
    // comes last.

    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let (era, yearOfEra) = shifted.quotientAndRemainder(flooringBy: 400)
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(flooringBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = (monthFromMarch + 2) % 12 + 1
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}

extension Int {
    /// Quotient and remainder of a division rounded towards negative infinity; the remainder is never negative.
    fileprivate func quotientAndRemainder(flooringBy divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
