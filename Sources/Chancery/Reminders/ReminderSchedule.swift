internal import HeapModule
internal import ICalendar
internal import TimeZoneDatabase

/// When the journal is to be told of what: a pure function of the calendar, the policy and the time.
///
/// Each event holds only its next moment, so an endless series costs one place.
package struct ReminderSchedule: Sendable {
    private let policy: ReminderPolicy
    private var heap = Heap<Slot>()
    /// The version of each event's slot that counts; earlier ones in the heap are passed over.
    private var versions: [String: Int] = [:]

    private struct Slot: Comparable, Sendable {
        let due: Int64
        let uid: String
        let version: Int

        static func < (one: Slot, other: Slot) -> Bool { (one.due, one.uid) < (other.due, other.uid) }
    }

    /// A schedule of all the calendar's events, as of `now` (seconds since 1970).
    package init(_ calendar: Calendar, policy: ReminderPolicy, now: Int64) {
        self.policy = policy
        for record in calendar.records { update(record, now: now) }
    }

    /// When to look next, in seconds since 1970; nil while nothing is to come.
    private var next: Int64? {
        mutating get {
            while let slot = heap.min, versions[slot.uid] != slot.version { heap.removeMin() }
            return heap.min?.due
        }
    }

    /// The reminder that comes next, nil while nothing is to come.
    package mutating func nextReminder(in calendar: Calendar, now: Int64) -> DueReminder? {
        guard next != nil, let slot = heap.min, let record = calendar[slot.uid] else { return nil }
        return Self.next(of: record, policy: policy, now: now)
    }

    /// Takes note of what an event is now.
    package mutating func update(_ record: EventRecord, now: Int64) {
        let uid = record.event.uid
        let version = (versions[uid] ?? 0) + 1
        guard let reminder = Self.next(of: record, policy: policy, now: now) else {
            if versions[uid] != nil { versions[uid] = version }
            return
        }
        versions[uid] = version
        heap.insert(Slot(due: reminder.due, uid: uid, version: version))
        // Slots that are passed over stay until their time; there are never more of them than of those that count.
        if heap.count > 2 * versions.count + 16 {
            heap = Heap(heap.unordered.filter { versions[$0.uid] == $0.version })
        }
    }

    /// The reminders that are due at `now` and were not delivered, in order. They are due until the calendar has
    /// them as delivered.
    package mutating func due(in calendar: Calendar, now: Int64) -> [DueReminder] {
        var due: [DueReminder] = []
        var slots: [Slot] = []
        while let next, next <= now, let slot = heap.popMin() {
            guard let record = calendar[slot.uid] else { continue }
            if let reminder = Self.next(of: record, policy: policy, now: now), reminder.due <= now {
                due.append(reminder)
                slots.append(slot)
            } else {
                update(record, now: now)
            }
        }
        heap.insert(contentsOf: slots)
        return due
    }

    /// The first reminder of an event that is not delivered and whose occurrence is not over, or just was at its moment.
    ///
    /// A moment that had passed when the event was given its date is not owed to anyone.
    package static func next(of record: EventRecord, policy: ReminderPolicy, now: Int64) -> DueReminder? {
        let rules = policy.rules(for: record.event) + record.overrides.values.flatMap { $0.fields.reminders ?? [] }
        guard record.state == .scheduled, let longest = rules.map({ Int64($0.days * 86_400 + $0.seconds) }).max()
        else { return nil }
        let local = now + Int64(policy.zone(of: record.event).seconds(atUTC: now))
        // Two days of margin: an occurrence that was moved may be meant in another zone, a reminder at a time of day
        // may come later than its lead time says.
        guard let from = CivilDateTime(secondsSinceEpoch: local - margin) else { return nil }
        var best: DueReminder?
        record.visitOccurrences(from: from, zones: policy.zones) { occurrence in
            let zone = policy.zone(of: occurrence.event)
            let dated = occurrence.id.flatMap { record.overrides[$0]?.dated } ?? record.dated
            for rule in policy.rules(for: occurrence.event) where !occurrence.isCancelled {
                guard let reminder = DueReminder(occurrence, rule, in: zone),
                    max(reminder.ends, reminder.due + grace) > now, reminder.due >= dated,
                    !record.reminded.contains(reminder.id), reminder.due < best?.due ?? .max
                else { continue }
                best = reminder
            }
            guard let best, let start = occurrence.id?.start.secondsSinceEpoch else { return true }
            return start - longest - 2 * margin <= best.due
        }
        return best
    }

    private static let margin: Int64 = 2 * 86_400
    /// For how long a reminder is worth telling that comes at the end of its event or later, as at the start of one
    /// without an end.
    private static let grace: Int64 = 3_600
}
