/// The days that BYMONTH, BYYEARDAY, BYMONTHDAY and BYDAY of a rule leave, of every year.
///
/// Which days of a year these are depends on two things only: whether it is a leap year, and the weekday it begins on.
/// So there are fourteen calendars. Each is made when it is first needed, and then a year costs next to nothing.
struct MatchingDays {
    /// Where there are none, all.
    private let months: [Int]
    private let monthDays: [Int]
    private let yearDays: [Int]
    private let weekdays: [RecurrenceRule.WeekdayNumber]
    /// Whether "the second Monday" is that of the month; otherwise it is that of the year.
    private let countsWeekdaysInMonth: Bool

    private var calendars = [NumberSet?](repeating: nil, count: 14)

    /// The year looked at last.
    private var year = 0
    private var firstDay = 0
    private var length = 0
    private var days = NumberSet()

    /// What the rule leaves open is taken from DTSTART (RFC 5545 section 3.3.10).
    init(_ rule: RecurrenceRule, start: CivilDate) {
        var months = rule.months
        var monthDays = rule.monthDays
        var weekdays = rule.weekdays
        let namesDay = !(monthDays.isEmpty && weekdays.isEmpty && rule.yearDays.isEmpty)
        switch rule.frequency {
        case .yearly where !rule.weekNumbers.isEmpty && !namesDay, .weekly where !namesDay:
            weekdays = [.init(weekday: start.weekday, ordinal: 0)]
        case .yearly where !namesDay:
            if months.isEmpty { months = [start.month] }
            monthDays = [start.day]
        case .monthly where !namesDay:
            monthDays = [start.day]
        default:
            break
        }
        self.months = months
        self.monthDays = monthDays
        self.weekdays = weekdays
        yearDays = rule.yearDays
        countsWeekdaysInMonth = rule.frequency == .monthly || !rule.months.isEmpty
    }

    /// The first matching day that is not before `day`, as days since 1970-01-01. Takes a step for each year without
    /// one, of which there are at most 400: then the calendar repeats.
    mutating func first(atOrAfter day: Int) -> Int? {
        moveToYear(of: day)
        if let match = days.first(atOrAfter: day - firstDay) { return firstDay + match }
        for _ in 0..<GregorianDay.yearsInCycle {
            moveToYear(of: firstDay + length)
            if let match = days.first(atOrAfter: 0) { return firstDay + match }
        }
        return nil
    }

    /// The matching days among these, with the first of these as 0.
    mutating func days(in range: Range<Int>) -> NumberSet {
        moveToYear(of: range.lowerBound)
        if range == firstDay..<firstDay + length { return days }
        var result = days.slice(from: range.lowerBound - firstDay, count: range.count)
        while firstDay + length < range.upperBound {
            moveToYear(of: firstDay + length)
            result.formUnion(days.slice(from: 0, count: range.upperBound - firstDay), from: firstDay - range.lowerBound)
        }
        return result
    }

    private mutating func moveToYear(of day: Int) {
        if firstDay..<firstDay + length ~= day { return }
        year = day == firstDay + length && length > 0 ? year + 1 : GregorianDay.date(day).year
        firstDay = GregorianDay.firstDay(ofYear: year)
        let isLeap = GregorianDay.isLeap(year)
        length = isLeap ? 366 : 365
        let firstWeekday = GregorianDay.weekday(firstDay)
        let calendar = isLeap ? 7 + firstWeekday : firstWeekday
        if let known = calendars[calendar] {
            days = known
        } else {
            days = daysOfYear(firstWeekday: firstWeekday)
            calendars[calendar] = days
        }
    }

    /// The matching days of a year like the present one.
    private func daysOfYear(firstWeekday: Int) -> NumberSet {
        var days = NumberSet()
        var monthStart = 0
        for month in 1...12 {
            let count = GregorianDay.daysInMonth(month, year: year)
            if months.isEmpty || months.contains(month) {
                var daysOfMonth = NumberSet(count: count)
                if !monthDays.isEmpty { daysOfMonth.formIntersection(NumberSet(ordinals: monthDays, of: count)) }
                if countsWeekdaysInMonth, !weekdays.isEmpty {
                    daysOfMonth.formIntersection(weekdays(of: count, firstWeekday: (firstWeekday + monthStart) % 7))
                }
                days.formUnion(daysOfMonth, from: monthStart)
            }
            monthStart += count
        }
        if !yearDays.isEmpty { days.formIntersection(NumberSet(ordinals: yearDays, of: length)) }
        if !countsWeekdaysInMonth, !weekdays.isEmpty {
            days.formIntersection(weekdays(of: length, firstWeekday: firstWeekday))
        }
        return days
    }

    /// The days BYDAY names of a month or year of `count` days.
    private func weekdays(of count: Int, firstWeekday: Int) -> NumberSet {
        var days = NumberSet()
        for entry in weekdays {
            let first = (entry.weekday.rawValue - firstWeekday + 7) % 7
            let total = (count - first + 6) / 7
            switch entry.ordinal {
            case 0:
                for week in 0..<total { days.insert(first + week * 7) }
            case let ordinal:
                let week = ordinal > 0 ? ordinal - 1 : total + ordinal
                if 0..<total ~= week { days.insert(first + week * 7) }
            }
        }
        return days
    }
}
