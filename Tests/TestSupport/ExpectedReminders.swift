/// What must be told of a generated calendar, found by listing every reminder of every occurrence: no heap, no search for
/// what is next.
package struct ExpectedReminders {
    /// Something that is told or recorded.
    package struct Told: Hashable, Comparable, CustomStringConvertible, Sendable {
        package let time: Int64
        /// The reminder's id; of a notice `UID/kind/start that was told of`.
        package let id: String
        /// `delivered`, `late`, `missed`, `superseded`; `notice`.
        package let result: String

        package init(time: Int64, id: String, result: String) {
            (self.time, self.id, self.result) = (time, id, result)
        }

        package var description: String { "\(ModelEvent.clock(time)) \(result) \(id)" }

        package static func < (one: Told, other: Told) -> Bool {
            (one.time, one.id, one.result) < (other.time, other.id, other.result)
        }
    }

    private struct Reminder {
        let id: String
        let due, over: Int64
        /// When the event was given the date.
        let dated: Int64
        /// When it was due by the rules of before.
        let formerDue: Int64?
        let occurrence: Int64
    }

    struct Belief {
        var state = "on"
        var form: ModelEvent.Form
    }

    /// All that is told, in the order of events.
    package internal(set) var all: [Told] = []
    private let laws: [GeneratedCalendar.Law]
    /// The rules of the zones as they are at the time that is looked at, and the number of their law.
    private(set) var (zones, law): (ModelZones, Int)
    private var instants: [String: Int64] = [:]

    package init(_ calendar: GeneratedCalendar) {
        laws = calendar.laws
        (zones, law) = (calendar.laws[0].zones, 0)
        for versions in calendar.events { live(versions, calendar.phases) }
    }

    /// A stretch of time in which neither the event nor the rules change, and the clock runs.
    private struct Stretch {
        let from, until: Int64
        let event: ModelEvent
        let version: Int
        let law: Int
        /// The law before, where whoever looks saw it change.
        let former: Int?
    }

    private func stretches(
        _ versions: [GeneratedCalendar.Version], _ phases: [GeneratedCalendar.Phase]
    ) -> [Stretch] {
        var stretches: [Stretch] = []
        var (version, law) = (-1, 0)
        var former: Int?
        for (number, phase) in phases.enumerated() {
            if phase.isRestart { former = nil }
            var from = phase.start
            func add(until: Int64) {
                guard version >= 0 else { return }
                stretches.append(
                    Stretch(
                        from: from, until: until, event: versions[version].event, version: version, law: law,
                        former: former))
            }
            while true {
                let change = versions.indices.contains(version + 1) ? versions[version + 1] : nil
                let rules = laws.indices.contains(law + 1) ? laws[law + 1] : nil
                let changes = change?.phase == number ? change?.time ?? .max : .max
                let legislates = rules?.phase == number ? rules?.time ?? .max : .max
                guard min(changes, legislates) <= phase.end else { break }
                // What is changed while nobody is there is found so from the start.
                if min(changes, legislates) > from { add(until: min(changes, legislates)) }
                if changes < legislates {
                    (version, from) = (version + 1, changes)
                } else {
                    former = legislates > phase.start ? law : nil
                    (law, from) = (law + 1, legislates)
                }
            }
            add(until: phase.end)
        }
        return stretches
    }

    /// What people are told of an event through its life.
    private mutating func live(_ versions: [GeneratedCalendar.Version], _ phases: [GeneratedCalendar.Phase]) {
        var recorded: Set<String> = []
        var beliefs: [Int64: Belief] = [:]
        var left: ArraySlice<Reminder> = []
        // Those that are not owed: they may be, where the clock is put back or rules change.
        var notOwed: [Reminder] = []
        var last: Stretch?
        for stretch in stretches(versions, phases) {
            let from = stretch.from
            (zones, law) = (laws[stretch.law].zones, stretch.law)
            tellNotices(stretch.event, &beliefs, at: from)
            if last?.version != stretch.version || last?.law != stretch.law || last?.former != stretch.former {
                left = reminders(of: stretch.event, former: stretch.former).filter { !recorded.contains($0.id) }[...]
                notOwed = []
            }
            last = stretch
            let taken = (notOwed + left.prefix { $0.due <= stretch.until }).sorted { $0.due < $1.due }
            left = left.drop { $0.due <= stretch.until }
            notOwed = []
            var late: [Int64: [Reminder]] = [:]
            for reminder in taken {
                if reminder.due > from {
                    recorded.insert(reminder.id)
                    tell(reminder, stretch.event, &beliefs, at: reminder.due, "delivered")
                } else if max(reminder.due, reminder.formerDue ?? .min) <= min(reminder.dated, from) - 3_600 {
                    notOwed.append(reminder)
                } else if reminder.over <= from {
                    recorded.insert(reminder.id)
                    tell(reminder, stretch.event, &beliefs, at: from, "missed")
                } else {
                    recorded.insert(reminder.id)
                    late[reminder.occurrence, default: []].append(reminder)
                }
            }
            for group in late.values {
                for reminder in group {
                    let isLast = !group.contains { ($0.due, $0.id) > (reminder.due, reminder.id) }
                    let isLate = from - reminder.due > 60
                    tell(
                        reminder, stretch.event, &beliefs, at: from,
                        isLate ? (isLast ? "late" : "superseded") : "delivered")
                }
            }
        }
    }

    private mutating func tell(
        _ reminder: Reminder, _ event: ModelEvent, _ beliefs: inout [Int64: Belief], at time: Int64, _ result: String
    ) {
        all.append(Told(time: time, id: reminder.id, result: result))
        guard result == "delivered" || result == "late" else { return }
        if event.repetition == nil { beliefs = [:] }
        beliefs[reminder.occurrence] = Belief(form: event.form(at: reminder.occurrence))
    }

    // MARK: Reminders

    /// All the reminders of an event, if it stays as it is.
    private mutating func reminders(of event: ModelEvent, former: Int?) -> [Reminder] {
        guard event.state == "scheduled" else { return [] }
        var reminders: [Reminder] = []
        for start in event.starts(until: GeneratedCalendar.end + 60 * 86_400, in: zones)
        where !event.cancelled.contains(start) {
            let form = event.form(at: start)
            guard let begin = form.start else { continue }
            let dated = max(event.dated, event.occurrenceDated[start] ?? 0)
            let now = event.text(begin, isDays: form.isDays)
            let original = event.text(start, isDays: event.form.isDays)
            let name =
                "\(event.uid)/" + (now == original ? "" : "\(original)/") + now + (form.zone.map { "@\($0)" } ?? "")
            var known: Set<ModelEvent.Rule> = []
            for rule in event.ownRules[start] ?? Self.rules(event) where known.insert(rule).inserted {
                let zone = form.zone ?? event.placeZone ?? GeneratedCalendar.zone
                let (due, over) = moments(form, rule, in: zone)
                let formerDue = former.map { self.by($0) { $0.moments(form, rule, in: zone).0 } }
                let id = "\(name)/\(rule.before)" + (rule.time.map { "@\($0)" } ?? "")
                reminders.append(
                    Reminder(id: id, due: due, over: over, dated: dated, formerDue: formerDue, occurrence: start))
            }
        }
        return reminders.sorted { $0.due < $1.due }
    }

    /// Does something by the rules of another law.
    private mutating func by<Result>(_ other: Int, _ body: (inout Self) -> Result) -> Result {
        let present = law
        (zones, law) = (laws[other].zones, other)
        defer { (zones, law) = (laws[present].zones, present) }
        return body(&self)
    }

    private static func rules(_ event: ModelEvent) -> [ModelEvent.Rule] {
        if let rules = event.rules { return rules }
        if event.isTentative { return [] }
        if event.isConfidential { return GeneratedCalendar.confidential }
        return switch event.kind {
        case "summit": GeneratedCalendar.summit
        case "visit": GeneratedCalendar.visit
        default: GeneratedCalendar.other
        }
    }

    private mutating func moments(_ form: ModelEvent.Form, _ rule: ModelEvent.Rule, in zone: String) -> (Int64, Int64) {
        let (start, ends): (Int64, Int64)
        switch form {
        case .days(let first, let count): (start, ends) = (first, instant(first + count * 86_400, zone))
        case .times(let first, let length, _): (start, ends) = (first, instant(first + (length ?? 0), zone))
        case .undated: return (0, 0)
        }
        let due: Int64
        if let at = rule.at ?? (form.isDays && rule.seconds == 0 ? 9 * 3_600 : nil) {
            let midnight = start - (start % 86_400 + 86_400) % 86_400
            due = instant(midnight - rule.days * 86_400 + at, zone, isEarlierDay: rule.days > 0)
        } else {
            due = instant(start - rule.days * 86_400, zone, isEarlierDay: rule.days > 0) - rule.seconds
        }
        return (due, max(ends, due + 3_600))
    }

    /// The instant of a local time, by trying every offset that the zone has within a day and a half.
    mutating func instant(_ local: Int64, _ name: String, isEarlierDay: Bool = false) -> Int64 {
        let key = "\(law)\(name)\(local)\(isEarlierDay)"
        if let known = instants[key] { return known }
        let offsets = Set((-18...18).map { zones.offset(name, at: local + $0 * 7_200) })
        let fitting = offsets.filter { zones.offset(name, at: local - $0) == $0 }.map { local - $0 }
        var utc = fitting.min()
        if utc == nil {
            let (before, after) = (zones.offset(name, at: local - 129_600), zones.offset(name, at: local + 129_600))
            utc = local - (isEarlierDay && after - before >= 86_400 ? after : before)
        }
        instants[key] = utc
        return utc ?? local
    }
}
