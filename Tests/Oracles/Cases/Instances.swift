import CanonicalJSON
import ICalendar
import TestSupport
import TimeZoneDatabase

extension Cases {
    /// Prints the instances of the calendar on standard input as JSON Lines, in their order, and what cannot be read of
    /// it as lines that have an "error".
    ///
    /// The instances are given by their instants and as `CalendarTime` describes them. TZIDs are names of the tz database.
    static func printInstances(overlapping span: Range<Int64>, floating: String) throws {
        let calendar = try Component.parse(fileContents("/dev/stdin"), mode: .lenient)
        let database = TimeZoneDatabase()
        func line(_ members: [(String, JSONValue)]) {
            let object = JSONObject(members.map { JSONObject.Member(key: $0.0, value: $0.1) }) ?? JSONObject()
            print(String(decoding: JSONValue.object(object).canonicalBytes, as: UTF8.self))
        }
        let instances = CalendarInstances(
            of: calendar, zones: { try? database.zone($0) }, floating: try database.zone(floating),
            report: { line([("error", .string("\($0)"))]) })
        for instance in try instances.overlapping(span, limit: 1_000_000) {
            line([
                ("uid", .string(instance.uid)),
                ("recurrenceID", instance.recurrenceID.map { .string("\($0)") } ?? .null),
                ("start", .string("\(instance.start)")),
                ("end", .string("\(instance.end)")),
                ("span", .array([.integer(instance.span.lowerBound), .integer(instance.span.upperBound)])),
                ("summary", instance.component[.summary].map { .string($0.text) } ?? .null),
            ])
        }
    }
}
