package import CanonicalJSON
internal import ICalendar
package import TimeZoneDatabase

extension ReminderList.State {
    /// `coming`, `delivered`, `late`, `missed` or `superseded`.
    package var name: String {
        switch self {
        case .coming: "coming"
        case .recorded(let result): result.rawValue
        case .missed: ReminderOutcome.Result.missed.rawValue
        }
    }
}

extension ReminderList.Line {
    /// A line of the list (the type `ReminderLine` of the control interface).
    ///
    /// - Parameters:
    ///   - language: which of the event's titles is taken.
    ///   - zone: in which local times are told.
    package func json(language: String, zone: any LocalTimeRules) -> JSONObject {
        var object = JSONObject()
        object["id"] = .string(id)
        object["event"] = .string(event.uid)
        object["title"] = .string(event.title.text(in: language))
        object["classification"] = .string(event.classification.rawValue)
        object["state"] = .string(state.name)
        object["due"] = .string(rfc3339(time))
        object["local"] = .string(Self.local(time, in: zone))
        if let recorded {
            object["recorded"] = .string(rfc3339(recorded))
            object["recordedLocal"] = .string(Self.local(recorded, in: zone))
        }
        guard let name else { return object }
        object["starts"] = .string("\(name.start.clock)")
        object["zone"] = name.start.zone.map { .string($0) }
        switch name.content {
        case .rule(let text):
            let parts = text.split(separator: "@", maxSplits: 1).map { String($0) }
            object["before"] = parts.first.map { .string($0) }
            if parts.count == 2 { object["at"] = .string(parts[1]) }
        case .notice(let notice, _):
            object["notice"] = .string(notice.name)
        }
        return object
    }

    /// `2025-04-13T09:00`
    private static func local(_ utc: Int64, in zone: any LocalTimeRules) -> String {
        CivilDateTime(secondsSinceEpoch: utc + Int64(zone.seconds(atUTC: utc)))?.description ?? ""
    }
}
