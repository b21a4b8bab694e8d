internal import ICalendar
package import TimeZoneDatabase

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
        let occurrence: Int64
    }

    private struct Belief {
        var state = "on"
        var form: ModelEvent.Form
    }

    /// All that is told, in the order of events.
    package private(set) var all: [Told] = []
    private let zones: TimeZoneDatabase
    private var instants: [String: Int64] = [:]

    package init(_ calendar: GeneratedCalendar, zones: TimeZoneDatabase) {
        self.zones = zones
        for versions in calendar.events { live(versions, calendar.phases) }
    }

    /// What people are told of an event through its life.
    private mutating func live(_ versions: [GeneratedCalendar.Version], _ phases: [GeneratedCalendar.Phase]) {
        var recorded: Set<String> = []
        var beliefs: [Int64: Belief] = [:]
        for (index, version) in versions.enumerated() {
            let next = versions.indices.contains(index + 1) ? versions[index + 1] : nil
            tellNotices(version.event, &beliefs, at: version.time)
            var left = reminders(of: version.event).filter { !recorded.contains($0.id) }[...]
            for number in version.phase...(next?.phase ?? phases.count - 1) {
                let from = number == version.phase ? version.time : phases[number].start
                let until = number == next?.phase ? next?.time ?? 0 : phases[number].end
                let taken = left.prefix { $0.due <= until }
                left = left.dropFirst(taken.count)
                var late: [Int64: [Reminder]] = [:]
                for reminder in taken {
                    recorded.insert(reminder.id)
                    if reminder.due > from {
                        tell(reminder, version.event, &beliefs, at: reminder.due, "delivered")
                    } else if reminder.over <= from {
                        tell(reminder, version.event, &beliefs, at: from, "missed")
                    } else {
                        late[reminder.occurrence, default: []].append(reminder)
                    }
                }
                for group in late.values {
                    for reminder in group {
                        let isLast = !group.contains { ($0.due, $0.id) > (reminder.due, reminder.id) }
                        let isLate = from - reminder.due > 60
                        tell(
                            reminder, version.event, &beliefs, at: from,
                            isLate ? (isLast ? "late" : "superseded") : "delivered")
                    }
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

    /// All the reminders that an event owes, if it stays as it is.
    private mutating func reminders(of event: ModelEvent) -> [Reminder] {
        guard event.state == "scheduled" else { return [] }
        var reminders: [Reminder] = []
        for start in event.starts(until: GeneratedCalendar.end + 60 * 86_400) where !event.cancelled.contains(start) {
            let form = event.form(at: start)
            guard let begin = form.start else { continue }
            let dated = max(event.dated, event.occurrenceDated[start] ?? 0)
            let now = event.text(begin, isDays: form.isDays)
            let original = event.text(start, isDays: event.form.isDays)
            let name =
                "\(event.uid)/" + (now == original ? "" : "\(original)/") + now + (form.zone.map { "@\($0)" } ?? "")
            var known: Set<ModelEvent.Rule> = []
            for rule in event.ownRules[start] ?? Self.rules(event) where known.insert(rule).inserted {
                let (due, over) = moments(form, rule, in: form.zone ?? event.placeZone ?? GeneratedCalendar.zone)
                guard due > dated - 3_600 else { continue }
                let id = "\(name)/\(rule.before)" + (rule.time.map { "@\($0)" } ?? "")
                reminders.append(Reminder(id: id, due: due, over: over, occurrence: start))
            }
        }
        return reminders.sorted { $0.due < $1.due }
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
    private mutating func instant(_ local: Int64, _ name: String, isEarlierDay: Bool = false) -> Int64 {
        let key = "\(name)\(local)\(isEarlierDay)"
        if let known = instants[key] { return known }
        guard let zone = try? zones.zone(name) else { return local }
        let offsets = Set((-18...18).map { Int64(zone.offset(atUTC: local + $0 * 7_200).seconds) })
        let fitting = offsets.filter { Int64(zone.offset(atUTC: local - $0).seconds) == $0 }.map { local - $0 }
        var utc = fitting.min()
        if utc == nil {
            let (before, after) = (
                zone.offset(atUTC: local - 129_600).seconds, zone.offset(atUTC: local + 129_600).seconds
            )
            utc = local - Int64(isEarlierDay && after - before >= 86_400 ? after : before)
        }
        instants[key] = utc
        return utc ?? local
    }

    // MARK: Notices

    /// What people are told of what became of what they believed.
    private mutating func tellNotices(_ event: ModelEvent, _ beliefs: inout [Int64: Belief], at now: Int64) {
        var told: Set<String> = []
        let starts = Set(event.starts(until: GeneratedCalendar.end + 400 * 86_400))
        for (occurrence, belief) in beliefs.sorted(by: {
            ($0.value.form.start ?? 0, $0.key) < ($1.value.form.start ?? 0, $1.key)
        }) {
            guard let was = belief.form.start else { continue }
            let zone = belief.form.zone ?? event.placeZone ?? GeneratedCalendar.zone
            if belief.state == "on", instant(was, zone) <= now { continue }
            var key = occurrence
            if event.repetition != nil, !starts.contains(key) { key = was }
            if event.repetition == nil { key = event.form.start ?? 0 }
            let isThere =
                event.repetition == nil || starts.contains(key) && belief.form.isDays == event.form.isDays
                || starts.contains(occurrence)
            var kind: String
            let form = event.form(at: key)
            if event.state == "withdrawn" || event.state == "cancelled" {
                kind = event.state
            } else if event.form.start == nil {
                kind = "undated"
            } else if !isThere {
                kind = "dropped"
            } else {
                kind = event.cancelled.contains(key) ? "cancelled" : "on"
            }
            if kind == "on" {
                let begins = instant(form.start ?? 0, form.zone ?? event.placeZone ?? GeneratedCalendar.zone)
                if belief.state != "on" {
                    if begins <= now { continue }
                    kind = belief.state == "cancelled" ? "reinstated" : "rescheduled"
                } else {
                    let isSame = form.start == was && form.zone == belief.form.zone && form.isDays == belief.form.isDays
                    let isSameInstant = !form.isDays && !belief.form.isDays && begins == instant(was, zone)
                    if isSame || isSameInstant { continue }
                    kind = "rescheduled"
                }
            } else if belief.state == "cancelled"
                || belief.state == "undated" && (kind == "undated" || kind == "dropped")
            {
                continue
            }
            switch kind {
            case "withdrawn", "dropped": beliefs[occurrence] = nil
            case "cancelled", "undated": beliefs[occurrence]?.state = kind
            default: beliefs[occurrence] = Belief(form: form)
            }
            // One notice stands for all, but where each has another date.
            if kind != "rescheduled", !told.insert(kind).inserted { continue }
            let text = event.text(was, isDays: belief.form.isDays) + (belief.form.zone.map { "@\($0)" } ?? "")
            all.append(Told(time: now, id: "\(event.uid)/\(kind)/\(text)", result: "notice"))
        }
    }
}
