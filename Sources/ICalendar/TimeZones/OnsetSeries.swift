internal import TimeZoneDatabase

/// Onsets of one kind in a row of years, which one STANDARD or DAYLIGHT describes.
struct OnsetSeries {
    /// What is added to UTC before, and from then on, in whole minutes.
    private let before: Int
    private let after: Int
    /// The abbreviation of what is observed from then on.
    private let name: String
    /// Whether that is written as DAYLIGHT.
    private let isDaylight: Bool
    private let firstLocal: CivilDateTime
    private var lastLocal: CivilDateTime
    /// The number of years.
    private var count = 1

    /// The month in which all are, or the first of two, where the days from the end of one month to the beginning of
    /// the next are meant: in Africa/Cairo the Friday after the last Thursday of October.
    private var month: Int
    /// The days that occurred, counted from the first of that month.
    private var days: ClosedRange<Int>
    /// The one week of the month in which all are, 1 to 5.
    private var week: Int?
    /// Whether all are in the last seven days of the month.
    private var isLastWeek: Bool

    /// An onset by itself. It is in the years 1 to 9999, and a day from either end.
    init(_ transition: Zone.Transition, isDaylight: Bool) {
        before = transition.before.wholeMinutes
        after = transition.after.wholeMinutes
        name = transition.after.abbreviation
        self.isDaylight = isDaylight
        let local = CivilDateTime(validSeconds: transition.utc + Int64(before))
        firstLocal = local
        lastLocal = local
        let date = local.date
        month = date.month
        days = date.day...date.day
        week = Self.week(of: date)
        isLastWeek = Self.isLastWeek(date)
    }

    /// Takes in the onset of the following year, if a yearly rule gives both that and all so far.
    mutating func append(_ next: OnsetSeries) -> Bool {
        let last = lastLocal.date
        let date = next.firstLocal.date
        guard next.before == before, next.after == after, next.name == name, next.isDaylight == isDaylight,
            date.year == last.year + 1, date.weekday == last.weekday,
            next.firstLocal.secondOfDay == lastLocal.secondOfDay, let month = commonMonth(with: date.month)
        else {
            return false
        }
        let own = days(from: month)
        let day = date.month == month ? date.day : date.day + Self.length(of: month)
        let days = min(own.lowerBound, day)...max(own.upperBound, day)
        let isOneMonth = date.month == last.month && month == self.month
        let week = isOneMonth && week == next.week ? week : nil
        let isLastWeek = isOneMonth && isLastWeek && next.isLastWeek
        // Any seven days in a row have each day of the week once.
        guard week != nil || isLastWeek || days.count <= 7 else {
            return false
        }
        self.month = month
        self.days = days
        self.week = week
        self.isLastWeek = isLastWeek
        lastLocal = next.lastLocal
        count += 1
        return true
    }

    /// The month from which the days of this and of another one are counted: the same, or the first of two that are next
    /// to each other, not of February, which has not always the same length.
    private func commonMonth(with other: Int) -> Int? {
        if other == month { return month }
        let first = min(month, other)
        return max(month, other) == first + 1 && first != 2 ? first : nil
    }

    private func days(from first: Int) -> ClosedRange<Int> {
        guard first < month else { return days }
        let length = Self.length(of: first)
        return days.lowerBound + length...days.upperBound + length
    }

    /// Of a month that is not February.
    private static func length(of month: Int) -> Int { CivilDate.daysInMonth(month, year: 2001) }

    private static func week(of date: CivilDate) -> Int { (date.day + 6) / 7 }

    private static func isLastWeek(_ date: CivilDate) -> Bool {
        date.day + 7 > CivilDate.daysInMonth(date.month, year: date.year)
    }
}

extension OnsetSeries {
    /// The STANDARD or DAYLIGHT for times within `span`: two where a rule would need two months. With `fromEarlier`, they
    /// begin a year before the first onset.
    func components(span: Range<Int64>, fromEarlier: Bool) -> [Component] {
        let first = fromEarlier ? onset(inYear: firstLocal.date.year - 1) ?? firstLocal : firstLocal
        guard count > 1 else { return [component(first)] }
        let end = end(span: span)
        return parts.compactMap { month, dayPart in
            // In a year a part may have none: then the other one has it.
            let years = first.date.year...(end == nil ? first.date.year + Self.mostYearsBetween : lastLocal.date.year)
            guard
                let first = years.lazy.compactMap({ $0 == first.date.year ? first : onset(inYear: $0) })
                    .first(where: { $0.date.month == month })
            else { return nil }
            var component = component(first)
            let rule = "FREQ=YEARLY;BYMONTH=\(month);\(dayPart)" + (end.map { ";UNTIL=\($0.basic)Z" } ?? "")
            component.properties.append(Property(.rrule, value: rule))
            return component
        }
    }

    private func component(_ first: CivilDateTime) -> Component {
        Component.observance(isDaylight: isDaylight, from: before, to: after, name: name, first: first)
    }

    /// Within so many years every date comes to every day of the week, also around the year 2100.
    private static let mostYearsBetween = 12

    /// Whether the rule puts an onset of `offset` at the beginning of `span` or before, in the year before its
    /// first.
    func reaches(_ offset: Zone.Offset, at start: Int64) -> Bool {
        guard count > 1, after == offset.wholeMinutes, name == offset.abbreviation,
            let earlier = onset(inYear: firstLocal.date.year - 1)
        else {
            return false
        }
        return utc(earlier) <= start
    }

    /// UNTIL: after the last onset, or nil if that of the year after is past the span, and so nothing is known of it.
    private func end(span: Range<Int64>) -> CivilDateTime? {
        guard let next = onset(inYear: lastLocal.date.year + 1), utc(next) < span.upperBound else { return nil }
        // A day after: some readers (dateutil) take UNTIL for local time, and would leave out the last onset east of
        // Greenwich.
        return CivilDateTime(secondsSinceEpoch: utc(lastLocal) + CivilDateTime.secondsPerDay)
    }

    /// The months of the rule, each with the numbered weekday, as Outlook wants it, or the days that it is on
    /// (`BYMONTHDAY`): seven in a row.
    private var parts: [(month: Int, dayPart: String)] {
        let weekday = lastLocal.date.weekday.code
        if isLastWeek { return [(month, "BYDAY=-1\(weekday)")] }
        if let week { return [(month, "BYDAY=\(week)\(weekday)")] }
        func part(_ month: Int, _ days: ClosedRange<Int>) -> (Int, String) {
            (month, "BYMONTHDAY=\(days.map(String.init).joined(separator: ","));BYDAY=\(weekday)")
        }
        let (first, last) = (days.lowerBound, days.lowerBound + 6)
        // What goes beyond February were all in its last week.
        let length = month == 2 ? last : Self.length(of: month)
        return last <= length
            ? [part(month, first...last)] : [part(month, first...length), part(month + 1, 1...last - length)]
    }

    /// The onset that the rule gives in another year.
    private func onset(inYear year: Int) -> CivilDateTime? {
        let last = lastLocal.date
        // The first of the seven days that have the weekday once.
        let firstDay =
            if isLastWeek {
                CivilDate.daysInMonth(month, year: year) - 6
            } else if let week {
                week * 7 - 6
            } else {
                days.lowerBound
            }
        guard let first = CivilDate(year: year, month: month, day: firstDay) else {
            return nil
        }
        let days = (last.weekday.rawValue - first.weekday.rawValue + 7) % 7
        return first.advanced(byDays: days).flatMap { CivilDateTime(date: $0, secondOfDay: lastLocal.secondOfDay) }
    }

    private func utc(_ local: CivilDateTime) -> Int64 {
        local.secondsSinceEpoch - Int64(before)
    }
}
