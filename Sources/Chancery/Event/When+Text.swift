package import ICalendar

extension When {
    /// The date as people read it: `14 Apr 2025`, `16–17 Dec 2024`, `27 Jan 2025 10:00–12:00 Asia/Tokyo`,
    /// `Dec 2025 (approximate)`, `to be determined`; of a repeating event the first.
    package var text: String {
        switch form {
        case .days(let first, let last): first == last ? first.text : Self.span(first, last)
        case .times(let start, nil, let zone): "\(start.text) \(zone)"
        case .times(let start, let end?, let zone):
            "\(start.text)–\(start.date == end.date ? end.clockText : end.text) \(zone)"
        case .approximate(let year, let month?): "\(CivilDate.monthName(month)) \(year) (approximate)"
        case .approximate(let year, nil): "\(year) (approximate)"
        case .undetermined: "to be determined"
        }
    }

    private static func span(_ first: CivilDate, _ last: CivilDate) -> String {
        if first.year != last.year { return "\(first.text)–\(last.text)" }
        if first.month != last.month { return "\(first.day) \(CivilDate.monthName(first.month))–\(last.text)" }
        return "\(first.day)–\(last.text)"
    }
}

extension OccurrenceID {
    /// `14 Apr 2025`, `14 Apr 2025 10:00`
    package var text: String {
        switch self {
        case .day(let date): date.text
        case .time(let time): time.text
        }
    }
}

extension CivilDate {
    /// `14 Apr 2025`
    package var text: String { "\(day) \(Self.monthName(month)) \(year)" }

    fileprivate static func monthName(_ month: Int) -> String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return names.indices.contains(month - 1) ? names[month - 1] : ""
    }
}

extension CivilDateTime {
    /// `27 Jan 2025 10:00`
    fileprivate var text: String { "\(date.text) \(clockText)" }

    /// `10:00`, with seconds where there are any.
    var clockText: String { String(description.dropFirst(11)) }
}
