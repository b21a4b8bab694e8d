extension TZString {
    /// Reads a TZ string; `nil` if it is none. A daylight saving time needs its rule, as in all TZif files.
    init?(_ text: some Sequence<UInt8>) {
        var parser = Parser(rest: Array(text)[...])
        guard let standard = parser.name(), let behind = parser.time(hours: 24) else {
            return nil
        }
        self.standard = Zone.Offset(seconds: -Int(behind), isDaylightSaving: false, abbreviation: standard)
        guard !parser.rest.isEmpty else {
            daylight = nil
            return
        }
        guard let name = parser.name() else {
            return nil
        }
        var seconds = 3600 - Int(behind)
        if parser.rest.first != UInt8(ascii: ",") {
            guard let behind = parser.time(hours: 24) else {
                return nil
            }
            seconds = -Int(behind)
        }
        guard parser.take(","), let start = parser.yearlyTime(), parser.take(","), let end = parser.yearlyTime(),
            parser.rest.isEmpty
        else {
            return nil
        }
        let offset = Zone.Offset(seconds: seconds, isDaylightSaving: true, abbreviation: name)
        daylight = Daylight(offset: offset, start: start, end: end)
    }

    private struct Parser {
        var rest: ArraySlice<UInt8>

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else {
                return false
            }
            rest.removeFirst()
            return true
        }

        /// `CET`, letters only, or `<-02>`, with digits and signs; three characters at least.
        mutating func name() -> String? {
            let isQuoted = take("<")
            let name = rest.prefix { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                    isQuoted
                default:
                    false
                }
            }
            rest = rest.dropFirst(name.count)
            guard name.count >= 3, !isQuoted || take(">") else {
                return nil
            }
            return String(decoding: name, as: UTF8.self)
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time(hours: Int64) -> Int64? {
            let isNegative = take("-")
            if !isNegative {
                _ = take("+")
            }
            guard var seconds = number(in: 0...hours) else {
                return nil
            }
            seconds *= 3600
            for unit: Int64 in [60, 1] where take(":") {
                guard let part = number(in: 0...59) else {
                    return nil
                }
                seconds += part * unit
            }
            return isNegative ? -seconds : seconds
        }

        /// `M3.5.0/2`, `J60` or `59`; 02:00 without a time.
        mutating func yearlyTime() -> YearlyTime? {
            guard let day = yearlyDay() else {
                return nil
            }
            guard take("/") else {
                return YearlyTime(day: day, seconds: 2 * 3600)
            }
            return time(hours: 167).map { YearlyTime(day: day, seconds: $0) }
        }

        private mutating func yearlyDay() -> YearlyDay? {
            if take("J") {
                return number(in: 1...365).map { .commonYearDay($0) }
            }
            guard take("M") else {
                return number(in: 0...365).map { .yearDay($0) }
            }
            guard let month = number(in: 1...12), take("."), let week = number(in: 1...5), take("."),
                let weekday = number(in: 0...6)
            else {
                return nil
            }
            return .weekday(month: month, week: week, weekday: weekday)
        }

        /// Up to three digits.
        private mutating func number(in range: ClosedRange<Int64>) -> Int64? {
            let digits = rest.prefix(3).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            rest = rest.dropFirst(digits.count)
            let value = digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
            return !digits.isEmpty && range.contains(value) ? value : nil
        }
    }
}
