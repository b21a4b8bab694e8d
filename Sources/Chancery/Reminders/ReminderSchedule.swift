package import CanonicalJSON
internal import HeapModule

/// When the journal is to be told of what: a pure function of the calendar, the policy and the time.
///
/// Each event holds only its next moment, so an endless series costs one place.
///
/// What is promised, if whoever asks looks whenever the calendar changes and records what became of all that
/// ``due(in:now:)`` gives, what was missed first:
/// - A reminder is told once. What was recorded is not told again, whatever clocks, zones, or policy do afterwards: its
///   name holds no moment.
/// - It is told when it is due or, if nobody looked then, once, late, while its event is not over (or, at the end of
///   the event, for an hour). Of those of an occurrence that are late together only the last is told.
/// - What nobody looked for until its event was over is missed: all of it comes in one summary.
/// - Rules of a zone that change move the moments that are to come. One that has moved into the past is told late. It is
///   lost only if it moved by more than an hour to before the event was recorded, while nobody ran who knew the former
///   rules (``ReminderPolicy/formerZones``).
/// - A moment that had passed, by more than an hour, when the event was given its date, or was reinstated, is owed to
///   nobody. The log's time does not go back when the clock is put back: of what it then has in the future a moment is
///   owed that had not passed an hour ago.
package struct ReminderSchedule: Sendable {
    /// What is to be told and recorded.
    package struct Due: Hashable, Sendable {
        package var missed: MissedReminders?
        package var notices: [ReminderNotice] = []
        package var reminders: [DueReminder] = []
        package var isEmpty: Bool { missed == nil && notices.isEmpty && reminders.isEmpty }
    }

    private let policy: ReminderPolicy
    private var heap = Heap<Slot>()
    /// By the ordinals of events: the version of the slot that counts, earlier ones in the heap are passed over; 0 where
    /// there never was one.
    private var versions: [Int32] = []
    private var uids: [String] = []

    private struct Slot: Comparable, Sendable {
        let due: Int64
        let ordinal: Int32
        let version: Int32

        static func < (one: Slot, other: Slot) -> Bool { (one.due, one.ordinal) < (other.due, other.ordinal) }
    }

    /// A schedule of all the calendar's events, as of `now` (seconds since 1970).
    ///
    /// - Parameter progress: is called now and then: to look at a million events takes seconds.
    package init(_ calendar: Calendar, policy: ReminderPolicy, now: Int64, progress: () -> Void = {}) {
        self.policy = policy
        var slots: [Slot] = []
        let lastLook = calendar.lastLook
        var count = 0
        calendar.visitRecords { record in
            count += 1
            if count.isMultiple(of: 1 << 10) { progress() }
            if let slot = slot(for: record, now: now, lastLook: lastLook) { slots.append(slot) }
        }
        heap = Heap(slots)
    }

    /// When to look next, in seconds since 1970; nil while nothing is to come.
    package var next: Int64? {
        mutating get {
            while let slot = heap.min, !counts(slot) { heap.removeMin() }
            return heap.min?.due
        }
    }

    /// The reminder that comes next, nil while nothing is to come.
    package mutating func nextReminder(in calendar: Calendar, now: Int64) -> DueReminder? {
        guard next != nil, let slot = heap.min, let record = calendar[uids[Int(slot.ordinal)]] else { return nil }
        return Self.next(of: record, policy: policy, now: now)
    }

    /// The first reminder of an event that is not over.
    package static func next(of record: EventRecord, policy: ReminderPolicy, now: Int64) -> DueReminder? {
        let reminders = EventReminders(of: record, policy: policy, now: now, lastLook: nil, wantsNext: true)
        return reminders.due.first ?? reminders.next
    }

    /// Takes note of what an event is now.
    package mutating func update(_ record: EventRecord, in calendar: Calendar, now: Int64) {
        guard let slot = slot(for: record, now: now, lastLook: calendar.lastLook) else { return }
        heap.insert(slot)
        // Slots that are passed over stay until their time; there are never more of them than of those that count.
        if heap.count > 2 * versions.count + 16 { heap = Heap(heap.unordered.filter(counts)) }
    }

    /// What is to be told at `now`, in the order of time. It stays so until the calendar has it as recorded.
    ///
    /// What was missed is to be told and recorded first: whatever is recorded says that somebody looked, and what was
    /// over by then is not asked for again.
    package mutating func due(in calendar: Calendar, now: Int64) -> Due {
        var due = Due()
        var missed: [DueReminder] = []
        var (slots, count) = ([Slot](), 0)
        while let next, next <= now, let slot = heap.popMin() {
            guard let record = calendar[uids[Int(slot.ordinal)]] else { continue }
            let reminders = EventReminders(of: record, policy: policy, now: now, lastLook: calendar.lastLook)
            let notices = ReminderNotice.owed(by: record, policy: policy, now: now)
            guard !reminders.due.isEmpty || !reminders.missed.isEmpty || !notices.isEmpty else {
                update(record, in: calendar, now: now)
                continue
            }
            slots.append(slot)
            due.notices += notices
            due.reminders += reminders.due
            count += reminders.missed.count
            missed += reminders.missed
            if missed.count > 2 * MissedReminders.maximum { missed = MissedReminders.last(of: missed) }
        }
        heap.insert(contentsOf: slots)
        due.reminders.sort { $0.due < $1.due }
        if count > 0 {
            due.missed = MissedReminders(missed, count: count, after: calendar.lastReminded?.position ?? 0)
        }
        return due
    }

    private func counts(_ slot: Slot) -> Bool { versions[Int(slot.ordinal)] == slot.version }

    /// The slot that counts for an event from now on; nil where nothing is to come of it.
    private mutating func slot(for record: EventRecord, now: Int64, lastLook: Int64) -> Slot? {
        let ordinal = record.ordinal
        guard let short = Int32(exactly: ordinal), let time = moment(record, now: now, lastLook: lastLook) else {
            if versions.indices.contains(ordinal) { versions[ordinal] &+= 1 }
            return nil
        }
        if versions.count <= ordinal {
            versions += repeatElement(0, count: ordinal + 1 - versions.count)
            uids += repeatElement("", count: ordinal + 1 - uids.count)
        }
        versions[ordinal] &+= 1
        uids[ordinal] = record.event.uid
        return Slot(due: time, ordinal: short, version: versions[ordinal])
    }

    /// When to look at an event, in seconds since 1970.
    private func moment(_ record: EventRecord, now: Int64, lastLook: Int64) -> Int64? {
        guard ReminderNotice.owed(by: record, policy: policy, now: now).isEmpty else { return now }
        let reminders = EventReminders(of: record, policy: policy, now: now, lastLook: lastLook)
        guard let due = (reminders.missed.first ?? reminders.due.first)?.due ?? reminders.nextDue else {
            return reminders.lookAgain
        }
        return min(due, reminders.lookAgain ?? due)
    }
}

/// Reminders that nobody was told before their events were over.
package struct MissedReminders: Hashable, Sendable {
    /// The last of them, in the order of time.
    package let reminders: [DueReminder]
    /// How many there are, those included that are too many to be named and recorded one by one.
    package let count: Int
    /// The summary's name: the same until something is recorded.
    package let id: String

    /// How many are recorded one by one; so many fit into one entry.
    static let maximum = Limit.changes

    init(_ reminders: [DueReminder], count: Int, after position: Int) {
        self.reminders = Self.last(of: reminders)
        self.count = count
        id = "missed/\(position)"
    }

    static func last(of reminders: [DueReminder]) -> [DueReminder] {
        reminders.sorted { $0.due < $1.due }.suffix(maximum)
    }

    /// The changes that record them: to be appended as one entry.
    package func changes(at time: String) -> [JSONValue] {
        reminders.map { ReminderOutcome(id: $0.id, result: .missed, time: time).change(event: $0.event.uid) }
    }
}

extension DueReminder {
    /// The changes that record that it was told: to be appended as one entry.
    package func changes(at time: String, isLate: Bool) -> [JSONValue] {
        recording(id, superseded, event: event.uid, result: isLate ? .late : .delivered, time: time)
    }
}

extension ReminderNotice {
    /// The changes that record that it was told: to be appended as one entry.
    package func changes(at time: String) -> [JSONValue] {
        recording(id, superseded, event: event.uid, result: .delivered, time: time)
    }
}

private func recording(
    _ id: String, _ superseded: [String], event: String, result: ReminderOutcome.Result, time: String
) -> [JSONValue] {
    [ReminderOutcome(id: id, result: result, time: time).change(event: event)]
        + superseded.map { ReminderOutcome(id: $0, result: .superseded, time: time).change(event: event) }
}

extension Calendar {
    /// When somebody last recorded what became of a reminder, in seconds since 1970.
    var lastLook: Int64 { lastReminded?.seconds ?? .min }
}
