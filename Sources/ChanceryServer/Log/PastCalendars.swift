internal import CanonicalJSON
package import Chancery
package import EventLog

/// The calendars of the past: as of a position, and as known at a time.
///
/// Each is folded from the log when it is asked for; the last few are kept, and begun from where they can be. Questions
/// wait for one another, so that at most one core folds.
package actor PastCalendars {
    /// A change that is left out of a `known` view, since it does not fit where the order of announcement puts it.
    package struct LeftOut: Hashable, Sendable {
        package let position: Int
        /// The change's index in its entry, from 0.
        package let change: Int
        package let event: String
        package let message: String
    }

    /// What had been announced by some time.
    package struct Known: Sendable {
        package let calendar: Calendar
        package let leftOut: [LeftOut]
    }

    /// How many folded calendars are kept, of each sort.
    private static let maximumKept = 8
    /// While a long log is folded, a calendar is kept at every so many positions, to begin from.
    private static let stride = 1 << 16

    private let log: EventLog
    private var kept: [(position: Int, calendar: Calendar)] = []
    private var keptKnown: [(position: Int, time: Int64, known: Known)] = []

    package init(_ log: EventLog) { self.log = log }

    /// The calendar as of a position: what had been recorded by then. A position beyond the end is the end.
    package func calendar(asOf position: Int) throws -> Calendar {
        let wanted = min(max(position, 0), log.head.position)
        var calendar = Calendar()
        if let index = kept.indices.filter({ kept[$0].position <= wanted }).max(by: {
            kept[$0].position < kept[$1].position
        }) {
            let start = kept.remove(at: index)
            kept.append(start)
            calendar = start.calendar
        }
        guard calendar.position < wanted else { return calendar }
        try log.read(from: calendar.position + 1) { (entry) throws(FieldFault) in
            try calendar.apply(
                changes: entry.changes, at: Moment(position: entry.position, milliseconds: entry.recorded.milliseconds))
            if entry.position % Self.stride == 0 { keep(calendar) }
            return entry.position < wanted
        }
        keep(calendar)
        return calendar
    }

    /// The calendar as of a time.
    package func calendar(asOf time: Timestamp) throws -> Calendar {
        try calendar(asOf: log.position(asOf: time))
    }

    private func keep(_ calendar: Calendar) {
        guard !kept.contains(where: { $0.position == calendar.position }) else { return }
        if kept.count == Self.maximumKept { kept.removeFirst() }
        kept.append((calendar.position, calendar))
    }

    /// The calendar as it was known at a time: what had been announced by then.
    package func calendar(knownAt time: Timestamp) throws -> Known {
        let position = log.head.position
        if let found = keptKnown.first(where: { $0.position == position && $0.time == time.milliseconds }) {
            return found.known
        }
        var fold = KnownCalendar(at: time.milliseconds)
        try log.read(from: 1) { (entry) throws(FieldFault) in
            try fold.add(
                changes: entry.changes, at: Moment(position: entry.position, milliseconds: entry.recorded.milliseconds))
            return true
        }
        let (calendar, leftOut) = fold.folded()
        let known = Known(
            calendar: calendar,
            leftOut: leftOut.map {
                LeftOut(position: $0.position, change: $0.change, event: $0.event, message: $0.fault.message)
            })
        if keptKnown.count == Self.maximumKept { keptKnown.removeFirst() }
        keptKnown.append((position, time.milliseconds, known))
        return known
    }
}
