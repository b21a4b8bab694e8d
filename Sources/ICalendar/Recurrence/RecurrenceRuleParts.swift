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

    private var values: [Name: Substring] = [:]

    init(_ text: String) throws(RecurrenceRuleError) {
        guard text.utf8.count <= RecurrenceRule.maximumLength else {
            throw RecurrenceRuleError(
                part: "RRULE", value: text, expected: "at most \(RecurrenceRule.maximumLength) bytes")
        }
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let label = pair.first, let value = pair.last else {
                throw RecurrenceRuleError(part: "RRULE", value: part, expected: "NAME=value between semicolons")
            }
            guard let name = Name.allCases.first(where: { label.isName($0.rawValue) }) else {
                throw RecurrenceRuleError(
                    part: String(label), value: value, expected: "a rule part of RFC 5545 section 3.3.10")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw RecurrenceRuleError(part: name.rawValue, value: value, expected: "each part only once")
            }
        }
    }

    private func error(_ name: Name, _ value: Substring? = nil, expected: String) -> RecurrenceRuleError {
        RecurrenceRuleError(part: name.rawValue, value: value ?? values[name] ?? "", expected: expected)
    }

    private func items(_ name: Name) -> [Substring] {
        values[name]?.split(separator: ",", omittingEmptySubsequences: false) ?? []
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
        guard let text = values[name] else { return nil }
        guard let number = unsigned(text), range ~= number else {
            throw error(name, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func frequency() throws(RecurrenceRuleError) -> RecurrenceRule.Frequency {
        let names = RecurrenceRule.Frequency.names
        guard
            let name = values[.frequency], let index = names.firstIndex(where: { name.isName($0) }),
            let frequency = RecurrenceRule.Frequency(rawValue: index)
        else { throw error(.frequency, expected: names.joined(separator: ", ")) }
        return frequency
    }

    func weekStart() throws(RecurrenceRuleError) -> Weekday? {
        guard let text = values[.weekStart] else { return nil }
        guard let weekday = Weekday(code: text) else {
            throw error(.weekStart, expected: "MO, TU, WE, TH, FR, SA or SU")
        }
        return weekday
    }

    func end() throws(RecurrenceRuleError) -> RecurrenceRule.End {
        guard let text = values[.until] else {
            return try number(.count, in: 1...RecurrenceRule.maximumCount).map { .count($0) } ?? .never
        }
        guard values[.count] == nil else { throw error(.count, expected: "COUNT or UNTIL, not both") }
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
        if values[.byWeekNumber] != nil, frequency != .yearly {
            throw error(.byWeekNumber, expected: "BYWEEKNO only with FREQ=YEARLY")
        }
        if values[.byYearDay] != nil, .daily ... .monthly ~= frequency {
            throw error(.byYearDay, expected: "BYYEARDAY not with FREQ=DAILY, WEEKLY or MONTHLY")
        }
        if values[.byMonthDay] != nil, frequency == .weekly {
            throw error(.byMonthDay, expected: "BYMONTHDAY not with FREQ=WEEKLY")
        }
        if weekdays.contains(where: { $0.ordinal != 0 }) {
            guard frequency >= .monthly else {
                throw error(.byDay, expected: "counted weekdays only with FREQ=MONTHLY or YEARLY")
            }
            guard values[.byWeekNumber] == nil else {
                throw error(.byDay, expected: "weekdays without a number beside BYWEEKNO")
            }
        }
        if values[.bySetPosition] != nil, Name.selecting.allSatisfy({ values[$0] == nil }) {
            throw error(.bySetPosition, expected: "another BY part for BYSETPOS to choose from")
        }
    }
}

extension Array where Element: Hashable & Comparable {
    /// In ascending order, each element once.
    func sortedOnce() -> [Element] {
        count < 2 ? self : Set(self).sorted()
    }
}
