package import ICalendar
internal import TimeZoneDatabase

/// When a rule reminds of an occurrence, in seconds since 1970.
struct ReminderMoment {
    let due, starts, ends: Int64

    /// For how long a reminder is worth telling that comes at the end of its event or later, as at the start of one
    /// without an end.
    static let grace: Int64 = 3_600
    /// From when on it is not told any more.
    var over: Int64 { max(ends, due + Self.grace) }

    /// Nil where the event has no date.
    init?(_ when: When, _ rule: ReminderRule, in zone: any LocalTimeRules) {
        guard let start = when.start, let last = when.lastMoment else { return nil }
        starts = zone.resolve(local: start.secondsSinceEpoch).utc
        ends =
            when.isAllDay
            ? zone.resolve(local: last.secondsSinceEpoch + 1).utc
            : last == start ? starts : zone.resolve(local: last.secondsSinceEpoch).utc
        let days = Int64(rule.days) * 86_400
        if let at = rule.at ?? (when.isAllDay && rule.seconds == 0 ? ReminderPolicy.defaultTime : nil) {
            let midnight = CivilDateTime(date: start.date).secondsSinceEpoch
            due = Self.instant(midnight - days + Int64(at), in: zone, isEarlierDay: days > 0)
        } else if days == 0 {
            due = starts - Int64(rule.seconds)
        } else {
            due = Self.instant(start.secondsSinceEpoch - days, in: zone, isEarlierDay: true) - Int64(rule.seconds)
        }
    }

    /// The instant of a time of the day: of two the first, and where clocks are put forward over it, the one by the
    /// offset before (RFC 5545, section 3.3.5). Where a whole day is skipped, the day before an event is the one before
    /// that day, and not the event's own.
    private static func instant(_ local: Int64, in zone: any LocalTimeRules, isEarlierDay: Bool) -> Int64 {
        guard case .skipped(let utc) = zone.resolve(local: local), isEarlierDay else {
            return zone.resolve(local: local).utc
        }
        let gap = Int64(zone.seconds(atUTC: utc)) - (local - utc)
        return gap >= 86_400 ? utc - gap : utc
    }
}

/// A moment before an occurrence at which the journal is told.
package struct DueReminder: Hashable, Sendable {
    /// The fields of the occurrence.
    package let event: Event
    package let rule: ReminderRule
    /// When to tell, in seconds since 1970.
    package let due: Int64
    /// When the occurrence starts and when it is over, in seconds since 1970.
    package let starts, ends: Int64
    /// When it starts on the wall clock of its zone.
    package let start: CivilDateTime
    /// The original start, of an occurrence.
    let occurrence: OccurrenceID?
    /// The ids of earlier reminders of the same occurrence that are not told, because this one is.
    package internal(set) var superseded: [String] = []

    /// How much later than due a reminder may be told without being late, in seconds.
    package static let lateness: Int64 = 60

    /// Nil where the event has no date.
    init?(_ event: Event, at occurrence: OccurrenceID?, _ rule: ReminderRule, _ moment: ReminderMoment) {
        guard let start = event.when.start else { return nil }
        (self.event, self.occurrence, self.rule, self.start) = (event, occurrence, rule, start)
        (due, starts, ends) = (moment.due, moment.starts, moment.ends)
    }

    /// Its name (``ReminderID``). An event that moves to another start or zone has other ids.
    package var id: String { Self.id(event, at: occurrence, rule) }

    /// Whether it is late if it is told now.
    package func isLate(at now: Int64) -> Bool { now - due > Self.lateness }

    static func id(_ event: Event, at occurrence: OccurrenceID?, _ rule: ReminderRule) -> String {
        guard let start = ReminderID.Start(event.when) else { return "" }
        return ReminderID(uid: event.uid, occurrence: occurrence, start: start, content: .rule(rule.text)).description
    }
}
