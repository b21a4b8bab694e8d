internal import TimeZoneDatabase

/// A VEVENT, VTODO or VJOURNAL with what says when it is (RFC 5545, section 3.8.5) read.
struct RecurringComponent {
    let component: Component
    let uid: String?
    /// DTSTART; of a VTODO that has none, DUE.
    let start: Moment
    let length: Length
    /// What DTEND is read on, where it is what gives the length; otherwise that of `start`.
    let endClock: Clock
    /// RECURRENCE-ID. With it, the rules and dates are not read: an instance does not recur.
    let recurrenceID: Moment?
    /// Whether it holds for the instances after that as well: RANGE=THISANDFUTURE.
    let isThisAndFuture: Bool
    /// Which of two versions of the same component is in force: the greater one.
    let version: (sequence: Int, stamp: Int64, modified: Int64)

    private(set) var rules: [RecurrenceRule] = []
    private(set) var exceptionRules: [RecurrenceRule] = []
    /// RDATE, with the lengths of periods.
    private(set) var dates: [(start: Moment, length: Length?)] = []
    /// EXDATE.
    private(set) var exceptions: [Moment] = []

    /// The most RRULEs and EXRULEs of a component; RFC 5545 advises against more than one. Each is gone through with each.
    private static let mostRules = 16

    /// nil for a VTODO or VJOURNAL that is at no time.
    ///
    /// - Parameter report: receives why the end is not read. It is then taken as not given.
    /// - Throws: where one of the others cannot be read.
    init?(_ component: Component, times: inout TimeReader, report: (ValueError) -> Void) throws(ValueError) {
        guard let property = component[.dtstart] ?? (component.name == .todo ? component[.due] : nil) else {
            if component.name == .event {
                throw ValueError(missing: .dtstart, in: component, expected: TimeReader.form)
            }
            return nil
        }
        self.component = component
        uid = component[.uid]?.text
        start = try times.first(of: property)
        var end: (length: Length, clock: Clock)?
        do throws(ValueError) {
            end = try Self.length(of: component, from: start, times: &times)
        } catch {
            report(error)
        }
        length = end?.length ?? (start.clock.kind == .date ? .day : .none)
        endClock = end?.clock ?? start.clock
        recurrenceID = try component[.recurrenceID].map { (id) throws(ValueError) in try times.first(of: id) }
        isThisAndFuture = component[.recurrenceID]?[.range]?.isName("THISANDFUTURE") ?? false
        version = (
            Self.integer(component[.sequence]), Self.stamp(component[.dtstamp]), Self.stamp(component[.lastModified])
        )
        guard recurrenceID == nil else { return }
        for property in component.properties {
            switch property.name {
            case .rrule, .exrule:
                guard rules.count + exceptionRules.count < Self.mostRules else {
                    report(ValueError(property, value: property.value, expected: "at most \(Self.mostRules) rules"))
                    continue
                }
                if property.name == .rrule { rules += try Self.rules(property) }
                if property.name == .exrule { exceptionRules += try Self.rules(property) }
            case .rdate: dates += try times.read(property)
            case .exdate: exceptions += try times.read(property).map(\.start)
            default: break
            }
        }
    }

    /// What the end or DURATION says; nil where there is neither.
    private static func length(
        of component: Component, from start: Moment, times: inout TimeReader
    ) throws(ValueError) -> (Length, Clock)? {
        if let property = component[component.name == .todo ? .due : .dtend], component[.dtstart] != nil {
            let end = try times.first(of: property)
            let isFitting = start.clock.isAbsolute ? end.clock.isAbsolute : end.clock.kind == start.clock.kind
            guard isFitting else {
                throw ValueError(property, value: property.value, expected: "a time of the same kind as DTSTART")
            }
            guard
                let length = Length(from: start, to: end), start.clock.kind != .date || length != .none
            else {
                throw ValueError(property, value: property.value, expected: "a time after DTSTART")
            }
            return (length, end.clock)
        }
        guard let property = component[.duration] else { return nil }
        let isDate = start.clock.kind == .date
        guard
            case .duration(let duration) = try property.values().first, duration.days >= 0, duration.seconds >= 0,
            !isDate || duration.days > 0 && duration.seconds == 0
        else {
            throw ValueError(
                property, value: property.value, expected: isDate ? "days or weeks" : "a DURATION that is not negative")
        }
        return (Length(duration, on: start.clock), start.clock)
    }

    private static func rules(_ property: Property) throws(ValueError) -> [RecurrenceRule] {
        guard case .recurrence(let rule) = try property.values().first else {
            throw ValueError(property, value: property.value, expected: "a RECUR")
        }
        return [rule]
    }

    private static func integer(_ property: Property?) -> Int {
        guard case .integer(let number) = try? property?.values().first else { return 0 }
        return number
    }

    private static func stamp(_ property: Property?) -> Int64 {
        guard case .dateTime(let time, isUTC: _) = try? property?.values().first else { return .min }
        return time.secondsSinceEpoch
    }
}

/// Reads the times of properties.
struct TimeReader {
    /// The zone of a TZID.
    let zones: (String) -> (any LocalTimeRules)?
    /// The zone of dates and floating times.
    let floating: any LocalTimeRules
    private var known: [String: any LocalTimeRules] = [:]

    static let form = "a DATE or DATE-TIME"

    init(zones: @escaping (String) -> (any LocalTimeRules)?, floating: any LocalTimeRules) {
        self.zones = zones
        self.floating = floating
    }

    /// The time that a property has, of which there is one.
    mutating func first(of property: Property) throws(ValueError) -> Moment {
        guard let first = try read(property).first else {
            throw ValueError(property, value: property.value, expected: Self.form)
        }
        return first.start
    }

    /// The times and periods that a property has.
    mutating func read(_ property: Property) throws(ValueError) -> [(start: Moment, length: Length?)] {
        var moments: [(start: Moment, length: Length?)] = []
        for value in try property.values() {
            switch value {
            case .date(let date):
                let clock = Clock(kind: .date, zone: floating)
                moments.append((Moment(clock, face: CivilDateTime(date: date).secondsSinceEpoch), nil))
            case .dateTime(let time, let isUTC):
                let clock = try clock(of: property, isUTC: isUTC)
                moments.append((Moment(clock, face: time.secondsSinceEpoch), nil))
            case .period(let period):
                let clock = try clock(of: property, isUTC: period.isUTC)
                let start = Moment(clock, face: period.start.secondsSinceEpoch)
                let end =
                    switch period.end {
                    case .duration(let duration): Length(duration, on: clock).end(after: start, on: clock)
                    case .time(let time): Moment(clock, face: time.secondsSinceEpoch)
                    }
                // A start in a gap can be after an end that is not.
                moments.append((start, Length(from: start, to: end) ?? Length.none))
            default:
                throw ValueError(property, value: property.value, expected: Self.form)
            }
        }
        return moments
    }

    private mutating func clock(of property: Property, isUTC: Bool) throws(ValueError) -> Clock {
        if isUTC { return Clock(kind: .utc, zone: FixedOffset(seconds: 0)) }
        guard let timeZone = property[.tzid] else { return Clock(kind: .floating, zone: floating) }
        guard let zone = known[timeZone] ?? zones(timeZone) else {
            throw ValueError(property, value: timeZone, expected: "the TZID of a zone that is known")
        }
        known[timeZone] = zone
        return Clock(kind: .local(timeZone: timeZone), zone: zone)
    }
}
