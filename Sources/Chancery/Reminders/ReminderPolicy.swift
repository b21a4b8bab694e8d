package import TimeZoneDatabase

/// Which reminders an event gets: its own, or those that the configuration has for its kind.
package struct ReminderPolicy: Sendable {
    /// The rules by kind; those under `*` are for every kind that has none of its own.
    package let rules: [String: [ReminderRule]]
    /// The zone of whole days whose place has none.
    package let zone: String
    package let zones: TimeZoneDatabase

    /// At which second of the day a rule of whole days without a time of its own reminds of a whole day: 09:00.
    static let defaultTime = 9 * 3_600

    package init(rules: [String: [ReminderRule]], zone: String, zones: TimeZoneDatabase) {
        self.rules = rules
        self.zone = zone
        self.zones = zones
    }

    func rules(for event: Event) -> [ReminderRule] {
        event.reminders ?? rules[event.kind] ?? rules["*"] ?? []
    }

    /// The zone in which the event's local times are meant; UTC where the system does not have it.
    package func zone(of event: Event) -> any LocalTimeRules {
        (try? zones.zone(event.when.zone ?? event.place?.zone ?? zone)) ?? FixedOffset(seconds: 0)
    }
}
