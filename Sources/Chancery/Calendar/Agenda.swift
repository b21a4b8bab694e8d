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
        /// Every event; a repeating one with the occurrences of the years around its start only.
        case everything
        /// The days between two dates, both included, and no event without a date.
        case days(ClosedRange<CivilDate>)
    }

    /// How many lines an agenda has at the most.
    package static let maximumLines = 10_000
    /// How far a repeating event is followed where no span is given: two years.
    private static let horizon: Int64 = 731 * 86_400

    package private(set) var dated: [Line] = []
    /// Those with an approximate date first, in its order.
    package private(set) var undated: [Line] = []

    package init(_ records: [EventRecord], in span: Span, zones: TimeZoneDatabase) {
        for record in records {
            guard let start = record.event.when.start else {
                if case .everything = span {
                    let occurrence = Occurrence(id: nil, event: record.event, isCancelled: record.state == .cancelled)
                    undated.append(Line(occurrence: occurrence, state: record.state))
                }
                continue
            }
            let seconds: ClosedRange<CivilDateTime>
            switch span {
            case .everything:
                let first = CivilDateTime(secondsSinceEpoch: start.secondsSinceEpoch - Self.horizon)
                let last = CivilDateTime(secondsSinceEpoch: start.secondsSinceEpoch + Self.horizon)
                seconds = (first ?? start)...(last ?? start)
            case .days(let days):
                let last = CivilDateTime(date: days.upperBound, secondOfDay: 86_399)
                seconds = CivilDateTime(date: days.lowerBound)...(last ?? CivilDateTime(date: days.upperBound))
            }
            for occurrence in record.occurrences(in: seconds, zones: zones) {
                dated.append(Line(occurrence: occurrence, state: occurrence.isCancelled ? .cancelled : record.state))
            }
            guard dated.count < Self.maximumLines else { break }
        }
        dated = Self.ordered(dated)
        undated = Self.ordered(undated)
    }

    /// The lines in the order of time; those without any date last.
    package static func ordered(_ lines: [Line]) -> [Line] {
        func key(_ line: Line) -> (Int64, String) {
            (line.occurrence.event.when.orderingKey?.secondsSinceEpoch ?? .max, line.occurrence.event.uid)
        }
        return lines.sorted { key($0) < key($1) }
    }
}
