/// A STANDARD or DAYLIGHT of a VTIMEZONE (RFC 5545, section 3.6.5): an offset, and when it begins to hold.
struct Observance {
    /// TZOFFSETFROM and TZOFFSETTO: what is added to UTC before an onset, and from then on, in seconds. DTSTART, RRULE
    /// and RDATE are on clocks set by the former.
    let from, to: Int
    /// The onsets: DTSTART with RDATE, then DTSTART with each RRULE.
    let onsets: [Recurrence]

    /// - Parameter timeZone: the TZID, for errors.
    init(_ component: Component, timeZone: String) throws(VTimeZoneError) {
        func fault(_ reason: String, of property: Property? = nil) -> VTimeZoneError {
            VTimeZoneError(timeZone: timeZone, component, reason: reason, line: property?.source.line)
        }
        func values(_ property: Property) throws(VTimeZoneError) -> [Value] {
            do throws(ValueError) {
                return try property.values()
            } catch {
                let reason = "\(error.property): expected \(error.expected), not \(error.value.debugDescription)"
                throw fault(reason, of: property)
            }
        }
        func offset(_ name: PropertyName) throws(VTimeZoneError) -> Int {
            guard let property = component[name] else { throw fault("expected \(name)") }
            // RFC 5545 forbids minus nothing (section 3.3.14), and yet there are files with it.
            if property.value == "-0000" || property.value == "-000000" { return 0 }
            guard case .utcOffset(let seconds)? = try values(property).first else {
                throw fault("\(name): expected a UTC-OFFSET such as +0900", of: property)
            }
            return seconds
        }
        func times(_ property: Property) throws(VTimeZoneError) -> [CivilDateTime] {
            var times: [CivilDateTime] = []
            for value in try values(property) {
                switch value {
                case .dateTime(let time, isUTC: false): times.append(time)
                case .period(let period) where !period.isUTC: times.append(period.start)
                default: throw fault("\(property.name): expected a local time such as 20251026T030000", of: property)
                }
            }
            return times
        }

        from = try offset(.tzoffsetfrom)
        to = try offset(.tzoffsetto)
        guard let property = component[.dtstart], let start = try times(property).first else {
            throw fault("expected DTSTART")
        }
        var dates: [CivilDateTime] = []
        for property in component.all(.rdate) { dates += try times(property) }
        var onsets = [Recurrence(start: start, isAllDay: false, additional: dates)]
        for property in component.all(.rrule) {
            guard case .recurrence(let rule)? = try values(property).first, rule.frequency >= .daily else {
                throw fault("RRULE: expected a rule of years, months, weeks or days", of: property)
            }
            onsets.append(Recurrence(start: start, isAllDay: false, rule: rule))
        }
        self.onsets = onsets
    }
}

extension RecurrenceRule {
    /// The days of 400 years of the Gregorian calendar: then months and weekdays come in the same order again.
    static let cycleDays = 146_097

    /// Whether the rule has no end, and gives the same 400 years after 400 years.
    var isCyclic: Bool {
        let periods =
            switch frequency {
            case .yearly: 400
            case .monthly: 4800
            case .weekly: Self.cycleDays / 7
            case .daily: Self.cycleDays
            default: 0
            }
        return end == .never && periods % interval == 0 && periods > 0
    }
}
