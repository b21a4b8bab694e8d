@testable import ICalendar
@testable import TimeZoneDatabase

/// The input is the text of a rule and, after a line feed, numbers that say when and where it is used.
func fuzzRecurrence(_ bytes: [UInt8]) {
    let text = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    let rule: RecurrenceRule
    do {
        rule = try RecurrenceRule(text)
        let again = try RecurrenceRule(rule.description)
        check(again == rule, "\(rule) is read as the same")
        check(again.description == rule.description, "\(rule) is written again as the same")
    } catch {
        checkIsLine(error.description)
        check((try? RecurrenceRule(text)) == nil, "what is written is read, not \(error)")
        return
    }
    // Occurrences under a COUNT are counted from the first on; that a million of them take time is known.
    if case .count(5000...) = rule.end { return }
    var numbers = Numbers(bytes: bytes.dropFirst(text.utf8.count + 1))
    if let recurrence = recurrence(rule, &numbers) { checkWindow(recurrence, rule, &numbers) }
}

/// By default DTSTART is that of the RFC's examples: 1997-09-02T09:00.
private func recurrence(_ rule: RecurrenceRule, _ numbers: inout Numbers) -> Recurrence? {
    let flags = numbers.unsigned()
    let day = 10_106 + numbers.signed(3)
    guard
        let date = CivilDate(daysSinceEpoch: day),
        let start = CivilDateTime(date: date, secondOfDay: (32_400 + numbers.unsigned(3)) % 86_400)
    else { return nil }
    let additional = (0..<flags & 3).compactMap { _ in
        CivilDateTime(secondsSinceEpoch: start.secondsSinceEpoch + Int64(numbers.signed(3)) * 900)
    }
    return Recurrence(start: start, isAllDay: flags & 4 != 0, rule: rule, additional: additional)
}

private let zones: [any LocalTimeRules] = [FixedOffset(seconds: 0), paris, dateLine]
let paris = zone("CET-1CEST,M3.5.0,M10.5.0/3")
/// Two gaps a year, one of them a whole day.
let dateLine = zone("<-11>11<+13>-13,M12.5.0/167,J60/-100")

private func zone(_ rule: String) -> any LocalTimeRules {
    do {
        return try Zone(name: rule, tzif: tzif(footer: rule.utf8))
    } catch {
        fatalError("\(error)")
    }
}

private func checkWindow(_ recurrence: Recurrence, _ rule: RecurrenceRule, _ numbers: inout Numbers) {
    let zone = zones[numbers.unsigned() % zones.count]
    let first = recurrence.start.secondsSinceEpoch + Int64(numbers.signed(3)) * 3600
    // 500 days by default, at most 90 years.
    let length = Int64(86_400) << Int64((9 + numbers.unsigned()) % 16)
    guard let lower = CivilDateTime(secondsSinceEpoch: first),
        let upper = CivilDateTime(secondsSinceEpoch: first + length)
    else { return }
    let most = 300
    func occurrences(_ range: Range<CivilDateTime>, of recurrence: Recurrence) -> [CivilDateTime] {
        Array(recurrence.occurrences(in: range, zone: zone).prefix(most))
    }
    let all = occurrences(lower..<upper, of: recurrence)
    check(zip(all, all.dropFirst()).allSatisfy { $0 < $1 }, "\(rule): occurrences ascend")
    check(all.allSatisfy { lower <= $0 && $0 < upper }, "\(rule): occurrences are in the window")
    check(
        recurrence.occurrences(from: lower, in: zone).prefix(all.count).elementsEqual(all),
        "\(rule): with and without an end they are the same")
    for time in recurrence.additional + [recurrence.start] where lower <= time && time < upper {
        check(all.contains(time) || all.count == most && all[most - 1] < time, "\(rule): \(time) is there")
    }
    for time in all where time != recurrence.start && !recurrence.additional.contains(time) {
        check(isNamed(time, by: rule, recurrence, zone), "\(rule): \(time) is an instance")
    }
    if all.count < most { checkNoneMissing(all, lower..<upper, rule, recurrence, zone) }
    if case .count(let count) = rule.end {
        check(all.count <= count + recurrence.additional.count, "\(rule): no more than COUNT")
    }

    guard !all.isEmpty else { return }
    let index = numbers.unsigned(2) % all.count
    let tail = occurrences(all[index]..<upper, of: recurrence).prefix(all.count - index)
    check(tail.elementsEqual(all[index...]), "\(rule): from the middle on they are the same")
    check(occurrences(lower..<all[index], of: recurrence).elementsEqual(all[..<index]), "\(rule): up to the middle too")
    let excluded = Set((0..<3).map { _ in all[numbers.unsigned(2) % all.count] })
    let remaining = Recurrence(
        start: recurrence.start, isAllDay: recurrence.isAllDay, rule: rule, additional: recurrence.additional,
        excluded: Array(excluded))
    check(
        occurrences(lower..<upper, of: remaining).prefix(all.count - excluded.count)
            .elementsEqual(all.filter { !excluded.contains($0) }), "\(rule): EXDATE takes away what it names")
}

/// On each day of the window, but for some years, one time is looked at by itself.
private func checkNoneMissing(
    _ all: [CivilDateTime], _ window: Range<CivilDateTime>, _ rule: RecurrenceRule, _ recurrence: Recurrence,
    _ zone: any LocalTimeRules
) {
    // There a time does not tell by itself whether it is an instance.
    guard rule.positions.isEmpty, rule.weekNumbers.isEmpty, rule.weekdays.allSatisfy({ $0.ordinal == 0 }) else {
        return
    }
    if case .count = rule.end { return }
    let start = recurrence.start
    let minute = (rule.hours.last ?? start.hour) * 60 + (rule.minutes.first ?? start.minute)
    let second = recurrence.isAllDay ? 0 : minute * 60 + min(rule.seconds.last ?? start.second, 59)
    let there = Set(all)
    for days in 0..<800 {
        guard
            let date = window.lowerBound.date.advanced(byDays: days),
            let time = CivilDateTime(date: date, secondOfDay: second), time < window.upperBound
        else { return }
        if time >= window.lowerBound, isNamed(time, by: rule, recurrence, zone) {
            check(there.contains(time), "\(rule): \(time) is not missing")
        }
    }
}

/// What holds of each instance alone, by RFC 5545 section 3.3.10: every BYxxx part names it, whether it expands or
/// limits; DTSTART gives what no part names; and it is so many INTERVALs from DTSTART.
private func isNamed(
    _ time: CivilDateTime, by rule: RecurrenceRule, _ recurrence: Recurrence, _ zone: any LocalTimeRules
) -> Bool {
    func named(_ value: Int, by values: [Int], of count: Int? = nil) -> Bool {
        values.isEmpty || values.contains(value) || count.map { values.contains(value - 1 - $0) } ?? false
    }
    let (date, start) = (time.date, recurrence.start)
    let dayOfYear = date.daysSinceEpoch - GregorianDay.number(year: date.year, month: 1, day: 1) + 1
    guard
        time > start, named(date.month, by: rule.months),
        named(date.day, by: rule.monthDays, of: CivilDate.daysInMonth(date.month, year: date.year)),
        named(dayOfYear, by: rule.yearDays, of: CivilDate.isLeap(date.year) ? 366 : 365),
        rule.weekdays.isEmpty || rule.weekdays.contains(where: { $0.weekday == date.weekday })
    else { return false }
    if rule.monthDays.isEmpty, rule.yearDays.isEmpty, rule.weekdays.isEmpty {
        switch rule.frequency {
        case .secondly, .minutely, .hourly, .daily: break
        case .yearly where rule.weekNumbers.isEmpty:
            guard date.day == start.date.day, !rule.months.isEmpty || date.month == start.date.month else {
                return false
            }
        case .weekly, .yearly: guard date.weekday == start.date.weekday else { return false }
        case .monthly: guard date.day == start.date.day else { return false }
        }
    }

    let distance =
        switch rule.frequency {
        case .secondly: Int(time.secondsSinceEpoch - start.secondsSinceEpoch)
        case .minutely: period(time, of: 60) - period(start, of: 60)
        case .hourly: period(time, of: 3600) - period(start, of: 3600)
        case .daily: period(time, of: 86_400) - period(start, of: 86_400)
        case .weekly: week(date, rule.weekStart) - week(start.date, rule.weekStart)
        case .monthly: date.year * 12 + date.month - start.date.year * 12 - start.date.month
        // Years of weeks begin a little before or after those of months.
        case .yearly: rule.weekNumbers.isEmpty ? date.year - start.date.year : 0
        }
    guard distance % rule.interval == 0 else { return false }

    let utc = recurrence.isAllDay ? time.secondsSinceEpoch : zone.resolve(local: time.secondsSinceEpoch).utc
    switch rule.end {
    case .never, .count: break
    case .untilDate(let last): guard date <= last else { return false }
    case .untilLocal(let last): guard time <= last else { return false }
    case .untilUTC(let last): guard utc <= last.secondsSinceEpoch else { return false }
    }

    if recurrence.isAllDay { return time.secondOfDay == 0 }
    if case .skipped = zone.resolve(local: time.secondsSinceEpoch) { return false }
    func named(_ value: Int, by values: [Int], or own: Int, unless frequency: RecurrenceRule.Frequency) -> Bool {
        values.contains { min($0, 59) == value } || values.isEmpty && (rule.frequency <= frequency || value == own)
    }
    return named(time.hour, by: rule.hours, or: start.hour, unless: .hourly)
        && named(time.minute, by: rule.minutes, or: start.minute, unless: .minutely)
        && named(time.second, by: rule.seconds, or: start.second, unless: .secondly)
}

/// Counted from the year 1, which begins on a Monday.
private func period(_ time: CivilDateTime, of seconds: Int64) -> Int {
    Int((time.secondsSinceEpoch - CivilDateTime.validSeconds.lowerBound) / seconds)
}

private func week(_ date: CivilDate, _ weekStart: Weekday) -> Int {
    (date.daysSinceEpoch - CivilDate.validDays.lowerBound + 7 - weekStart.rawValue) / 7
}
