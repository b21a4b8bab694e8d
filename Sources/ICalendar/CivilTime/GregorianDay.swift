/// The arithmetic of the proleptic Gregorian calendar on plain day numbers (1970-01-01 is 0).
///
/// Years are counted from 1 March here, so that the leap day is the last of its year, and 400 years, which always
/// have 146 097 days, are the unit of repetition. Right for every year from −399 on, thus also for the years 0 and
/// 10000 which an ISO week may reach into and `CivilDate` does not have.
enum GregorianDay {
    static let daysInCycle = 146_097
    static let yearsInCycle = 400
    /// From 1 March of the year −400, where no date of ours is negative, to 1970-01-01.
    private static let epoch = 719_468 + daysInCycle

    static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// Days of a month 1...12.
    static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The day number of a date that exists.
    static func number(year: Int, month: Int, day: Int) -> Int {
        let years = year + 400 - (month <= 2 ? 1 : 0)
        let months = month <= 2 ? month + 9 : month - 3
        // March to July and August to December have 153 days each, in the same order of 31 and 30.
        let dayOfYear = (153 * months + 2) / 5 + day - 1
        return years * 365 + years / 4 - years / 100 + years / 400 + dayOfYear - epoch
    }

    /// The day number of 1 January.
    static func firstDay(ofYear year: Int) -> Int {
        let years = year + 399
        return years * 365 + years / 4 - years / 100 + years / 400 + 306 - epoch
    }

    /// The date of a day number.
    static func date(_ number: Int) -> (year: Int, month: Int, day: Int) {
        let days = number + epoch
        let cycle = days / daysInCycle
        let dayOfCycle = days % daysInCycle
        // Take the leap days out, and every year has 365 days.
        let year = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * year + year / 4 - year / 100)
        let months = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * months + 2) / 5 + 1
        let month = months < 10 ? months + 3 : months - 9
        return (cycle * 400 + year - 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// Monday is 0.
    static func weekday(_ number: Int) -> Int {
        // 1970-01-01 was a Thursday.
        let remainder = (number + 3) % 7
        return remainder < 0 ? remainder + 7 : remainder
    }
}
