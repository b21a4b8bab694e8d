/// The form that some values have in jCal and not in iCalendar: with hyphens and colons, as ISO 8601's extended format
/// has them (RFC 7265, sections 3.6.4, 3.6.5, 3.6.12 and 3.6.14).
enum JCalForm {
    /// What stands between the digits in the extended form, and where.
    private static func marks(of type: ValueType) -> [(offset: Int, mark: UInt8)] {
        let (hyphen, colon) = (UInt8(ascii: "-"), UInt8(ascii: ":"))
        return switch type {
        case .date: [(4, hyphen), (7, hyphen)]
        case .dateTime: [(4, hyphen), (7, hyphen), (13, colon), (16, colon)]
        case .time: [(2, colon), (5, colon)]
        // The second is there only if there are seconds.
        case .utcOffset: [(3, colon), (6, colon)]
        default: []
        }
    }

    /// The value of a content line in extended form; nil if it is not of that type.
    static func extended(_ text: some StringProtocol, as type: ValueType) -> String? {
        guard Value(String(text), as: type) != nil else { return nil }
        var bytes = Array(text.utf8)
        for (offset, mark) in marks(of: type) where offset < bytes.count { bytes.insert(mark, at: offset) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The value as a content line has it, of one in extended form; nil if it is not that.
    static func basic(_ text: some StringProtocol, as type: ValueType) -> String? {
        // The longest, a DATE-TIME in UTC, has twenty.
        guard text.utf8.count <= 20 else { return nil }
        var bytes = Array(text.utf8)
        for (offset, mark) in marks(of: type).reversed() where offset < bytes.count {
            guard bytes.remove(at: offset) == mark else { return nil }
        }
        let basic = String(decoding: bytes, as: UTF8.self)
        // A mark at the end had nothing behind it.
        return extended(basic, as: type).map { $0.utf8.elementsEqual(text.utf8) } == true ? basic : nil
    }

    /// A PERIOD as a content line has it, of its start and its end; nil if they are not that.
    static func period(_ ends: [String]) -> String? {
        guard ends.count == 2, let start = basic(ends[0], as: .dateTime),
            let end = CalendarDuration(ends[1]) == nil ? basic(ends[1], as: .dateTime) : ends[1]
        else { return nil }
        let period = "\(start)/\(end)"
        return Value(period, as: .period) == nil ? nil : period
    }

    /// What a value of a type looks like, for an error.
    static func expected(_ type: ValueType) -> String {
        switch type {
        case .date: #"a DATE such as "2025-04-14""#
        case .dateTime: #"a DATE-TIME such as "2025-01-27T10:00:00" or "2025-01-27T01:00:00Z""#
        case .float: "a FLOAT: a finite number"
        case .integer: "an INTEGER: a number of 32 bits"
        case .period: #"a PERIOD such as ["2025-01-27T01:00:00Z","PT2H"]"#
        case .time: #"a TIME such as "10:00:00""#
        case .utcOffset: #"a UTC-OFFSET such as "+09:00""#
        default: Value.form(of: type)
        }
    }

    // MARK: Numbers

    /// A number of iCalendar in digits as JSON has them: without a plus or leading zeros (RFC 7265, section 3.1).
    static func number(_ text: String) -> String {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let digits = text.drop { $0 == "-" || $0 == "+" }
        let significant = digits.drop { $0 == "0" }
        let needsZero = significant.first?.isNumber != true
        return (isNegative ? "-" : "") + (needsZero ? "0" : "") + significant
    }

    /// What a JSON number is worth, if that is a whole number: `4.2e1` is 42 (RFC 7265, section 3.6.8).
    static func integer(_ number: String) -> Int? {
        if let integer = Int(number) { return integer }
        return Double(number).flatMap { Int(exactly: $0) }
    }

    /// A JSON number as a FLOAT, which has no exponent; nil if it is too great.
    static func float(_ number: String) -> String? {
        let isDecimal = number.utf8.allSatisfy { $0 | 0x20 != UInt8(ascii: "e") }
        let text = isDecimal ? number : Double(number).flatMap { $0.isFinite ? Value.decimal($0) : nil }
        return text.flatMap { Value($0, as: .float) == nil ? nil : $0 }
    }
}
