/// The periods of a rule: the seconds, minutes, …, months or years that FREQ and INTERVAL select. Each has a number, and
/// INTERVAL is the difference from one to the next. Times are seconds since 1970-01-01T00:00 on the clock face.
///
/// Under BYWEEKNO a year is that of the week numbers: 52 or 53 whole weeks.
struct RulePeriods {
    private enum Unit {
        /// Of so many seconds: a second, a minute, an hour or a day.
        case fixed(Int)
        case week, month, year, weekYear
    }

    private let unit: Unit
    private var weekStart = 0
    private var weekNumbers: [Int] = []
    /// From the number of a period to that of the next.
    private(set) var interval = 1
    /// The period DTSTART is in; INTERVAL counts from it.
    private var origin = 0

    /// All years.
    static let years = RulePeriods(unit: .year)

    private init(unit: Unit) { self.unit = unit }

    init(_ rule: RecurrenceRule, start: Int) {
        switch rule.frequency {
        case .secondly: unit = .fixed(1)
        case .minutely: unit = .fixed(60)
        case .hourly: unit = .fixed(3600)
        case .daily: unit = .fixed(86_400)
        case .weekly: unit = .week
        case .monthly: unit = .month
        case .yearly: unit = rule.weekNumbers.isEmpty ? .year : .weekYear
        }
        weekStart = rule.weekStart.rawValue
        weekNumbers = rule.weekNumbers
        interval = rule.interval
        origin = number(at: start)
    }

    /// The number of the first selected period that contains `time` or comes after it.
    func first(atOrAfter time: Int) -> Int {
        let number = number(at: time)
        let beyond = (number - origin) % interval
        return beyond > 0 ? number - beyond + interval : number - beyond
    }

    /// The beginning of a period.
    func begin(of number: Int) -> Int {
        switch unit {
        case .fixed(let seconds): number * seconds
        case .week: (number * 7 - 3 + weekStart) * 86_400
        case .month: GregorianDay.number(year: number / 12, month: number % 12 + 1, day: 1) * 86_400
        case .year: GregorianDay.firstDay(ofYear: number) * 86_400
        case .weekYear: firstDayOfWeek(with: GregorianDay.firstDay(ofYear: number) + 3) * 86_400
        }
    }

    /// After so many seconds the selected periods have the same days of the calendar again, or the years are over.
    var cycle: Int {
        // How many periods there are before the calendar repeats.
        let count =
            switch unit {
            case .fixed(let seconds): GregorianDay.daysInCycle * 86_400 / seconds
            case .week: GregorianDay.daysInCycle / 7
            case .month: GregorianDay.yearsInCycle * 12
            case .year, .weekYear: GregorianDay.yearsInCycle
            }
        let cycles = interval / greatestCommonDivisor(interval, count)
        return min(cycles, 10_000 / GregorianDay.yearsInCycle) * GregorianDay.daysInCycle * 86_400
    }

    /// The number of the period that contains a time.
    private func number(at time: Int) -> Int {
        if case .fixed(let seconds) = unit { return time.floorDivided(by: seconds) }
        let day = time.floorDivided(by: 86_400)
        switch unit {
        case .fixed, .week:
            // Day −3 was a Monday, and so week 0 begins with it where weeks begin on Monday.
            return (day + 3 - weekStart).floorDivided(by: 7)
        case .month:
            let (year, month, _) = GregorianDay.date(day)
            return year * 12 + month - 1
        case .year:
            return GregorianDay.date(day).year
        case .weekYear:
            // A week is of the year that has at least four of its days, thus the fourth.
            return GregorianDay.date(firstDayOfWeek(with: day) + 3).year
        }
    }

    private func firstDayOfWeek(with day: Int) -> Int {
        day - (GregorianDay.weekday(day) - weekStart + 7) % 7
    }
}

// MARK: Periods of a day or more

extension RulePeriods {
    /// The days of a period, counted from 1970-01-01.
    func days(of number: Int) -> Range<Int> {
        begin(of: number).floorDivided(by: 86_400)..<begin(of: number + 1).floorDivided(by: 86_400)
    }

    /// The first day that is not before one and in a selected period.
    func firstDay(atOrAfter day: Int) -> Int {
        max(day, days(of: first(atOrAfter: day * 86_400)).lowerBound)
    }

    /// Those of some days that are in a selected period and, under BYWEEKNO, in these weeks of it, with the first of
    /// the days as 0.
    func selectedDays(in range: Range<Int>) -> NumberSet {
        var selected = NumberSet()
        func insert(_ days: Range<Int>) {
            let days = days.clamped(to: range)
            selected.insert(days.lowerBound - range.lowerBound..<days.upperBound - range.lowerBound)
        }
        var number = first(atOrAfter: range.lowerBound * 86_400)
        var days = days(of: number)
        while days.lowerBound < range.upperBound {
            if weekNumbers.isEmpty { insert(days) }
            for week in weekNumbers {
                let first = week > 0 ? days.lowerBound + (week - 1) * 7 : days.upperBound + week * 7
                if days.contains(first) { insert(first..<first + 7) }
            }
            number += interval
            days = self.days(of: number)
        }
        return selected
    }
}

// MARK: Periods of less than a day

extension RulePeriods {
    /// The first period from a selected one on that begins, not after `last`, at one of the times on a matching day.
    ///
    /// - Parameter nextDay: the first matching day that is not before one, in days since 1970-01-01.
    func first(from number: Int, through last: Int, at times: TimeSet, nextDay: (Int) -> Int?) -> Int? {
        let step = begin(of: interval)
        var (number, begin) = (number, begin(of: number))
        // The matching day that has `begin`, or is next.
        var day = 0..<0
        while begin <= last {
            if begin >= day.upperBound || day.isEmpty {
                guard let next = nextDay(begin.floorDivided(by: 86_400)) else { return nil }
                day = next * 86_400..<(next + 1) * 86_400
            }
            let time =
                times.first(atOrAfter: max(begin - day.lowerBound, 0)).map { day.lowerBound + $0 } ?? day.upperBound
            if time == begin { return number }
            let steps = time - begin <= step ? 1 : (time - begin - 1) / step + 1
            number += steps * interval
            begin += steps * step
        }
        return nil
    }

    /// Whether a period ever begins at one of these times on one of these weekdays, or any where there are none.
    func mayBegin(at times: TimeSet, on weekdays: [RecurrenceRule.WeekdayNumber]) -> Bool {
        // In the course of weeks the periods come to every one of the week that is a multiple of this away.
        let week = 7 * 86_400
        var periods = self
        periods.interval = greatestCommonDivisor(interval, number(at: week))
        let first = periods.first(from: origin, through: begin(of: origin) + week - 1, at: times) { day in
            if weekdays.isEmpty { return day }
            return (day..<day + 7).first { day in
                weekdays.contains { $0.weekday.rawValue == GregorianDay.weekday(day) }
            }
        }
        return first != nil
    }
}

extension Int {
    /// The quotient rounded down, also below zero. The divisor is positive.
    func floorDivided(by divisor: Int) -> Int {
        self >= 0 ? self / divisor : (self + 1) / divisor - 1
    }
}

private func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    right == 0 ? left : greatestCommonDivisor(right, left % right)
}
