internal import ICalendar

/// A date as HTTP writes it: `Mon, 14 Apr 2025 09:00:00 GMT` (IMF-fixdate, RFC 9110, 5.6.7).
enum HTTPDate {
    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// - Parameter seconds: since 1970.
    static func text(_ seconds: Int64) -> String {
        guard let time = CivilDateTime(secondsSinceEpoch: seconds) else { return text(0) }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (date, clock) = (time.date, "\(two(time.hour)):\(two(time.minute)):\(two(time.second))")
        let year = String(repeating: "0", count: 4 - String(date.year).count) + String(date.year)
        return "\(weekdays[date.weekday.rawValue]), \(two(date.day)) \(months[date.month - 1]) \(year) \(clock) GMT"
    }

    /// Seconds since 1970; nil where the text is not of this form.
    static func seconds(_ text: String) -> Int64? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])),
            let time = CivilDateTime(iso: "\(parts[3])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[1])T\(parts[4])"),
            Self.text(time.secondsSinceEpoch) == text
        else { return nil }
        return time.secondsSinceEpoch
    }
}
