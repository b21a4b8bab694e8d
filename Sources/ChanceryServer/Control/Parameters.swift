internal import CanonicalJSON
internal import EventLog
internal import ICalendar
internal import TimeZoneDatabase

/// The parameters of a call; their types are those of the interface already.
struct Parameters {
    let object: JSONObject

    subscript(key: String) -> JSONValue? { object[key] }

    func string(_ key: String) -> String? { object[key]?.stringValue }

    func integer(_ key: String) -> Int? { object[key]?.integerValue.map { Int($0) } }

    func integers(_ key: String) -> [String: Int] {
        let members = object[key]?.objectValue?.members ?? []
        return Dictionary(members.map { ($0.key, Int($0.value.integerValue ?? 0)) }, uniquingKeysWith: { $1 })
    }

    func viewpoint() throws -> Viewpoint {
        try Viewpoint(asOf: string("asOf"), known: string("known"), asOfName: "asOf")
    }

    func date(_ key: String) throws -> CivilDate? {
        guard let text = string(key) else { return nil }
        guard let date = CivilDate(iso: text) else {
            throw InvalidViewpoint(parameter: key, value: text, expected: "a date (2025-04-14)")
        }
        return date
    }

    /// A moment in seconds since 1970: a time in UTC, or a day of a zone, from its start or to its end.
    func moment(_ key: String, isEnd: Bool, in zone: any LocalTimeRules) throws -> Int64? {
        guard let text = string(key) else { return nil }
        if let date = CivilDate(iso: text) {
            let midnight = CivilDateTime(date: date).secondsSinceEpoch
            return isEnd ? zone.resolve(local: midnight + 86_400).utc - 1 : zone.resolve(local: midnight).utc
        }
        if let time = Viewpoint.time(text) { return time.milliseconds / 1_000 }
        throw InvalidViewpoint(
            parameter: key, value: text, expected: "a date or a time in UTC (2025-03-01, 2025-03-01T00:00Z)")
    }
}
