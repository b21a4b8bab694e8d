package import ICalendar
internal import TimeZoneDatabase

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

    /// The same for the same occurrence, start and rule, whenever it is asked for: who was told once under this id is not
    /// told again. An event that moves to another start or zone has other ids.
    package let id: String

    /// Nil where the event has no date, or its moments lie outside the years 1 to 9999.
    init?(_ occurrence: Occurrence, _ rule: ReminderRule, in zone: any LocalTimeRules) {
        let event = occurrence.event
        guard let start = event.when.start, let last = event.when.lastMoment else { return nil }
        func utc(_ local: Int64) -> Int64 { zone.resolve(local: local).utc }
        let midnight = CivilDateTime(date: start.date).secondsSinceEpoch - Int64(rule.days) * 86_400
        let isWholeDays = rule.seconds == 0
        if let at = rule.at ?? (event.when.isAllDay && isWholeDays ? ReminderPolicy.defaultTime : nil) {
            due = utc(midnight + Int64(at))
        } else {
            due = utc(start.secondsSinceEpoch - Int64(rule.days) * 86_400) - Int64(rule.seconds)
        }
        starts = utc(start.secondsSinceEpoch)
        ends = event.when.isAllDay ? utc(last.secondsSinceEpoch + 1) : utc(last.secondsSinceEpoch)
        let now = OccurrenceID(start, isAllDay: event.when.isAllDay)
        id = [
            event.uid, occurrence.id.flatMap { $0 == now ? nil : "\($0)" },
            "\(now)" + (event.when.zone.map { "@\($0)" } ?? ""),
            rule.before + (rule.time.map { "@\($0)" } ?? ""),
        ].compactMap(\.self).joined(separator: "/")
        self.event = event
        self.rule = rule
        self.start = start
    }
}
