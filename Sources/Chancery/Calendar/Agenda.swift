package import ICalendar
package import TimeZoneDatabase

/// The occurrences of a span of days in the order of time, and the events without a date.
package struct Agenda: Sendable {
    package struct Line: Sendable {
        package let occurrence: Occurrence
        /// What became of the occurrence.
        package let state: EventRecord.State
    }

    /// Which days are asked for.
    package enum Span: Sendable {
        /// Every event; a repeating one with its occurrences in the two years before and after a day only, or, without
        /// one, around its start.
        case everything(around: CivilDate?)
        /// The days between two dates, both included, and no event without a date.
        case days(ClosedRange<CivilDate>)
    }

    /// How many lines an agenda has at the most.
    package static let maximumLines = 10_000
    /// How far a repeating event is followed where no span is given, in days: two years.
    private static let horizon = 731

    package private(set) var dated: [Line] = []
    /// Those with an approximate date first, in its order.
    package private(set) var undated: [Line] = []

    package init(_ records: [EventRecord], in span: Span, zones: TimeZoneDatabase) {
        for record in records {
            let single = Occurrence(id: nil, event: record.event, isCancelled: record.state == .cancelled)
            let occurrences: [Occurrence]
            switch span {
            case .everything where !record.event.when.isDated:
                undated.append(Line(occurrence: single, state: record.state))
                continue
            case .everything where record.event.when.repetition == nil:
                occurrences = [single]
            case .everything(let middle):
                guard let day = middle ?? record.event.when.start?.date else { continue }
                let first = day.advanced(byDays: -Self.horizon) ?? day
                occurrences = record.occurrences(
                    in: Self.clock(first...(day.advanced(byDays: Self.horizon) ?? day)), zones: zones)
            case .days(let days):
                occurrences = record.occurrences(in: Self.clock(days), zones: zones)
            }
            dated += occurrences.map { Line(occurrence: $0, state: $0.isCancelled ? .cancelled : record.state) }
        }
        // What is too much is taken from the past.
        dated = Self.ordered(dated).suffix(Self.maximumLines)
        undated = Self.ordered(undated).suffix(Self.maximumLines)
    }

    /// The days from their first second to their last.
    private static func clock(_ days: ClosedRange<CivilDate>) -> ClosedRange<CivilDateTime> {
        let last = CivilDateTime(date: days.upperBound)
        return CivilDateTime(
            date: days.lowerBound)...(CivilDateTime(date: days.upperBound, secondOfDay: 86_399) ?? last)
    }

    /// The lines in the order of time; those without any date last.
    package static func ordered(_ lines: [Line]) -> [Line] {
        func key(_ line: Line) -> (Int64, String) {
            (line.occurrence.event.when.orderingKey?.secondsSinceEpoch ?? .max, line.occurrence.event.uid)
        }
        return lines.sorted { key($0) < key($1) }
    }
}
