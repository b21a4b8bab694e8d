import CanonicalJSON
import Chancery
import Testing

/// A calendar with its schedule, brought up to date as the daemon does.
struct Desk {
    private(set) var ledger = Ledger()
    private(set) var schedule = ReminderSchedule(Calendar(), policy: Desk.policy, now: 0)
    private static let policy = ReminderPolicy(entries: [], zone: "UTC", zones: Ledger.zones)

    /// Appends changes of the event `uid` at a time.
    mutating func append(_ drafts: String..., to uid: String = "a", at time: String) throws {
        for draft in drafts { try ledger.append(draft, at: time) }
        update(uid, at: time)
    }

    /// The reminders that are due at a time.
    mutating func due(_ time: String) -> [DueReminder] { all(time).reminders }

    /// All that is to be told at a time.
    mutating func all(_ time: String) -> ReminderSchedule.Due {
        schedule.due(in: ledger.calendar, now: seconds(time))
    }

    /// Tells and records all that is to be told; answers the ids of the reminders.
    mutating func deliver(_ time: String) throws -> [String] { try tell(time).reminders.map(\.id) }

    /// Tells and records all that is to be told, as the daemon does.
    mutating func tell(_ time: String) throws -> ReminderSchedule.Due {
        let due = all(time)
        let entries =
            [due.missed?.changes(at: time) ?? []] + due.notices.map { $0.changes(at: time) }
            + due.reminders.map { $0.changes(at: time, isLate: $0.isLate(at: seconds(time))) }
        for entry in entries where !entry.isEmpty { try ledger.append(entry, at: time, isOwn: true) }
        for uid in Set(entries.joined().compactMap { $0["event"]?.stringValue }) { update(uid, at: time) }
        #expect(all(time).isEmpty, "what was recorded is not told again")
        return due
    }

    mutating func next(_ time: String) -> String? {
        utc(schedule.nextReminder(in: ledger.calendar, now: seconds(time))?.due)
    }

    /// The same calendar with a schedule that is made anew.
    func restarted(at time: String) -> Desk {
        var desk = self
        desk.schedule = ReminderSchedule(ledger.calendar, policy: Self.policy, now: seconds(time))
        return desk
    }

    private mutating func update(_ uid: String, at time: String) {
        if let record = ledger.calendar[uid] { schedule.update(record, in: ledger.calendar, now: seconds(time)) }
    }
}
