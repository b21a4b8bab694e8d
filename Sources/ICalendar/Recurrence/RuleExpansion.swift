/// The instances of a rule on the clock face, in ascending order, before a time zone has its say. Times are seconds
/// since 1970-01-01T00:00 on the clock face.
///
/// Days are looked at a year at a time or, where BYSETPOS chooses among the instances of a period, a period at a time:
/// as the set of those that match, each with the same set of times. Seconds, minutes and hours are looked at one by one,
/// and what lies between two that match is stepped over.
///
/// The work for an instance is bounded, also where none comes. In 400 years all days of the calendar come to the same
/// weekdays again. So with an INTERVAL of `n`, of which `g` is what it has in common with the number of periods in 400
/// years, all is as before after `n / g` times 400 years, and a search that has found nothing till then is over; it is
/// over with the year 9999 as well. A year, or a month or week under BYSETPOS, is one step of it. Below that, a matching
/// day has as many steps as BYHOUR, BYMINUTE and BYSECOND leave times, or as INTERVAL selects, whichever are fewer.
struct RuleExpansion {
    private var last: Int
    private let positions: RulePositions?
    /// The periods that are looked at one by one.
    private let periods: RulePeriods
    /// Where not all days of these are selected: the periods of the rule, or the weeks of BYWEEKNO in them.
    private let selection: RulePeriods?
    private var matchingDays: MatchingDays
    /// Where the frequency is less than a day: the times at which a period may begin.
    private let periodTimes: TimeSet?
    /// The times on each day of a period or, where the frequency is less than a day, within the period.
    private let times: TimeSet
    /// After how long a search is over.
    private let cycle: Int

    /// The present period, when it begins, and those of its days that match.
    private var period = 0
    private var begin = 0
    private var days = NumberSet()

    // What is left of it: the present day from a time on, and the days after that.
    private var day = 0
    private var midnight = 0
    private var time = 0

    /// How many steps were taken so far.
    private(set) var steps = 0

    // Under BYSETPOS: how many instances the period has, and from which on they are left.
    private var instanceCount = 0
    private var position = 0

    /// The instances from `time` on, which is not before DTSTART, through `last`.
    init(_ rule: RecurrenceRule, start: CivilDateTime, isAllDay: Bool, from time: Int64, through last: Int64) {
        // A part not given is that of DTSTART where it is finer than the frequency, and otherwise free.
        func mask(_ values: [Int], _ own: Int, of count: UInt64, unless frequency: RecurrenceRule.Frequency) -> UInt64 {
            if isAllDay { return 1 }
            if !values.isEmpty { return values.reduce(0) { $0 | 1 << UInt64(min($1, 59)) } }
            return rule.frequency > frequency ? 1 << UInt64(own) : (1 << count) - 1
        }
        let hours = mask(rule.hours, start.hour, of: 24, unless: .hourly)
        let minutes = mask(rule.minutes, start.minute, of: 60, unless: .minutely)
        let seconds = mask(rule.seconds, start.second, of: 60, unless: .secondly)
        switch rule.frequency {
        case .secondly:
            periodTimes = TimeSet(hours: hours, minutes: minutes, seconds: seconds)
            times = TimeSet(hours: 1, minutes: 1, seconds: 1)
        case .minutely:
            periodTimes = TimeSet(hours: hours, minutes: minutes, seconds: 1)
            times = TimeSet(hours: 1, minutes: 1, seconds: seconds)
        case .hourly:
            periodTimes = TimeSet(hours: hours, minutes: 1, seconds: 1)
            times = TimeSet(hours: 1, minutes: minutes, seconds: seconds)
        case .daily, .weekly, .monthly, .yearly:
            periodTimes = nil
            times = TimeSet(hours: hours, minutes: minutes, seconds: seconds)
        }
        self.last = Int(min(last, CivilDateTime.validSeconds.upperBound))
        positions = rule.positions.isEmpty ? nil : RulePositions(rule.positions)
        let periods = RulePeriods(rule, start: Int(start.secondsSinceEpoch))
        let areYears = .daily ... .monthly ~= rule.frequency && rule.positions.isEmpty
        self.periods = areYears ? .years : periods
        selection = areYears && rule.interval > 1 || !rule.weekNumbers.isEmpty ? periods : nil
        cycle = periods.cycle
        matchingDays = MatchingDays(rule, start: start.date)
        if periodTimes != nil { (days, instanceCount) = (NumberSet(count: 1), times.count) }

        // Two ways never to come that would take long to find out: positions beyond the number of instances that each
        // period of a day or less has, and times of the week that INTERVAL steps over every week.
        var mayCome = true
        if let positions, rule.frequency <= .daily {
            mayCome = positions.first(atOrAfter: 0, of: times.count) != nil
        }
        if let periodTimes { mayCome = mayCome && periods.mayBegin(at: periodTimes, on: rule.weekdays) }
        if mayCome { skip(to: Int(time)) } else { self.last = .min }
    }

    /// The next instance; nil after the last.
    mutating func next() -> Int? {
        var next = nextInPeriod()
        if next == nil {
            let end = min(last, begin + cycle)
            while next == nil, moveToPeriod(period + periods.interval, through: end) { next = nextInPeriod() }
        }
        guard let next, next <= last else { return nil }
        return next
    }

    /// Leaves out the instances before `time`.
    mutating func skip(to time: Int) {
        if !seek(time) { last = .min }
    }

    // MARK: Periods

    /// Goes to the first period with matching days that contains `time` or comes after it, and leaves out what is
    /// before `time`.
    private mutating func seek(_ time: Int) -> Bool {
        guard moveToPeriod(periods.first(atOrAfter: time), through: min(last, time + cycle)) else { return false }
        if begin < time {
            let (day, timeOfDay) = (time - begin).quotientAndRemainder(dividingBy: 86_400)
            enter(day, at: days.contains(day) ? timeOfDay : .max)
            position = days.count(before: day) * times.count + (days.contains(day) ? times.count(before: timeOfDay) : 0)
        }
        return true
    }

    /// Goes to the first period with matching days from a selected one on, if it begins not after `end`.
    private mutating func moveToPeriod(_ first: Int, through end: Int) -> Bool {
        period = first
        if let periodTimes {
            let next = periods.first(from: first, through: end, at: periodTimes) { day in
                steps += 1
                return matchingDays.first(atOrAfter: day)
            }
            guard let next else { return false }
            period = next
            begin = periods.begin(of: next)
            enter(0, at: 0)
            position = 0
            return true
        }
        while true {
            steps += 1
            let range = periods.days(of: period)
            begin = range.lowerBound * 86_400
            guard begin <= end else { return false }
            days = matchingDays.days(in: range)
            if let selection { days.formIntersection(selection.selectedDays(in: range)) }
            if let day = days.first(atOrAfter: 0) {
                enter(day, at: 0)
                if positions != nil { (position, instanceCount) = (0, days.count * times.count) }
                return true
            }
            guard let day = matchingDays.first(atOrAfter: range.upperBound) else { return false }
            period = periods.first(atOrAfter: (selection?.firstDay(atOrAfter: day) ?? day) * 86_400)
        }
    }

    // MARK: Within a period

    private mutating func enter(_ day: Int, at time: Int) {
        self.day = day
        midnight = begin + day * 86_400
        self.time = time
    }

    /// The next instance of the present period.
    private mutating func nextInPeriod() -> Int? {
        if positions != nil { return nextChosen() }
        if let next = times.first(atOrAfter: time) {
            time = next + 1
            return midnight + next
        }
        guard periodTimes == nil, let next = days.first(atOrAfter: day + 1) else { return nil }
        enter(next, at: times.first + 1)
        return midnight + times.first
    }

    private mutating func nextChosen() -> Int? {
        let count = times.count
        guard
            let next = positions?.first(atOrAfter: position, of: instanceCount),
            let day = days.number(at: next / count), let time = times.time(at: next % count)
        else { return nil }
        position = next + 1
        return begin + day * 86_400 + time
    }
}
