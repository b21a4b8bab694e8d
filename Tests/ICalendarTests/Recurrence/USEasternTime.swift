import ICalendar

/// The zone of RFC 5545's examples, America/New_York, by the laws in force from 1987 on.
struct USEasternTime: LocalTimeRules {
    private static let standard: Int64 = -18_000
    private static let hour: Int64 = 3600

    /// What clocks show, each in the time in force before, when summer time begins and ends in a year.
    private func changes(in year: Int) -> (forward: Int64, back: Int64) {
        let isOld = year < 2007
        return (
            sunday(onOrAfter: isOld ? 1 : 8, month: isOld ? 4 : 3, year: year) + 2 * Self.hour,
            sunday(onOrAfter: isOld ? 25 : 1, month: isOld ? 10 : 11, year: year) + 2 * Self.hour
        )
    }

    private func sunday(onOrAfter day: Int, month: Int, year: Int) -> Int64 {
        guard let date = CivilDate(year: year, month: month, day: day) else { return 0 }
        let days = date.daysSinceEpoch + Weekday.sunday.rawValue - date.weekday.rawValue
        return Int64(days) * 24 * Self.hour
    }

    private func year(of seconds: Int64) -> Int {
        CivilDateTime(secondsSinceEpoch: seconds)?.date.year ?? 0
    }

    func resolve(local: Int64) -> LocalTimeResolution {
        let (forward, back) = changes(in: year(of: local))
        let utc = local - Self.standard
        return switch local {
        case forward..<forward + Self.hour: .skipped(utc: utc)
        case back - Self.hour..<back: .repeated(first: utc - Self.hour, second: utc)
        case forward..<back: .unique(utc: utc - Self.hour)
        default: .unique(utc: utc)
        }
    }

    func offset(atUTC utc: Int64) -> Int {
        let local = utc + Self.standard
        let (forward, back) = changes(in: year(of: local))
        return Int(forward..<back - Self.hour ~= local ? Self.standard + Self.hour : Self.standard)
    }
}
