internal import Chancery

extension Configuration {
    /// Reads `[[reminders]]`. Tables with the same conditions are one entry; the entry without conditions is tried last.
    static func reminders(_ sections: [Section]) throws(ConfigurationError) -> [ReminderPolicy.Entry] {
        var entries: [ReminderPolicy.Entry] = []
        for section in sections {
            let entry = try entry(section)
            if let index = entries.firstIndex(where: { $0.hasConditions(of: entry) }) {
                entries[index].reminders += entry.reminders
            } else {
                entries.append(entry)
            }
        }
        let others = ReminderPolicy.Entry(reminders: [])
        return entries.filter { !$0.hasConditions(of: others) } + entries.filter { $0.hasConditions(of: others) }
    }

    private static func entry(_ section: Section) throws(ConfigurationError) -> ReminderPolicy.Entry {
        try section.allow("kind", "kinds", "classifications", "statuses", "before", "at")
        let kindForm = "lower-case letters, digits and hyphens, \(Limit.token) at most"
        let kind = try section.value("kind", kindForm) { isToken($0) ? $0 : nil }
        let kinds = try section.words("kinds", kindForm) { isToken($0) ? $0 : nil }
        if kind != nil, kinds != nil { throw section.error("kinds", "\"kind\" is there already: give one of them") }
        return ReminderPolicy.Entry(
            kinds: kinds ?? kind.map { [$0] },
            classifications: try section.words("classifications", choices(of: Event.Classification.self)) {
                Event.Classification(rawValue: $0)
            },
            statuses: try section.words("statuses", choices(of: Event.Status.self)) { Event.Status(rawValue: $0) },
            reminders: try rules(section))
    }

    /// `"tentative" or "confirmed"`
    private static func choices<Choice: CaseIterable & RawRepresentable<String>>(of _: Choice.Type) -> String {
        Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
    }

    /// The rules of a table: one for each lead time.
    private static func rules(_ section: Section) throws(ConfigurationError) -> [ReminderRule] {
        let at = try section.value("at", "a local time (\"09:00\")") {
            ReminderRule(before: "P1D", at: $0) == nil ? nil : $0
        }
        guard let leads = try section.stringOrStrings("before") else {
            throw section.error("before", "a reminder says how long before (\"P7D\", \"PT2H\"); [] is no reminder")
        }
        var rules: [ReminderRule] = []
        for before in leads {
            guard let rule = ReminderRule(before: before, at: at) else {
                let expected =
                    at == nil || ReminderRule(before: before, at: nil) == nil
                    ? "expected a duration of \(ReminderRule.maximumDays) days at most (\"P7D\", \"PT2H\")"
                    : "\"at\" goes with whole days (\"P7D\")"
                throw section.error("before", "\(expected), not \"\(before)\"")
            }
            rules.append(rule)
        }
        return rules
    }
}
