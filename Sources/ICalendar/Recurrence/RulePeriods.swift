/// The periods of a rule: the seconds, minutes, …, months or years that FREQ and INTERVAL select. Times are seconds
/// since 1970-01-01T00:00 on the clock face.
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
    private let interval: Int
    /// The period DTSTART is in; INTERVAL counts from it.
    private var origin = 0

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
        interval = rule.interval
        origin = index(of: start)
    }

    /// The first selected period that contains `time` or comes after it. `time` is not before DTSTART.
    func first(atOrAfter time: Int) -> Range<Int> {
        let index = index(of: time)
        let beyond = (index - origin) % interval
        let selected = beyond == 0 ? index : index - beyond + interval
        return start(of: selected)..<start(of: selected + 1)
    }

    /// Whether, of a frequency of less than a day, a period ever begins at one of these times of the day.
    func mayBegin(at times: TimeSet) -> Bool {
        guard case .fixed(let seconds) = unit else { return true }
        // In the course of days the steps of INTERVAL come to every time that is a multiple of this away.
        let step = greatestCommonDivisor(seconds * interval, 86_400)
        let first = start(of: origin)
        return stride(from: first - first.floorDivided(by: step) * step, to: 86_400, by: step).contains {
            times.contains($0)
        }
    }

    /// The number of the period that contains a time.
    private func index(of time: Int) -> Int {
        let day = time.floorDivided(by: 86_400)
        switch unit {
        case .fixed(let seconds):
            return time.floorDivided(by: seconds)
        case .week:
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

    private func start(of index: Int) -> Int {
        switch unit {
        case .fixed(let seconds): index * seconds
        case .week: (index * 7 - 3 + weekStart) * 86_400
        case .month: GregorianDay.number(year: index / 12, month: index % 12 + 1, day: 1) * 86_400
        case .year: GregorianDay.number(year: index, month: 1, day: 1) * 86_400
        case .weekYear: firstDayOfWeek(with: GregorianDay.number(year: index, month: 1, day: 4)) * 86_400
        }
    }

    private func firstDayOfWeek(with day: Int) -> Int {
        day - (GregorianDay.weekday(day) - weekStart + 7) % 7
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
