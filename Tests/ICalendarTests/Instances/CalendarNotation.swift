import ICalendar
import Testing
import TimeZoneDatabase

/// A calendar in short, and its instances.
struct InstanceCase: Sendable, CustomTestStringConvertible {
    let name: String
    let calendar: String
    let instances: String

    /// - Parameters:
    ///   - calendar: Properties of one event after another, with an empty line between two. Where there is no UID, it is
    ///     the same for all, and where an event begins with BEGIN, it is that component.
    ///   - instances: One a line: its start, its end where that is another, and its SUMMARY if it has one.
    init(_ name: String, _ calendar: String, gives instances: String) {
        self.name = name
        self.calendar = calendar
        self.instances = instances
    }

    var testDescription: String { name }

    func check(
        in span: String = "2025-01-01 2026-01-01", floating: String = "UTC",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let found = try CalendarInstances(calendar, floating: floating).overlapping(try span.instants)
        #expect(found.map(\.notation).joined(separator: "\n") == instances, sourceLocation: sourceLocation)
    }
}

extension CalendarInstances {
    /// Of a calendar in the notation of `InstanceCase`; zones are those of the system.
    init(_ calendar: String, floating: String = "UTC", report: (ValueError) -> Void = { Issue.record($0) }) throws {
        let zones = TimeZoneDatabase()
        self.init(
            of: try Component(calendar), zones: { try? zones.zone($0) }, floating: try zones.zone(floating),
            report: report)
    }
}

extension Component {
    init(_ notation: String) throws {
        let events = notation.split(separator: "\n\n").map { event in
            if event.hasPrefix("BEGIN:") { return "\(event)\nEND:\(event.prefix { $0 != "\n" }.dropFirst(6))" }
            return "BEGIN:VEVENT\n\(event.contains("UID:") ? "" : "UID:1\n")\(event)\nEND:VEVENT"
        }
        let text = "BEGIN:VCALENDAR\n\(events.joined(separator: "\n"))\nEND:VCALENDAR\n"
        self = try Component.parse(Array(text.utf8), mode: .lenient) { Issue.record($0) }
    }
}

extension Instance {
    var notation: String {
        let times = start == end ? "\(start)" : "\(start) \(end)"
        return times + (component[.summary].map { " \($0.text)" } ?? "")
    }
}

extension String {
    /// The instants of two times in UTC.
    var instants: Range<Int64> {
        get throws {
            let bounds = try times(self, at: "00:00").map(\.secondsSinceEpoch)
            return try #require(bounds.first)..<#require(bounds.last)
        }
    }
}
