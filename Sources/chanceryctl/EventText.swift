import CanonicalJSON

/// An event in labelled lines: all that the daemon says of it.
enum EventText {
    static func lines(_ event: JSONObject) -> [String] {
        let text = { (key: String) in event[key]?.stringValue }
        var lines = LabelledLines()
        lines.add("event", text("uid"))
        lines.add("title", localized(event["title"]))
        lines.add("kind", text("kind"))
        lines.add("when", [WhenText.text(event["when"])] + WhenText.repetition(event["when"]))
        lines.add("place", place(event["place"]))
        lines.add("parties", joined(event["parties"]))
        lines.add("participants", list(event["participants"], participant))
        lines.add("description", localized(event["description"]))
        lines.add("status", status(event))
        lines.add("reason", text("reason"))
        lines.add("classification", text("classification"))
        lines.add("categories", joined(event["categories"]))
        lines.add("links", list(event["links"], link))
        lines.add("related", list(event["related"]) { words($0, "relation", "uid") })
        lines.add("reminders", list(event["reminders"], reminder))
        lines.add("occurrences", list(event["occurrences"], occurrence))
        lines.add("outcome", localized(event["outcome"]?["text"]) + list(event["outcome"]?["links"], link))
        lines.add("sequence", event["sequence"]?.integerValue.map { String($0) })
        lines.add("created", text("created"))
        lines.add("changed", text("lastModified"))
        lines.add(
            "entries",
            event["positions"]?.arrayValue.map {
                $0.compactMap(\.integerValue).map { String($0) }.joined(separator: ", ")
            })
        return lines.lines
    }

    /// A text in its lines; of one in several languages, each with its tag.
    static func localized(_ text: JSONValue?) -> [String] {
        switch text {
        case .string(let string)?:
            string.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { String($0) }
        case .object(let texts)?:
            texts.members.map { "\($0.key): \($0.value.stringValue ?? "")" }
        default: []
        }
    }

    private static func status(_ event: JSONObject) -> String? {
        let state = event["state"]?.stringValue
        return state == "scheduled" ? event["status"]?.stringValue ?? state : state
    }

    private static func place(_ place: JSONValue?) -> [String] {
        let names = ["name", "city", "country"].compactMap { place?[$0]?.stringValue }
        let line = names.isEmpty ? [] : [names.joined(separator: ", ")]
        return line + ["zone", "geo"].compactMap { place?[$0]?.stringValue }
    }

    private static func participant(_ participant: JSONValue) -> String {
        let names = ["name", "role", "party"].compactMap { participant[$0]?.stringValue }.joined(separator: ", ")
        return names + (participant["part"]?.stringValue.map { " (\($0))" } ?? "")
    }

    private static func link(_ link: JSONValue) -> String { words(link, "title", "href") }

    private static func reminder(_ reminder: JSONValue) -> String {
        [reminder["before"]?.stringValue.map { "\($0) before" }, reminder["at"]?.stringValue.map { "at \($0)" }]
            .compactMap(\.self).joined(separator: ", ")
    }

    private static func occurrence(_ occurrence: JSONValue) -> String {
        let what = [
            occurrence["cancelled"]?.boolValue == true ? "cancelled" : nil,
            occurrence["when"].map { "moved to \(WhenText.text($0))" },
            occurrence["set"]?.objectValue.map { "with its own \($0.keys.joined(separator: ", "))" },
        ]
        let start = WhenText.moment(occurrence["occurrence"]?.stringValue ?? "")
        return "\(start): \(what.compactMap(\.self).joined(separator: ", "))"
    }

    private static func words(_ value: JSONValue, _ keys: String...) -> String {
        keys.compactMap { value[$0]?.stringValue }.joined(separator: " ")
    }

    private static func list(_ value: JSONValue?, _ line: (JSONValue) -> String) -> [String] {
        (value?.arrayValue ?? []).map(line)
    }

    private static func joined(_ value: JSONValue?) -> String? {
        value?.arrayValue.map { $0.compactMap(\.stringValue).joined(separator: ", ") }
    }
}
