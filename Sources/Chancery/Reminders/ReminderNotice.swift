internal import ICalendar
internal import TimeZoneDatabase

/// Tells people that what they were told of no longer holds.
///
/// It is owed while what they believe (the log has what they were told) differs from what is, and what they believe is
/// not yet past. So a change that is taken back before anybody was told of it gives none, and after it was told it is
/// owed no more. Whoever was told of a cancellation is told when the event takes place again; reminders that were told
/// before do not come again at the same start.
package struct ReminderNotice: Hashable, Sendable {
    /// Its name (``ReminderID``).
    package let id: String
    package let kind: ReminderID.Notice
    /// The fields of the occurrence, or of the event where it is no more.
    package let event: Event
    /// The start that people were told of.
    package let was: ReminderID.Start
    /// When the event last changed, in seconds since 1970.
    package let changed: Int64
    /// The ids of notices that this one stands for: the same became of other occurrences of the event.
    package internal(set) var superseded: [String] = []

    /// How many occurrences one notice stands for.
    private static let maximumSuperseded = 500

    /// The notices that an event owes: one for each new date, and one for all that was cancelled or is there no more.
    static func owed(by record: EventRecord, policy: ReminderPolicy, now: Int64) -> [ReminderNotice] {
        guard !record.reminded.told.isEmpty, record.state != .concluded else { return [] }
        var notices: [ReminderNotice] = []
        let told = record.reminded.told.sorted { ($0.value.start.clock, $0.key) < ($1.value.start.clock, $1.key) }
        let isOnly = told.count == 1 && record.event.when.repetition == nil
        for (occurrence, told) in told {
            let (event, state) = record.present(occurrence, told, policy: policy)
            guard let kind = kind(told, event, state, policy: policy, now: now) else { continue }
            let id = ReminderID(
                uid: event.uid, occurrence: isOnly ? nil : occurrence, start: told.start,
                content: .notice(kind, after: told.position)
            ).description
            guard !record.reminded.contains(id) else { continue }
            if let index = notices.firstIndex(where: { $0.kind.name == kind.name }), kind.standsForOthers {
                if notices[index].superseded.count < maximumSuperseded { notices[index].superseded.append(id) }
            } else {
                notices.append(
                    ReminderNotice(id: id, kind: kind, event: event, was: told.start, changed: record.lastModified))
            }
        }
        return notices
    }

    private static func kind(
        _ told: ReminderHistory.Told, _ event: Event, _ state: EventRecord.Presence, policy: ReminderPolicy, now: Int64
    ) -> ReminderID.Notice? {
        func instant(_ start: ReminderID.Start) -> Int64 {
            policy.zone(of: start, for: event).resolve(local: start.clock.start.secondsSinceEpoch).utc
        }
        let start = state == .takesPlace ? ReminderID.Start(event.when) : nil
        switch (told.state, state) {
        case (.takesPlace, _) where instant(told.start) <= now: return nil
        case (.takesPlace, .takesPlace):
            guard let start, start != told.start else { return nil }
            // The same moment in another zone is no other moment.
            let isSame = start.zone != nil && told.start.zone != nil && instant(start) == instant(told.start)
            return isSame ? nil : .rescheduled(start)
        case (.cancelled, .takesPlace), (.undated, .takesPlace):
            guard let start, instant(start) > now else { return nil }
            return told.state == .cancelled ? .reinstated(start) : .rescheduled(start)
        case (.takesPlace, .cancelled), (.undated, .cancelled): return .cancelled
        case (.takesPlace, .withdrawn), (.undated, .withdrawn): return .withdrawn
        case (.takesPlace, .undated): return .undated
        case (.takesPlace, .dropped): return .dropped
        case (.cancelled, _), (.undated, _): return nil
        }
    }
}

extension ReminderID.Notice {
    /// Whether one notice can tell of several occurrences.
    fileprivate var standsForOthers: Bool { if case .rescheduled = self { false } else { true } }
}

extension EventRecord {
    enum Presence { case takesPlace, cancelled, withdrawn, undated, dropped }

    /// What became of an occurrence that people were told of.
    fileprivate func present(
        _ id: OccurrenceID, _ told: ReminderHistory.Told, policy: ReminderPolicy
    ) -> (Event, Presence) {
        if state == .withdrawn { return (event, .withdrawn) }
        if state == .cancelled { return (event, .cancelled) }
        guard event.when.isDated else { return (event, .undated) }
        guard event.when.repetition != nil else {
            // Of several occurrences that were told of one may be left.
            let isOther = reminded.told.count > 1 && ReminderID.Start(event.when) != told.start
            return (event, isOther ? .dropped : .takesPlace)
        }
        let zone = localTimeRules(in: policy.zones)
        for id in [id, told.start.clock] where hasOccurrence(id, in: zone) {
            return (event(at: id), overrides[id]?.isCancelled == true ? .cancelled : .takesPlace)
        }
        return (event, .dropped)
    }
}
