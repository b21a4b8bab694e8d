/// The parts of a rule's text by name, and how to read each: the grammar of RFC 5545 section 3.3.10.
struct RecurrenceRuleParts {
    enum Name: String, CaseIterable {
        case frequency = "FREQ"
        case until = "UNTIL"
        case count = "COUNT"
        case interval = "INTERVAL"
        case bySecond = "BYSECOND"
        case byMinute = "BYMINUTE"
        case byHour = "BYHOUR"
        case byDay = "BYDAY"
        case byMonthDay = "BYMONTHDAY"
        case byYearDay = "BYYEARDAY"
        case byWeekNumber = "BYWEEKNO"
        case byMonth = "BYMONTH"
        case bySetPosition = "BYSETPOS"
        case weekStart = "WKST"

        /// The parts BYSETPOS can choose from.
        static let selecting: [Name] = [
            .bySecond, .byMinute, .byHour, .byDay, .byMonthDay, .byYearDay, .byWeekNumber, .byMonth,
        ]
    }

    private var values: [(name: Name, text: Substring)] = []

    init(_ text: String) throws(RecurrenceRuleError) {
        guard text.utf8.count <= RecurrenceRule.maximumLength else {
            throw RecurrenceRuleError(
                part: "RRULE", value: text, expected: "at most \(RecurrenceRule.maximumLength) bytes")
        }
        for part in text[...].separated(by: ";") {
            guard let equals = part.utf8.firstIndex(of: UInt8(ascii: "=")) else {
                throw RecurrenceRuleError(part: "RRULE", value: part, expected: "NAME=value between semicolons")
            }
            let (label, value) = (part[..<equals], part[part.utf8.index(after: equals)...])
            guard let name = Name.allCases.first(where: { label.isName($0.rawValue) }) else {
                throw RecurrenceRuleError(
                    part: String(label), value: value, expected: "a rule part of RFC 5545 section 3.3.10")
            }
            guard self[name] == nil else {
                throw RecurrenceRuleError(part: name.rawValue, value: value, expected: "each part only once")
            }
            values.append((name, value))
        }
    }

    private subscript(_ name: Name) -> Substring? {
        values.first { $0.name == name }?.text
    }

    private func error(_ name: Name, _ value: Substring? = nil, expected: String) -> RecurrenceRuleError {
        RecurrenceRuleError(part: name.rawValue, value: value ?? self[name] ?? "", expected: expected)
    }

    private func items(_ name: Name) -> [Substring] {
        self[name]?.separated(by: ",") ?? []
    }

    /// Digits only; nil when there is anything else or the number is too great for an Int.
    private func unsigned(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ? Int(text) : nil
    }

    private func hasSign(_ text: Substring) -> Bool {
        text.utf8.first == UInt8(ascii: "-") || text.utf8.first == UInt8(ascii: "+")
    }

    // MARK: One value

    func number(_ name: Name, in range: ClosedRange<Int>) throws(RecurrenceRuleError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let number = unsigned(text), range ~= number else {
            throw error(name, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func frequency() throws(RecurrenceRuleError) -> RecurrenceRule.Frequency {
        let names = RecurrenceRule.Frequency.names
        guard
            let name = self[.frequency], let index = names.firstIndex(where: { name.isName($0) }),
            let frequency = RecurrenceRule.Frequency(rawValue: index)
        else { throw error(.frequency, expected: names.joined(separator: ", ")) }
        return frequency
    }

    func weekStart() throws(RecurrenceRuleError) -> Weekday? {
        guard let text = self[.weekStart] else { return nil }
        guard let weekday = Weekday(code: text) else {
            throw error(.weekStart, expected: "MO, TU, WE, TH, FR, SA or SU")
        }
        return weekday
    }

    func end() throws(RecurrenceRuleError) -> RecurrenceRule.End {
        guard let text = self[.until] else {
            return try number(.count, in: 1...RecurrenceRule.maximumCount).map { .count($0) } ?? .never
        }
        guard self[.count] == nil else { throw error(.count, expected: "COUNT or UNTIL, not both") }
        if let date = CivilDate(basic: text) { return .untilDate(date) }
        if let time = CivilDateTime(basic: text) { return .untilLocal(time) }
        if text.last == "Z", let time = CivilDateTime(basic: text.dropLast()) { return .untilUTC(time) }
        throw error(.until, expected: "20250414, 20250414T100000 or 20250414T100000Z")
    }

    // MARK: Lists

    /// A list of numbers without sign, sorted, each once.
    func numbers(_ name: Name, in range: ClosedRange<Int>) throws(RecurrenceRuleError) -> [Int] {
        var numbers: [Int] = []
        for item in items(name) {
            guard let number = unsigned(item), range ~= number else {
                throw error(name, item, expected: "numbers from \(range.lowerBound) to \(range.upperBound)")
            }
            numbers.append(number)
        }
        return numbers.sortedOnce()
    }

    /// A list of numbers from 1 to `last` or −`last` to −1, sorted, each once.
    func ordinals(_ name: Name, through last: Int) throws(RecurrenceRuleError) -> [Int] {
        var ordinals: [Int] = []
        for item in items(name) {
            guard let number = unsigned(hasSign(item) ? item.dropFirst() : item), 1...last ~= number else {
                throw error(name, item, expected: "numbers from 1 to \(last) or -\(last) to -1")
            }
            ordinals.append(item.utf8.first == UInt8(ascii: "-") ? -number : number)
        }
        return ordinals.sortedOnce()
    }

    func weekdays() throws(RecurrenceRuleError) -> [RecurrenceRule.WeekdayNumber] {
        var weekdays: [RecurrenceRule.WeekdayNumber] = []
        for item in items(.byDay) {
            let count = item.dropLast(2)
            guard
                let weekday = Weekday(code: item.suffix(2)),
                let ordinal = count.isEmpty ? 0 : unsigned(hasSign(count) ? count.dropFirst() : count),
                count.isEmpty || 1...53 ~= ordinal
            else { throw error(.byDay, item, expected: "weekdays such as MO, 1MO or -1MO, counted from 1 to 53") }
            weekdays.append(
                .init(weekday: weekday, ordinal: count.utf8.first == UInt8(ascii: "-") ? -ordinal : ordinal))
        }
        return weekdays.sortedOnce()
    }

    // MARK: What goes together

    /// Refuses the combinations that section 3.3.10 forbids.
    func checkCombination(
        frequency: RecurrenceRule.Frequency, weekdays: [RecurrenceRule.WeekdayNumber]
    ) throws(RecurrenceRuleError) {
        if self[.byWeekNumber] != nil, frequency != .yearly {
            throw error(.byWeekNumber, expected: "BYWEEKNO only with FREQ=YEARLY")
        }
        if self[.byYearDay] != nil, .daily ... .monthly ~= frequency {
            throw error(.byYearDay, expected: "BYYEARDAY not with FREQ=DAILY, WEEKLY or MONTHLY")
        }
        if self[.byMonthDay] != nil, frequency == .weekly {
            throw error(.byMonthDay, expected: "BYMONTHDAY not with FREQ=WEEKLY")
        }
        if weekdays.contains(where: { $0.ordinal != 0 }) {
            guard frequency >= .monthly else {
                throw error(.byDay, expected: "counted weekdays only with FREQ=MONTHLY or YEARLY")
            }
            guard self[.byWeekNumber] == nil else {
                throw error(.byDay, expected: "weekdays without a number beside BYWEEKNO")
            }
        }
        if self[.bySetPosition] != nil, Name.selecting.allSatisfy({ self[$0] == nil }) {
            throw error(.bySetPosition, expected: "another BY part for BYSETPOS to choose from")
        }
    }
}

extension Array where Element: Comparable {
    /// In ascending order, each element once.
    func sortedOnce() -> [Element] {
        guard count > 1 else { return self }
        var sorted = sorted()
        var last = 0
        for index in 1..<sorted.count where sorted[index] != sorted[last] {
            last += 1
            sorted[last] = sorted[index]
        }
        sorted.removeSubrange((last + 1)...)
        return sorted
    }
}
