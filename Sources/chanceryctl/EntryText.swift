import CanonicalJSON

/// Entries of the log and their changes, for people and as they stand in the log.
enum EntryText {
    /// An entry in one line: its position, when it was recorded, by whom, and what each change is.
    static func line(_ entry: JSONValue) -> String {
        let position = entry["position"]?.integerValue.map { String($0) } ?? "?"
        let changes = (entry["changes"]?.arrayValue ?? []).map { change in
            ["type", "event"].compactMap { change[$0]?.stringValue }.joined(separator: " ")
        }
        let padding = String(repeating: " ", count: max(0, 6 - position.utf8.count))
        let cells = [
            padding + position, entry["recorded"]?.stringValue ?? "?", author(entry["author"]),
            changes.joined(separator: ", "),
        ]
        return cells.joined(separator: "  ").printable
    }

    /// The bytes of the entry's line in the log: canonical JSON with the hash, which is taken over the bytes before it,
    /// moved to the end.
    static func logLine(_ entry: JSONObject) -> [UInt8] {
        guard let hash = entry["hash"] else { return JSONValue.object(entry).canonicalBytes }
        var hashed = entry
        hashed["hash"] = nil
        return JSONValue.object(hashed).canonicalBytes.dropLast() + #","hash":"#.utf8 + hash.canonicalBytes + "}".utf8
    }

    static func author(_ author: JSONValue?) -> String {
        if let uid = author?["uid"]?.integerValue { return "uid \(uid)" }
        return author?["daemon"]?.boolValue == true ? "daemon" : "?"
    }

    /// What a change says, in a few words, and why.
    static func summary(of change: JSONValue) -> String {
        let what: String? =
            switch change["type"]?.stringValue {
            case "scheduled", "rescheduled": WhenText.text(change["when"])
            case "revised": revision(change)
            case "concluded": EventText.localized(change["outcome"]).joined(separator: " ")
            case "reminded": reminder(change["reminder"])
            default: nil
            }
        return [change["occurrence"]?.stringValue.map(WhenText.moment), what, change["reason"]?.stringValue]
            .compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ": ")
    }

    /// Where the change is known from: the publisher (else the title) and the date.
    static func source(of change: JSONValue) -> String {
        let source = change["source"]
        let name = source?["publisher"] ?? source?["title"] ?? source?["link"]
        return [name, source?["date"]].compactMap { $0?.stringValue }.joined(separator: ", ")
    }

    private static func reminder(_ reminder: JSONValue?) -> String? {
        let result = ["delivered", "missed", "superseded"].first { reminder?[$0] != nil }
        return result.flatMap { name in reminder?[name]?.stringValue.map { "\(name) \($0)" } }
    }

    private static func revision(_ change: JSONValue) -> String {
        let cleared = (change["clear"]?.arrayValue ?? []).compactMap(\.stringValue).map { "no \($0)" }
        return ((change["set"]?.objectValue?.keys ?? []) + cleared).joined(separator: ", ")
    }
}
