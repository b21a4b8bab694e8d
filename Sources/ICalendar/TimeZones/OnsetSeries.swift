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

    /// The days of the month that occurred.
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
        days = date.day...date.day
        week = Self.week(of: date)
        isLastWeek = Self.isLastWeek(date)
    }

    /// Takes in the onset of the following year, if a yearly rule gives both that and all so far.
    mutating func append(_ next: OnsetSeries) -> Bool {
        let last = lastLocal.date
        let date = next.firstLocal.date
        guard next.before == before, next.after == after, next.name == name, next.isDaylight == isDaylight,
            date.year == last.year + 1, date.month == last.month, date.weekday == last.weekday,
            next.firstLocal.secondOfDay == lastLocal.secondOfDay
        else {
            return false
        }
        let days = min(days.lowerBound, date.day)...max(days.upperBound, date.day)
        let week = week == next.week ? week : nil
        let isLastWeek = isLastWeek && next.isLastWeek
        // Any seven days in a row have each day of the week once.
        guard week != nil || isLastWeek || days.count <= 7 else {
            return false
        }
        self.days = days
        self.week = week
        self.isLastWeek = isLastWeek
        lastLocal = next.lastLocal
        count += 1
        return true
    }

    private static func week(of date: CivilDate) -> Int { (date.day + 6) / 7 }

    private static func isLastWeek(_ date: CivilDate) -> Bool {
        date.day + 7 > CivilDate.daysInMonth(date.month, year: date.year)
    }
}

extension OnsetSeries {
    /// The STANDARD or DAYLIGHT for times within `span`. With `fromEarlier`, it begins a year before the first onset.
    func component(span: Range<Int64>, fromEarlier: Bool) -> Component {
        let first = fromEarlier ? onset(inYear: firstLocal.date.year - 1) ?? firstLocal : firstLocal
        var component = Component.observance(
            isDaylight: isDaylight, from: before, to: after, name: name, first: first)
        if count > 1 {
            component.properties.append(Property(.rrule, value: rule(span: span)))
        }
        return component
    }

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

    /// It ends after the last onset, unless that of the year after is past the span, and so nothing is known of it.
    private func rule(span: Range<Int64>) -> String {
        let date = lastLocal.date
        let rule = "FREQ=YEARLY;BYMONTH=\(date.month);\(dayPart)"
        // A day after: some readers (dateutil) take UNTIL for local time, and would leave out the last onset east of
        // Greenwich.
        guard let next = onset(inYear: date.year + 1), utc(next) < span.upperBound,
            let until = CivilDateTime(secondsSinceEpoch: utc(lastLocal) + CivilDateTime.secondsPerDay)
        else {
            return rule
        }
        return rule + ";UNTIL=\(until.basic)Z"
    }

    /// The numbered weekday, as Outlook wants it, or the seven days that it is in (`BYMONTHDAY`).
    private var dayPart: String {
        let weekday = lastLocal.date.weekday.code
        if isLastWeek {
            return "BYDAY=-1\(weekday)"
        }
        if let week {
            return "BYDAY=\(week)\(weekday)"
        }
        // They are within the month: where the first is later, all were in its last week.
        let days = (days.lowerBound..<days.lowerBound + 7).map(String.init).joined(separator: ",")
        return "BYMONTHDAY=\(days);BYDAY=\(weekday)"
    }

    /// The onset that the rule gives in another year.
    private func onset(inYear year: Int) -> CivilDateTime? {
        let last = lastLocal.date
        // The first of the seven days that have the weekday once.
        let firstDay =
            if isLastWeek {
                CivilDate.daysInMonth(last.month, year: year) - 6
            } else if let week {
                week * 7 - 6
            } else {
                days.lowerBound
            }
        guard let first = CivilDate(year: year, month: last.month, day: firstDay) else {
            return nil
        }
        let days = (last.weekday.rawValue - first.weekday.rawValue + 7) % 7
        return first.advanced(byDays: days).flatMap { CivilDateTime(date: $0, secondOfDay: lastLocal.secondOfDay) }
    }

    private func utc(_ local: CivilDateTime) -> Int64 {
        local.secondsSinceEpoch - Int64(before)
    }
}
