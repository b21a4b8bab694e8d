package import CanonicalJSON
internal import ICalendar

// Events as JSON: what the control interface answers. Fields without content are absent; forms are those of a change.

extension LocalizedText {
    package var json: JSONValue {
        switch self {
        case .plain(let text): .string(text)
        case .tagged(let all):
            .object(JSONObject(all.map { .init(key: $0.language, value: .string($0.text)) }) ?? JSONObject())
        }
    }
}

extension When {
    package var json: JSONValue {
        var object = JSONObject()
        switch form {
        case .days(let first, let last):
            object["date"] = .string(first.description)
            if last != first { object["until"] = .string(last.description) }
        case .times(let start, let end, let zone):
            object["start"] = .string(start.description)
            object["end"] = end.map { .string($0.description) }
            object["zone"] = .string(zone)
        case .approximate(let year, let month):
            let month = month.flatMap { CivilDate(year: year, month: $0, day: 1) }
            let start = month ?? CivilDate(year: year, month: 1, day: 1)
            object["approximate"] = .string(String((start?.description ?? "").prefix(month == nil ? 4 : 7)))
        case .undetermined: object["undetermined"] = true
        }
        if let repetition {
            let starts = { (starts: [CivilDateTime]) -> JSONValue? in
                let texts = starts.map { JSONValue.string(OccurrenceID($0, isAllDay: isAllDay).description) }
                return texts.isEmpty ? nil : .array(texts)
            }
            object["repeat"] = repetition.rule.map { .string($0) }
            object["except"] = starts(repetition.except)
            object["also"] = starts(repetition.also)
        }
        return .object(object)
    }
}

extension Place {
    var json: JSONValue {
        object(["name": name, "city": city, "country": country, "zone": zone, "geo": geo])
    }
}

extension EventFields {
    /// The fields that are there.
    var json: JSONObject {
        var object = JSONObject()
        object["title"] = title?.json
        object["description"] = description?.json
        object["kind"] = kind.map { .string($0) }
        object["when"] = when?.json
        object["place"] = place?.json
        object["parties"] = list(parties) { .string($0) }
        object["participants"] = list(participants) {
            Chancery.object(["name": $0.name, "role": $0.role, "party": $0.party, "part": $0.part])
        }
        object["status"] = status.map { .string($0.rawValue) }
        object["classification"] = classification.map { .string($0.rawValue) }
        object["categories"] = list(categories) { .string($0) }
        object["links"] = list(links, \.json)
        object["related"] = list(related) { ["uid": .string($0.uid), "relation": .string($0.relation.rawValue)] }
        object["reminders"] = reminders.map { .array($0.map(\.json)) }
        return object
    }
}

extension Link {
    var json: JSONValue { object(["href": href, "title": title]) }
}

extension ReminderRule {
    var json: JSONValue {
        object(["before": before, "at": time])
    }
}

extension EventRecord {
    /// All that is known of the event.
    package var json: JSONObject {
        var object = EventFields(event).json
        object["uid"] = .string(event.uid)
        object["state"] = .string(state.rawValue)
        object["reason"] = reason.map { .string($0) }
        if let outcome {
            var json = JSONObject()
            json["text"] = outcome.text?.json
            json["links"] = list(outcome.links, \.json)
            object["outcome"] = .object(json)
        }
        object["occurrences"] = list(overrides.sorted { $0.key < $1.key }) { id, override in
            var json = JSONObject()
            json["occurrence"] = .string(id.description)
            json["cancelled"] = .bool(override.isCancelled)
            json["when"] = override.when?.json
            if !override.fields.json.isEmpty { json["set"] = .object(override.fields.json) }
            return .object(json)
        }
        object["sequence"] = .integer(Int64(sequence))
        object["created"] = .string(rfc3339(created))
        object["lastModified"] = .string(rfc3339(lastModified))
        object["positions"] = .array(positions.map { .integer(Int64($0)) })
        return object
    }
}

extension Occurrence {
    /// A line of the agenda (the type `AgendaItem` of the control interface).
    package func agendaItem(state: EventRecord.State, language: String) -> JSONObject {
        var object = JSONObject()
        object["event"] = .string(event.uid)
        object["occurrence"] = id.map { .string($0.description) }
        object["title"] = .string(event.title.text(in: language))
        object["kind"] = .string(event.kind)
        object["state"] = .string((isCancelled ? .cancelled : state).rawValue)
        object["tentative"] = .bool(event.status == .tentative)
        object["classification"] = .string(event.classification.rawValue)
        object["when"] = event.when.json
        if let place = event.place?.line, !place.isEmpty { object["place"] = .string(place) }
        object["parties"] = .array(event.parties.map { .string($0) })
        return object
    }
}

/// A moment in seconds since 1970 as RFC 3339 writes it, in UTC.
package func rfc3339(_ seconds: Int64) -> String {
    guard let time = CivilDateTime(secondsSinceEpoch: seconds) else { return "" }
    return time.second == 0 ? "\(time):00Z" : "\(time)Z"
}

private func list<Item>(_ items: [Item]?, _ json: (Item) -> JSONValue) -> JSONValue? {
    guard let items, !items.isEmpty else { return nil }
    return .array(items.map(json))
}

private func object(_ members: [String: String?]) -> JSONValue {
    var object = JSONObject()
    for case (let key, let value?) in members { object[key] = .string(value) }
    return .object(object)
}
