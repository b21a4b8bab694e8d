/// A recurrence rule: the RECUR value of RFC 5545 section 3.3.10, as an RRULE property holds it.
///
/// Two rules are equal when they say the same, whatever the order of their parts and lists. Where RFC 5545 leaves a
/// choice, or says one thing in a table and another in a sentence, this is what is done:
/// - BYMONTHDAY in a yearly rule without BYMONTH means that day of every month, as the table says.
/// - BYWEEKNO with no part that names a day means the weekday of DTSTART in those weeks. A week belongs to the year it
///   is numbered in, also where it reaches into another one; INTERVAL and BYSETPOS count such years.
/// - BYSETPOS counts from the beginning of the period (the year, month, week, …), also in the period DTSTART is in.
/// - BYSECOND=60 is read as 59, like the leap second of section 3.3.12.
/// - BYHOUR, BYMINUTE and BYSECOND are ignored where DTSTART is a date, as section 3.3.10 demands; a rule of hours,
///   minutes or seconds then gives only what falls on midnight.
/// - An UNTIL of the wrong kind is not refused: a date bounds times through the end of that day, and of a time that
///   bounds dates the date counts.
public struct RecurrenceRule: Hashable, Sendable, CustomStringConvertible {
    /// FREQ, from the shortest period to the longest.
    enum Frequency: Int, Comparable {
        case secondly, minutely, hourly, daily, weekly, monthly, yearly

        static let names = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]

        static func < (left: Frequency, right: Frequency) -> Bool { left.rawValue < right.rawValue }
    }

    /// COUNT or UNTIL.
    enum End: Hashable {
        case never
        /// How many occurrences there are, DTSTART being the first.
        case count(Int)
        /// The last date that may be.
        case untilDate(CivilDate)
        /// The last time that may be, on the clocks of DTSTART's zone.
        case untilLocal(CivilDateTime)
        /// The last instant that may be, in UTC.
        case untilUTC(CivilDateTime)
    }

    /// One entry of BYDAY: every such weekday of the period, or the first, the last, …
    struct WeekdayNumber: Hashable, Comparable {
        let weekday: Weekday
        /// From the beginning or, negative, from the end of the period; 0 for every one.
        let ordinal: Int

        static func < (left: WeekdayNumber, right: WeekdayNumber) -> Bool {
            (left.ordinal, left.weekday.rawValue) < (right.ordinal, right.weekday.rawValue)
        }
    }

    /// The longest text accepted, in bytes. All the values that BYYEARDAY can have fit in half of it.
    public static let maximumLength = 8192

    /// The greatest INTERVAL accepted.
    public static let maximumInterval = 1_000_000_000

    /// The greatest COUNT accepted. Occurrences under a COUNT have to be counted from DTSTART on; this bounds the work.
    public static let maximumCount = 1_000_000

    let frequency: Frequency
    let interval: Int
    let end: End
    /// WKST.
    let weekStart: Weekday

    // Each list is sorted and holds a value once; an empty list is a part not given.
    let seconds: [Int]
    let minutes: [Int]
    let hours: [Int]
    let weekdays: [WeekdayNumber]
    let monthDays: [Int]
    let yearDays: [Int]
    let weekNumbers: [Int]
    let months: [Int]
    let positions: [Int]

    /// Reads a RECUR value such as "FREQ=MONTHLY;BYDAY=-1FR". The order of the parts and the case of the letters do
    /// not matter.
    ///
    /// - Throws: an error that names the first part that is unknown, given twice, out of range or not allowed beside
    ///   the others.
    public init(_ text: some StringProtocol) throws(RecurrenceRuleError) {
        let parts = try RecurrenceRuleParts(String(text))
        frequency = try parts.frequency()
        interval = try parts.number(.interval, in: 1...Self.maximumInterval) ?? 1
        end = try parts.end()
        weekStart = try parts.weekStart() ?? .monday
        seconds = try parts.numbers(.bySecond, in: 0...60)
        minutes = try parts.numbers(.byMinute, in: 0...59)
        hours = try parts.numbers(.byHour, in: 0...23)
        weekdays = try parts.weekdays()
        monthDays = try parts.ordinals(.byMonthDay, through: 31)
        yearDays = try parts.ordinals(.byYearDay, through: 366)
        weekNumbers = try parts.ordinals(.byWeekNumber, through: 53)
        months = try parts.numbers(.byMonth, in: 1...12)
        positions = try parts.ordinals(.bySetPosition, through: 366)
        try parts.checkCombination(frequency: frequency, weekdays: weekdays)
    }

    /// The rule as a RECUR value: FREQ first, lists in ascending order, defaults left out.
    public var description: String {
        var text = "FREQ=\(Frequency.names[frequency.rawValue])"
        func write(_ name: RecurrenceRuleParts.Name, _ values: [some Any]) {
            guard !values.isEmpty else { return }
            text += ";\(name.rawValue)="
            text += values.lazy.map { "\($0)" }.joined(separator: ",")
        }
        write(.interval, interval == 1 ? [] : [interval])
        switch end {
        case .never: break
        case .count(let count): write(.count, [count])
        case .untilDate(let date): write(.until, [date.basic])
        case .untilLocal(let time): write(.until, [time.basic])
        case .untilUTC(let time): write(.until, [time.basic + "Z"])
        }
        write(.byMonth, months)
        write(.byWeekNumber, weekNumbers)
        write(.byYearDay, yearDays)
        write(.byMonthDay, monthDays)
        write(.byDay, weekdays.map { ($0.ordinal == 0 ? "" : "\($0.ordinal)") + $0.weekday.code })
        write(.byHour, hours)
        write(.byMinute, minutes)
        write(.bySecond, seconds)
        write(.bySetPosition, positions)
        write(.weekStart, weekStart == .monday ? [] : [weekStart.code])
        return text
    }
}
