internal import ICalendar
internal import TimeZoneDatabase

/// The reminders of a span of time and what became of them: a pure function of the calendar, the policy and the time.
package struct ReminderList: Sendable {
    package enum State: Hashable, Sendable {
        /// It will be told, or is due now.
        case coming
        /// The log has what became of it.
        case recorded(ReminderOutcome.Result)
        /// Its event is over and nobody was told; the log does not have it yet.
        case missed
    }

    package struct Line: Sendable {
        package let id: String
        /// The fields of the occurrence; those of the event where the occurrence is no more.
        package let event: Event
        /// When it is due, in seconds since 1970. Of a notice, and of a reminder of a start that no longer holds, when
        /// it was recorded.
        package let time: Int64
        /// When it was told, or found to be missed, in seconds since 1970.
        package let recorded: Int64?
        package let state: State
        /// What the line tells of: the start that people are or were told of, and a rule or a notice.
        package var name: ReminderID? { ReminderID(id, of: event.uid) }
    }

    /// In the order of time, at most as many as asked for.
    package private(set) var lines: [Line] = []
    /// Whether there are more than these: after the last line, or of series with very many occurrences in the span.
    package private(set) var isTruncated = false

    private let limit: Int
    /// The time of the last line that may still be among the first: what is later need not be looked at.
    private var last = Int64.max
    /// How many lines a list has at the most.
    package static let maximum = 100_000
    /// How many further occurrences of series may still be looked at: a list costs so much at the most.
    private var repetitionsLeft = 100_000

    /// - Parameters:
    ///   - event: the UID of the only event that is asked for.
    ///   - span: in seconds since 1970.
    ///   - limit: how many lines to give at most.
    package init(
        _ calendar: Calendar, of event: String? = nil, policy: ReminderPolicy, in span: ClosedRange<Int64>, now: Int64,
        limit: Int
    ) {
        self.limit = min(max(limit, 1), Self.maximum)
        let lastLook = calendar.lastLook
        if let event {
            if let record = calendar[event] { add(record, policy, span, now, lastLook) }
        } else {
            calendar.visitRecords { record in add(record, policy, span, now, lastLook) }
        }
        lines = sorted()
        isTruncated = isTruncated || lines.count > self.limit
        lines = Array(lines.prefix(self.limit))
    }

    /// Adds all that an event owes, and all that was told of it.
    private mutating func add(
        _ record: EventRecord, _ policy: ReminderPolicy, _ span: ClosedRange<Int64>, _ now: Int64, _ lastLook: Int64
    ) {
        var known: Set<String> = []
        addOwed(by: record, policy, span, now, lastLook, known: &known)
        for (id, outcome) in record.reminded.outcomes where span.contains(outcome.recorded) && !known.contains(id) {
            add(
                Line(
                    id: id, event: record.event, time: outcome.recorded, recorded: outcome.recorded,
                    state: .recorded(outcome.result)))
        }
    }

    /// Adds the reminders of an event as it is now, those recorded and those that are owed.
    private mutating func addOwed(
        by record: EventRecord, _ policy: ReminderPolicy, _ span: ClosedRange<Int64>, _ now: Int64, _ lastLook: Int64,
        known: inout Set<String>
    ) {
        guard let longest = policy.longestLead(of: record),
            let from = CivilDateTime(secondsSinceEpoch: clamped(span.lowerBound) - EventReminders.margin)
        else { return }
        let until = clamped(span.upperBound) + longest + EventReminders.margin
        let reminders = EventReminders(of: record, policy: policy, now: now)
        var isFirst = true
        record.visitOccurrences(from: from, zones: policy.zones, limit: .max) { occurrence in
            if !isFirst { repetitionsLeft -= 1 }
            isFirst = false
            guard repetitionsLeft > 0 else {
                isTruncated = true
                return false
            }
            for (reminder, over) in reminders.all(of: occurrence) where span.contains(reminder.due) {
                let id = reminder.id
                let outcome = record.reminded.outcomes[id]
                guard outcome != nil || reminders.isOwed(reminder, of: occurrence, over: over, lastLook: lastLook)
                else { continue }
                known.insert(id)
                let state = outcome.map { State.recorded($0.result) } ?? (over <= now ? .missed : .coming)
                add(
                    Line(
                        id: id, event: reminder.event, time: reminder.due, recorded: outcome?.recorded, state: state))
            }
            let reach = min(until, clamped(last) + longest + EventReminders.margin)
            return (occurrence.id?.start.secondsSinceEpoch ?? .max) <= reach
        }
    }

    /// A time within the years 1 to 9999, some days and the longest lead time from either end.
    private func clamped(_ time: Int64) -> Int64 { min(max(time, -62_000_000_000), 253_000_000_000) }

    private mutating func add(_ line: Line) {
        guard line.time <= last else {
            isTruncated = true
            return
        }
        lines.append(line)
        guard lines.count > 2 * limit + 1_000 else { return }
        lines = Array(sorted().prefix(limit))
        last = lines.last?.time ?? last
        isTruncated = true
    }

    private func sorted() -> [Line] { lines.sorted { ($0.time, $0.id) < ($1.time, $1.id) } }
}
