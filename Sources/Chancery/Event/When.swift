internal import CanonicalJSON
package import ICalendar

/// When an event takes place, as people say it.
package struct When: Hashable, Sendable {
    package enum Form: Hashable, Sendable {
        /// Whole days, the last one included.
        case days(first: CivilDate, last: CivilDate)
        /// Wall-clock times of a zone (an IANA name); an event may have no end.
        case times(start: CivilDateTime, end: CivilDateTime?, zone: String)
        /// Some time in a month (1…12) or, without one, in a year.
        case approximate(year: Int, month: Int?)
        /// Planned, with no date known.
        case undetermined
    }

    /// How a dated event repeats.
    package struct Repetition: Hashable, Sendable {
        /// An RFC 5545 RRULE value, as it came.
        package var rule: String?
        /// Starts of the rule that are left out (EXDATE).
        package var except: [CivilDateTime] = []
        /// Starts that are added (RDATE).
        package var also: [CivilDateTime] = []
    }

    package var form: Form
    package var repetition: Repetition?

    package init(_ form: Form, repetition: Repetition? = nil) {
        self.form = form
        self.repetition = repetition
    }

    /// Whether a date is known, so that the event stands in the feed.
    package var isDated: Bool {
        switch form {
        case .days, .times: true
        case .approximate, .undetermined: false
        }
    }

    package var isAllDay: Bool { if case .days = form { true } else { false } }

    /// The first start on the wall clock, nil where no date is known.
    package var start: CivilDateTime? {
        switch form {
        case .days(let first, _): CivilDateTime(date: first)
        case .times(let start, _, _): start
        case .approximate, .undetermined: nil
        }
    }

    /// The zone of the wall-clock times.
    package var zone: String? { if case .times(_, _, let zone) = form { zone } else { nil } }

    /// Where the event goes in a list ordered by time: its start, or the first moment of the month or year.
    package var orderingKey: CivilDateTime? {
        switch form {
        case .days, .times: start
        case .approximate(let year, let month):
            CivilDate(year: year, month: month ?? 1, day: 1).map { CivilDateTime(date: $0) }
        case .undetermined: nil
        }
    }

    /// The last moment at which the event may take place on the wall clock: its end, or the end of the month or year;
    /// nil where nothing is known.
    package var latest: CivilDateTime? {
        guard case .approximate(let year, let wanted) = form else { return lastMoment }
        let month = wanted ?? 12
        return CivilDate(year: year, month: month, day: CivilDate.daysInMonth(month, year: year))
            .flatMap { CivilDateTime(date: $0, secondOfDay: 86_399) }
    }

    /// The same length from another start, without the repetition; self where no date is known.
    package func moved(to start: CivilDateTime) -> When {
        switch form {
        case .days(let first, let last):
            let length = last.daysSinceEpoch - first.daysSinceEpoch
            return When(.days(first: start.date, last: start.date.advanced(byDays: length) ?? start.date))
        case .times(let from, let end, let zone):
            let moved = end.flatMap {
                CivilDateTime(
                    secondsSinceEpoch: start.secondsSinceEpoch + $0.secondsSinceEpoch - from.secondsSinceEpoch)
            }
            return When(.times(start: start, end: moved, zone: zone))
        case .approximate, .undetermined:
            return self
        }
    }
}

/// One instance of a repeating event, by its original start: `2025-04-14`, or `2025-04-14T10:00` in the event's zone
/// (RFC 5545, RECURRENCE-ID).
package enum OccurrenceID: Hashable, Sendable, Comparable, CustomStringConvertible {
    case day(CivilDate)
    case time(CivilDateTime)

    package init?(_ text: String) {
        if let date = CivilDate(iso: text) {
            self = .day(date)
        } else if let time = CivilDateTime(iso: text) {
            self = .time(time)
        } else {
            return nil
        }
    }

    package init(_ start: CivilDateTime, isAllDay: Bool) {
        self = isAllDay ? .day(start.date) : .time(start)
    }

    package var isDay: Bool { if case .day = self { true } else { false } }

    /// The start on the wall clock; midnight for a whole day.
    package var start: CivilDateTime {
        switch self {
        case .day(let date): CivilDateTime(date: date)
        case .time(let time): time
        }
    }

    package var description: String {
        switch self {
        case .day(let date): date.description
        case .time(let time): time.description
        }
    }

    package static func < (one: OccurrenceID, other: OccurrenceID) -> Bool { one.start < other.start }
}
