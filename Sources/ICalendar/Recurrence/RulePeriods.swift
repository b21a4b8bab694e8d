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
    private let weekStart: Int
    /// From the number of a period to that of the next.
    private(set) var interval = 1
    /// The period DTSTART is in; INTERVAL counts from it.
    private var origin = 0

    /// All years.
    static let years = RulePeriods(unit: .year)

    private init(unit: Unit, weekStart: Weekday = .monday) {
        self.unit = unit
        self.weekStart = weekStart.rawValue
    }

    init(_ rule: RecurrenceRule, start: Int) {
        let unit: Unit =
            switch rule.frequency {
            case .secondly: .fixed(1)
            case .minutely: .fixed(60)
            case .hourly: .fixed(3600)
            case .daily: .fixed(86_400)
            case .weekly: .week
            case .monthly: .month
            case .yearly: rule.weekNumbers.isEmpty ? .year : .weekYear
            }
        self.init(unit: unit, weekStart: rule.weekStart)
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

    /// After so many seconds INTERVAL and the calendar are together again as they were, or the years are over.
    var cycle: Int {
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
    /// The days in selected periods among the `count` days from `first` on; under BYWEEKNO only those in these weeks.
    func days(from first: Int, count: Int, inWeeks weekNumbers: [Int]) -> NumberSet {
        var days = NumberSet()
        var number = self.first(atOrAfter: first * 86_400)
        while true {
            let begin = begin(of: number).floorDivided(by: 86_400) - first
            guard begin < count else { return days }
            let end = self.begin(of: number + 1).floorDivided(by: 86_400) - first
            if weekNumbers.isEmpty { days.insert(max(begin, 0)..<min(end, count)) }
            for weekNumber in weekNumbers {
                let week = weekNumber > 0 ? begin + (weekNumber - 1) * 7 : end + weekNumber * 7
                if week >= begin, week < end, week < count, week > -7 { days.insert(max(week, 0)..<min(week + 7, count)) }
            }
            number += interval
        }
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
        while begin <= last, let day = nextDay(begin.floorDivided(by: 86_400)) {
            let midnight = day * 86_400
            let time = midnight + (times.first(atOrAfter: max(begin - midnight, 0)) ?? 86_400)
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
