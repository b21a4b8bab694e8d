/// A POSIX TZ string, as in the footer of TZif: what holds year after year (RFC 9636, section 3.3.2).
///
///     CET-1CEST,M3.5.0,M10.5.0/3
///     <-02>2<-01>,M3.5.0/-1,M10.5.0/0
///
/// Offsets count westwards, and times reach from -167 to 167 hours, as version 3 has it.
struct TZString: Sendable {
    /// Standard time.
    let standard: Zone.Offset
    /// Daylight saving time, if there is any. In Europe/Dublin it is winter, and behind standard time.
    let daylight: Daylight?

    struct Daylight {
        let offset: Zone.Offset
        /// On the clock of standard time.
        let start: YearlyTime
        /// On the clock of daylight saving time.
        let end: YearlyTime
    }

    /// A moment of each year.
    struct YearlyTime {
        let day: YearlyDay
        /// From 00:00 of that day.
        let seconds: Int64
    }

    enum YearlyDay {
        /// `J60`: 1 to 365, 29 February is not counted.
        case commonYearDay(Int64)
        /// `59`: 0 to 365, 29 February is counted.
        case yearDay(Int64)
        /// `M3.5.0`: the fifth, meaning last, Sunday (0) of March.
        case weekday(month: Int64, week: Int64, weekday: Int64)
    }

    /// A run of one offset: UTC instants from `start`, before `end`.
    struct Period {
        var start: Int64
        var end: Int64
        var isDaylightSaving: Bool
    }

    /// The period around an instant, which is to be within 2⁵⁵ seconds of 1970.
    func period(at utc: Int64) -> Period {
        guard let daylight else {
            return Period(start: .min, end: .max, isDaylightSaving: false)
        }
        // With its offset and 167 hours a change may fall outside its year, so both neighbours count, and theirs
        // for the other end of the period. Where one summer meets the next, it is summer all year.
        let year = civilYear(at: utc)
        var standardStart = Int64.min
        for summer in (year - 2)...(year + 2) {
            let start = instant(of: daylight.start, year: summer, offset: standard)
            if utc < start {
                return Period(start: standardStart, end: start, isDaylightSaving: false)
            }
            // The first end after the start, which may be that of the second year after: where both are about the new
            // year, some years have two starts and others none.
            let end =
                (summer...summer + 2).lazy
                .map { instant(of: daylight.end, year: $0, offset: daylight.offset) }
                .first { $0 > start } ?? .max
            if utc < end {
                return Period(start: max(start, standardStart), end: end, isDaylightSaving: true)
            }
            standardStart = end
        }
        return Period(start: standardStart, end: .max, isDaylightSaving: false)
    }

    private func instant(of time: YearlyTime, year: Int64, offset: Zone.Offset) -> Int64 {
        time.day.number(year: year) * secondsPerDay + time.seconds - Int64(offset.seconds)
    }
}

extension TZString.YearlyDay {
    /// Days since 1970-01-01.
    fileprivate func number(year: Int64) -> Int64 {
        switch self {
        case .commonYearDay(let day):
            let first = dayNumber(year: year, month: 1)
            let february = dayNumber(year: year, month: 3) - dayNumber(year: year, month: 2)
            return first + day - (day >= 60 && february == 29 ? 0 : 1)
        case .yearDay(let day):
            return dayNumber(year: year, month: 1) + day
        case .weekday(let month, let week, let weekday):
            // 1970-01-01 was a Thursday.
            guard week < 5 else {
                let last = dayNumber(year: year, month: month + 1) - 1
                return last - modulo(last + 4 - weekday, 7)
            }
            let first = dayNumber(year: year, month: month)
            return first + modulo(weekday - first - 4, 7) + (week - 1) * 7
        }
    }
}

private let secondsPerDay: Int64 = 86_400

/// The Gregorian year of an instant, in UTC.
private func civilYear(at utc: Int64) -> Int64 {
    let day = floorDivide(utc, secondsPerDay)
    // 146,097 days are 400 years; the guess is off by one at most.
    var year = 1970 + floorDivide(day * 400, 146_097)
    while dayNumber(year: year, month: 1) > day { year -= 1 }
    while dayNumber(year: year + 1, month: 1) <= day { year += 1 }
    return year
}

/// Days from 1970-01-01 to the first of a month, in the Gregorian calendar; month 13 is the next January. Years begin in
/// March here, so that the day that is not always there comes last.
private func dayNumber(year: Int64, month: Int64) -> Int64 {
    let year = month > 2 ? year : year - 1
    let month = month > 2 ? month - 3 : month + 9
    let leapDays = floorDivide(year, 4) - floorDivide(year, 100) + floorDivide(year, 400)
    return 365 * year + leapDays + (153 * month + 2) / 5 - 719_468
}

private func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    (dividend - modulo(dividend, divisor)) / divisor
}

private func modulo(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    let remainder = dividend % divisor
    return remainder < 0 ? remainder + divisor : remainder
}
