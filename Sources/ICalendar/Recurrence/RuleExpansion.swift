/// The instances of a rule on the clock face, from DTSTART on, before a time zone has its say. Times are seconds since
/// 1970-01-01T00:00 on the clock face.
///
/// One period of the rule is held at a time, as the set of its days and the set of the times of each. From there the
/// search goes to the next day that matches, so a year in which nothing can be costs a step.
///
/// A search ends with the year 9999 at the latest, and its work is bounded: a rule that never comes tries every day of
/// those years at most (3.6 million), and on each only the times that BYHOUR, BYMINUTE and BYSECOND leave.
struct RuleExpansion {
    private let start: Int
    private let last: Int
    private let positions: [Int]
    private let weekNumbers: [Int]
    private let periods: RulePeriods
    private var matchingDays: MatchingDays
    /// Where the frequency is less than a day: the times at which a period may begin.
    private let periodTimes: TimeSet?
    /// The times on each day of a period or, where the frequency is less than a day, within the period.
    private let times: TimeSet

    /// The present period, and those of its days that match.
    private var period = 0..<0
    private var days = DaySet()

    /// - Parameter last: nothing after this is searched for.
    init(_ rule: RecurrenceRule, start: CivilDateTime, isAllDay: Bool, last: Int64) {
        self.start = Int(start.secondsSinceEpoch)
        positions = rule.positions
        weekNumbers = rule.weekNumbers
        periods = RulePeriods(rule, start: self.start)
        matchingDays = MatchingDays(rule, start: start.date)

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

        // Two ways never to come that would take long to find out: a time of day that INTERVAL steps over every day,
        // and positions beyond the number of instances that each period of a day or less has.
        let count = times.count
        let canBegin = periodTimes.map(periods.mayBegin(at:)) ?? true
        let canBeChosen =
            positions.isEmpty || rule.frequency > .daily || positions.contains { abs($0) <= count }
        self.last = canBegin && canBeChosen ? Int(min(last, CivilDateTime.validSeconds.upperBound)) : .min
    }

    /// The first instance that is not before `time`.
    mutating func first(atOrAfter time: Int) -> Int? {
        var time = max(time, start)
        while period.contains(time) || moveToPeriod(atOrAfter: time) {
            if let instance = firstInPeriod(atOrAfter: time) {
                return instance <= last ? instance : nil
            }
            time = period.upperBound
        }
        return nil
    }

    /// Goes to the first period with matching days that contains `time` or comes after it.
    private mutating func moveToPeriod(atOrAfter time: Int) -> Bool {
        var time = time
        let lastDay = last.floorDivided(by: 86_400)
        while time <= last {
            let day = time.floorDivided(by: 86_400)
            guard let day = matchingDays.first(atOrAfter: day, through: lastDay) else { return false }
            let candidate = periods.first(atOrAfter: max(time, day * 86_400))
            if let periodTimes {
                // INTERVAL selects this one, but it may begin on a later day, or at a time that does not match.
                let begin = candidate.lowerBound - day * 86_400
                let next = begin < 86_400 ? periodTimes.first(atOrAfter: begin) : nil
                if next == begin {
                    period = candidate
                    days = DaySet(count: 1)
                    return true
                }
                time = next.map { day * 86_400 + $0 } ?? max(candidate.lowerBound, (day + 1) * 86_400)
            } else {
                let matching = matchingDays(of: candidate)
                if !matching.isEmpty {
                    period = candidate
                    days = matching
                    return true
                }
                time = candidate.upperBound
            }
        }
        return false
    }

    /// The matching days of a period of whole days.
    private mutating func matchingDays(of period: Range<Int>) -> DaySet {
        let count = period.count / 86_400
        var matching = matchingDays.days(from: period.lowerBound.floorDivided(by: 86_400), count: count)
        if !weekNumbers.isEmpty {
            var numbered = DaySet()
            for number in weekNumbers {
                let week = number > 0 ? number - 1 : count / 7 + number
                if 0..<count / 7 ~= week { numbered.formUnion(DaySet(count: 7).slice(from: -week * 7, count: count)) }
            }
            matching.formIntersection(numbered)
        }
        return matching
    }

    /// The first instance of the present period that is not before `time`.
    private func firstInPeriod(atOrAfter time: Int) -> Int? {
        let offset = max(time - period.lowerBound, 0)
        let (day, timeOfDay) = (offset / 86_400, offset % 86_400)
        if positions.isEmpty {
            if days.contains(day), let next = times.first(atOrAfter: timeOfDay) {
                return period.lowerBound + day * 86_400 + next
            }
            guard let day = days.first(atOrAfter: day + 1), let next = times.first(atOrAfter: 0) else { return nil }
            return period.lowerBound + day * 86_400 + next
        }
        let perDay = times.count
        let total = days.count * perDay
        let passed = days.count(before: day) * perDay + (days.contains(day) ? times.count(before: timeOfDay) : 0)
        let next = positions.lazy.map { $0 > 0 ? $0 - 1 : total + $0 }.filter { passed..<total ~= $0 }.min()
        guard let next, let day = days.day(at: next / perDay), let time = times.time(at: next % perDay) else {
            return nil
        }
        return period.lowerBound + day * 86_400 + time
    }
}
