package import Chancery
package import EventLog
internal import ICalendar

/// From where the calendar is looked at: now, or from a past.
package enum Viewpoint: Hashable, Sendable {
    case now
    /// What had been recorded by a position of the log.
    case position(Int)
    /// What had been recorded by a time.
    case asOf(Timestamp)
    /// What had been announced by a time.
    case known(Timestamp)

    /// Reads the values of `asof` and `known`.
    ///
    /// - Parameters:
    ///   - asOf: a position, a date or a time in UTC.
    ///   - known: a date or a time in UTC. A date is meant to its end.
    ///   - asOfName: what the one who asks calls `asOf`, for errors.
    package init(asOf: String?, known: String?, asOfName: String = "asof") throws(InvalidViewpoint) {
        switch (asOf, known) {
        case (nil, nil): self = .now
        case (_?, let known?):
            throw InvalidViewpoint(
                parameter: "known", value: known, expected: "only one of \"\(asOfName)\" and \"known\"")
        case (let text?, nil):
            if let position = Int(text), (0...Int(Int32.max)).contains(position) {
                self = .position(position)
            } else if let time = Self.time(text) {
                self = .asOf(time)
            } else {
                throw InvalidViewpoint(
                    parameter: asOfName, value: text,
                    expected: "a position, a date or a time in UTC (42, 2025-03-01, 2025-03-01T00:00Z)")
            }
        case (nil, let text?):
            guard let time = Self.time(text) else {
                throw InvalidViewpoint(
                    parameter: "known", value: text, expected: "a date or a time in UTC (2025-03-01, 2025-03-01T00:00Z)"
                )
            }
            self = .known(time)
        }
    }

    /// A date, meant to its end, or a time in UTC.
    static func time(_ text: String) -> Timestamp? {
        if let date = CivilDate(iso: text) {
            return Timestamp(milliseconds: Int64(date.daysSinceEpoch + 1) * 86_400_000 - 1)
        }
        // As the log writes it, to the millisecond, or with less.
        if let time = Array(text.utf8).withUnsafeBufferPointer({ Timestamp($0) }) { return time }
        guard text.hasSuffix("Z"), let time = CivilDateTime(iso: text.dropLast()) else { return nil }
        return Timestamp(milliseconds: time.secondsSinceEpoch * 1_000)
    }
}

/// A time, date or position that is none.
package struct InvalidViewpoint: Error, Hashable {
    package let parameter: String
    package let value: String
    package let expected: String
}

/// The calendar from a viewpoint.
package struct View: Sendable {
    package let calendar: Calendar
    /// What does not fit into a `known` view.
    package let leftOut: [PastCalendars.LeftOut]
}

/// Finds the calendar for a viewpoint.
package struct Views: Sendable {
    package let publication: Publication
    private let past: PastCalendars

    package init(_ store: CalendarStore) {
        publication = store.publication
        past = PastCalendars(store.log)
    }

    package func view(from viewpoint: Viewpoint) async throws -> View {
        switch viewpoint {
        case .now: return View(calendar: publication.current.calendar, leftOut: [])
        case .position(let position): return View(calendar: try await past.calendar(asOf: position), leftOut: [])
        case .asOf(let time): return View(calendar: try await past.calendar(asOf: time), leftOut: [])
        case .known(let time):
            let known = try await past.calendar(knownAt: time)
            return View(calendar: known.calendar, leftOut: known.leftOut)
        }
    }

    /// The calendar for those who may see public events only. An event that is not public now is not shown in any past
    /// either: it may have been made private because it never should have been seen.
    ///
    /// - Parameter present: what is published; the answer is that of this moment, whatever is published meanwhile.
    package func publicCalendar(from viewpoint: Viewpoint, at present: Published) async throws -> Calendar {
        guard viewpoint != .now else { return present.calendar }
        return try await view(from: viewpoint).calendar.withoutEvents(hiddenIn: present.calendar)
    }
}
