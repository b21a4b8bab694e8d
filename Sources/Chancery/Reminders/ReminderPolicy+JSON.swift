package import CanonicalJSON

// The entries of a policy as JSON, in which the daemon keeps those that the configuration had.

extension ReminderPolicy.Entry {
    package var json: JSONValue {
        func list(_ words: [String]?) -> JSONValue? { words.map { .array($0.sorted().map { .string($0) }) } }
        var object = JSONObject()
        object["kinds"] = list(kinds.map { Array($0) })
        object["classifications"] = list(classifications?.map(\.rawValue))
        object["statuses"] = list(statuses?.map(\.rawValue))
        object["reminders"] = .array(
            reminders.map { rule in
                var object = JSONObject()
                object["before"] = .string(rule.before)
                object["at"] = rule.time.map { .string($0) }
                return .object(object)
            })
        return .object(object)
    }

    /// Reads what ``json`` writes; nil where it is no entry.
    package init?(json: JSONValue) {
        func words<Word: Hashable>(_ key: String, _ word: (String) -> Word?) -> Set<Word>?? {
            guard let value = json[key] else { return .some(nil) }
            let words = value.arrayValue?.map { $0.stringValue.flatMap(word) }
            guard let words, !words.contains(nil) else { return nil }
            return Set(words.compactMap(\.self))
        }
        let rules = json["reminders"]?.arrayValue?.map { rule in
            rule["before"]?.stringValue.flatMap { ReminderRule(before: $0, at: rule["at"]?.stringValue) }
        }
        guard let kinds = words("kinds", { $0 }),
            let classifications = words("classifications", { Event.Classification(rawValue: $0) }),
            let statuses = words("statuses", { Event.Status(rawValue: $0) }), let rules, !rules.contains(nil)
        else { return nil }
        self.init(
            kinds: kinds, classifications: classifications, statuses: statuses, reminders: rules.compactMap(\.self))
    }
}
