internal import TimeZoneDatabase

/// The components of one UID, ready to be asked for their instances.
///
/// An instance is known by its key: its instant, or where DTSTART is a date or floating, its time on the clock face.
struct Series: Sendable {
    /// What holds for the instances of the series from one of them on: the component of the series, then each
    /// THISANDFUTURE.
    struct Segment: Sendable {
        let component: Component
        /// The first key.
        let start: Int64
        /// How much later its instances are than in the series, on the clock face.
        let shift: Int64
        /// What its times are read on.
        let clock: Clock
        let length: Length
        let endClock: Clock
        /// Whether an RDATE's period has its own length.
        let keepsPeriods: Bool
    }

    /// An instance of the series, before an override has its say.
    struct Candidate: Sendable {
        let key: Int64
        /// Its start on the clock of the series.
        let face: Int64
        /// Its own length: that of an RDATE's period.
        var length: Length?
    }

    private let uid: String
    /// What DTSTART is read on.
    let clock: Clock
    private let secondOfDay: Int64
    private let isRecurring: Bool
    private(set) var segments: [Segment] = []
    private(set) var rules: [Recurrence] = []
    /// EXRULE; a recurrence has its DTSTART in any case, so where that is no instance of the rule it is omitted.
    private(set) var exceptionRules: [(recurrence: Recurrence, omitted: Int64?)] = []
    /// DTSTART and RDATE, by their time on the clock face.
    private(set) var dates: [Candidate] = []
    /// The periods of RDATE, likewise.
    private(set) var periods: [Candidate] = []
    private(set) var longestPeriod = Length.none
    /// EXDATE: keys and, where they are dates and DTSTART is not, days.
    private(set) var exceptions: Set<Int64> = []
    private(set) var exceptionDays: Set<Int64> = []
    /// The instances that need no search: those that a component of their own overrides and, if there is no rule, all.
    private(set) var known: [Instance] = []
    /// The keys of those overridden.
    private(set) var overridden: Set<Int64> = []

    /// nil if there are no components.
    init?(_ components: [RecurringComponent]) {
        let base = components.filter { $0.recurrenceID == nil }.reduce(nil, Self.newer)
        let rest = components.filter { $0.recurrenceID != nil }
        guard let origin = base?.start ?? rest.first?.recurrenceID else { return nil }
        uid = components.first?.uid ?? ""
        clock = origin.clock
        secondOfDay = origin.face - origin.face.midnight
        isRecurring = !rest.isEmpty || base.map { !$0.rules.isEmpty || !$0.dates.isEmpty } ?? false
        if let base { add(base) }
        add(overrides: rest)
        if rules.isEmpty {
            var all = FoundInstances(limit: .max)
            if (try? find(in: CalendarInstances.years, &all)) != nil { (known, segments) = (all.instances, []) }
        }
    }

    private static func newer(_ first: RecurringComponent?, _ second: RecurringComponent) -> RecurringComponent {
        if let first, first.version > second.version { return first }
        return second
    }

    private mutating func add(_ base: RecurringComponent) {
        segments = [
            Segment(
                component: base.component, start: .min, shift: 0, clock: clock, length: base.length,
                endClock: base.endClock, keepsPeriods: true)
        ]
        for exception in base.exceptions {
            if exception.clock.kind == .date, clock.kind != .date {
                exceptionDays.insert(exception.face)
            } else {
                exceptions.insert(candidate(exception).key)
            }
        }
        let dates = base.dates.map { date in
            var candidate = candidate(date.start)
            candidate.length = clock.kind == .date ? nil : date.length
            return candidate
        }
        periods = dates.filter { $0.length != nil }.sorted { $0.face < $1.face }
        self.dates = ([candidate(base.start)] + dates.filter { $0.length == nil }).sorted { $0.face < $1.face }
        longestPeriod = Length(atLeast: periods.compactMap(\.length))
        guard let start = CivilDateTime(secondsSinceEpoch: base.start.face) else { return }
        let isAllDay = clock.kind == .date
        rules = base.rules.map { Recurrence(start: start, isAllDay: isAllDay, rule: $0) }
        exceptionRules = base.exceptionRules.map {
            let face = base.start.face
            var expansion = RuleExpansion($0, start: start, isAllDay: isAllDay, from: face, through: face)
            let isInstance = expansion.next() != nil
            return (Recurrence(start: start, isAllDay: isAllDay, rule: $0), isInstance ? nil : face)
        }
    }

    private mutating func add(overrides components: [RecurringComponent]) {
        struct Key: Hashable {
            let instance: Int64
            let isThisAndFuture: Bool
        }
        var inForce: [Key: (component: RecurringComponent, id: Candidate)] = [:]
        for component in components {
            guard let id = component.recurrenceID.map(candidate) else { continue }
            let key = Key(instance: id.key, isThisAndFuture: component.isThisAndFuture)
            inForce[key] = (Self.newer(inForce[key]?.component, component), id)
        }
        for (key, (component, id)) in inForce {
            if key.isThisAndFuture, !segments.isEmpty {
                segments.append(segment(of: component, from: id))
            }
            overridden.insert(id.key)
            let isOutranked = key.isThisAndFuture && inForce[Key(instance: id.key, isThisAndFuture: false)] != nil
            if isOutranked || isExcluded(id) { continue }
            let end = component.length.end(after: component.start, on: component.endClock)
            if let instance = instance(of: component.component, id, from: component.start, to: end) {
                known.append(instance)
            }
        }
        segments.sort { $0.start < $1.start }
    }

    /// What a THISANDFUTURE says of the instances from its own on.
    private func segment(of component: RecurringComponent, from id: Candidate) -> Segment {
        let start = component.start
        // Where both are instants, the difference is one between two times on the clock of the series.
        let face = start.clock.isAbsolute && clock.isAbsolute ? clock.face(of: start) : start.face
        return Segment(
            component: component.component, start: id.key, shift: face - id.face, clock: start.clock,
            length: component.length, endClock: component.endClock, keepsPeriods: false)
    }

    /// The instance of the series that a time given by one of its properties is.
    private func candidate(_ moment: Moment) -> Candidate {
        if moment.clock.isAbsolute, clock.isAbsolute {
            return Candidate(key: moment.instant, face: clock.face(of: moment))
        }
        var face = moment.clock.kind == .utc ? clock.face(at: moment.instant) : moment.face
        if clock.kind == .date {
            face = face.midnight
        } else if moment.clock.kind == .date {
            face += secondOfDay
        }
        return Candidate(key: clock.isAbsolute ? clock.instant(at: face) : face, face: face)
    }

    func isExcluded(_ candidate: Candidate) -> Bool {
        exceptions.contains(candidate.key) || exceptionDays.contains(candidate.face.midnight)
    }

    /// nil if it is not in the years 1 to 9999.
    func instance(
        of component: Component, _ candidate: Candidate, from start: Moment, to end: Moment
    ) -> Instance? {
        guard let startTime = start.time, let endTime = end.time else { return nil }
        return Instance(
            uid: uid, recurrenceID: isRecurring ? clock.time(at: candidate.face) : nil, start: startTime, end: endTime,
            span: start.instant..<max(start.instant, end.instant), component: component)
    }
}
