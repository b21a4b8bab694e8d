extension Value {
    /// Reads a value as it stands in a content line, of any type but TEXT and RECUR; nil if it is not of that type.
    init?(_ text: String, as type: ValueType) {
        let value: Value? =
            switch type {
            case .binary: Base64.decode(text).map { .binary($0) }
            case .boolean: text.isName("TRUE") ? .boolean(true) : text.isName("FALSE") ? .boolean(false) : nil
            case .calendarAddress: .calendarAddress(text)
            case .date: CivilDate(basic: text).map { .date($0) }
            case .dateTime: Self.dateTime(text).map { .dateTime($0.time, isUTC: $0.isUTC) }
            case .duration: CalendarDuration(text).map { .duration($0) }
            case .float: Self.float(text).map { .float($0) }
            case .integer: Self.digits(text).flatMap { Int32($0) }.map { .integer(Int($0)) }
            case .period: Self.period(text).map { .period($0) }
            case .time: Self.time(text)
            case .uri: .uri(text)
            case .utcOffset: Self.utcOffset(text).map { .utcOffset($0) }
            default: .unknown(text, type)
            }
        guard let value else { return nil }
        self = value
    }

    /// What a value of a type looks like, for an error.
    static func form(of type: ValueType) -> String {
        switch type {
        case .binary: "BINARY in BASE64"
        case .boolean: "TRUE or FALSE"
        case .date: "a DATE such as 20250414"
        case .dateTime: "a DATE-TIME such as 20250127T100000 or 20250127T010000Z"
        case .duration: "a DURATION such as P1D or -PT15M"
        case .float: "a FLOAT such as 35.68"
        case .integer: "an INTEGER of 32 bits"
        case .period: "a PERIOD such as 20250127T010000Z/PT2H"
        case .time: "a TIME such as 100000"
        case .utcOffset: "a UTC-OFFSET such as +0900"
        default: "a value of type \(type)"
        }
    }

    private static func dateTime(_ text: some StringProtocol) -> (time: CivilDateTime, isUTC: Bool)? {
        let isUTC = text.last == "Z"
        return CivilDateTime(basic: isUTC ? text.dropLast() : text[...]).map { ($0, isUTC) }
    }

    private static func time(_ text: String) -> Value? {
        // The same as the second half of a DATE-TIME.
        dateTime("19700101T" + text).map { .time(secondOfDay: $0.time.secondOfDay, isUTC: $0.isUTC) }
    }

    private static func period(_ text: String) -> CalendarPeriod? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = dateTime(parts[0]) else { return nil }
        if let duration = CalendarDuration(parts[1]) {
            return CalendarPeriod(start: start.time, end: .duration(duration), isUTC: start.isUTC)
        }
        guard let end = dateTime(parts[1]), end.isUTC == start.isUTC else { return nil }
        return CalendarPeriod(start: start.time, end: .time(end.time), isUTC: start.isUTC)
    }

    /// The text, if it is digits after a sign or none.
    private static func digits(_ text: String) -> String? {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let hasOneSign = text.utf8.count - digits.count <= 1
        return hasOneSign && !digits.isEmpty && digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            ? text : nil
    }

    private static func float(_ text: String) -> Double? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard digits(String(parts[0])) != nil else { return nil }
        if parts.count == 2 {
            guard digits(String(parts[1])) != nil, parts[1].first?.isNumber == true else { return nil }
        }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }

    private static func utcOffset(_ text: String) -> Int? {
        text.withUTF8Bytes { bytes in
            guard
                bytes.count == 5 || bytes.count == 7, bytes.has("+", at: 0) || bytes.has("-", at: 0),
                let hours = bytes.number(1..<3), let minutes = bytes.number(3..<5),
                let seconds = bytes.count == 7 ? bytes.number(5..<7) : 0, hours < 24, minutes < 60, seconds < 60
            else { return nil }
            let offset = hours * 3600 + minutes * 60 + seconds
            guard bytes.has("-", at: 0) else { return offset }
            // There is no minus nothing.
            return offset == 0 ? nil : -offset
        }
    }
}

// MARK: Writing

extension Value {
    /// The value as it stands in a content line.
    var encoded: String {
        switch self {
        case .binary(let bytes): Base64.encode(bytes)
        case .boolean(let value): value ? "TRUE" : "FALSE"
        case .date(let date): date.basic
        case .dateTime(let time, let isUTC): time.basic + (isUTC ? "Z" : "")
        case .duration(let duration): duration.description
        case .float(let number): Self.decimal(number)
        case .integer(let number): String(number)
        case .period(let period): period.encoded
        case .recurrence(let rule): rule.description
        case .text(let text): EscapedText.escape(text)
        case .time(let second, let isUTC): Self.clock(second) + (isUTC ? "Z" : "")
        case .utcOffset(let seconds): Self.offset(seconds)
        case .calendarAddress(let text), .uri(let text), .unknown(let text, _): text
        case .structured(let parts): parts.lazy.map(\.encoded).joined(separator: ";")
        }
    }

    /// `hhmmss`
    private static func clock(_ secondOfDay: Int) -> String {
        let time = CivilDateTime(secondsSinceEpoch: Int64(min(max(secondOfDay, 0), 86_399)))
        return time.map { String($0.basic.suffix(6)) } ?? ""
    }

    /// Without an exponent, which a FLOAT cannot have: the shortest digits that read as the same number.
    static func decimal(_ number: Double) -> String {
        guard number.isFinite else { return "0" }
        let text = "\(number)"
        guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else {
            return text
        }
        let mantissa = text[..<mark]
        let isNegative = mantissa.first == "-"
        let digits = mantissa.filter { $0 != "." && $0 != "-" }
        // One digit stands before the point.
        let point = 1 + exponent
        let decimal: String =
            if point <= 0 {
                "0." + String(repeating: "0", count: -point) + digits
            } else if point >= digits.count {
                digits + String(repeating: "0", count: point - digits.count) + ".0"
            } else {
                "\(digits.prefix(point)).\(digits.dropFirst(point))"
            }
        return (isNegative ? "-" : "") + decimal
    }

    /// UTC-OFFSET: the seconds only when they are not 0.
    static func offset(_ seconds: Int) -> String {
        let size = Int(min(seconds.magnitude, 86_399))
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return (seconds < 0 && size > 0 ? "-" : "+") + two(size / 3600) + two(size / 60 % 60)
            + (size % 60 == 0 ? "" : two(size % 60))
    }
}

extension CalendarPeriod {
    fileprivate var encoded: String {
        let mark = isUTC ? "Z" : ""
        let end =
            switch end {
            case .time(let time): time.basic + mark
            case .duration(let duration): duration.description
            }
        return start.basic + mark + "/" + end
    }
}
