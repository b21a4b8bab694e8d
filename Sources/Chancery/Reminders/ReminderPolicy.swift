package import TimeZoneDatabase

/// Which reminders an event gets: its own, or those of the first entry of the configuration that fits it.
///
/// An event's own reminders hold whatever its status or classification: who wrote them meant this event.
package struct ReminderPolicy: Sendable {
    /// Reminders for some of the events. One that leaves a condition out fits whatever the event has there.
    package struct Entry: Hashable, Sendable {
        package var kinds: Set<String>?
        package var classifications: Set<Event.Classification>?
        package var statuses: Set<Event.Status>?
        /// None: the events that it fits stay silent.
        package var reminders: [ReminderRule]

        package init(
            kinds: Set<String>? = nil, classifications: Set<Event.Classification>? = nil,
            statuses: Set<Event.Status>? = nil, reminders: [ReminderRule]
        ) {
            (self.kinds, self.classifications, self.statuses) = (kinds, classifications, statuses)
            self.reminders = reminders
        }

        /// Whether both fit the same events, because they say the same of them.
        package func hasConditions(of other: Entry) -> Bool {
            kinds == other.kinds && classifications == other.classifications && statuses == other.statuses
        }

        func fits(_ event: Event) -> Bool {
            kinds?.contains(event.kind) != false && classifications?.contains(event.classification) != false
                && statuses?.contains(event.status) != false
        }
    }

    /// Entries that the configuration has no more.
    package struct Former: Hashable, Sendable {
        package let entries: [Entry]
        /// Until when it had them, in seconds since 1970.
        package var until: Int64

        package init(entries: [Entry], until: Int64) {
            self.entries = entries
            self.until = until
        }
    }

    /// In the order in which they are tried; the first that fits counts, alone.
    package let entries: [Entry]
    /// The zone of whole days whose place has none.
    package let zone: String
    package let zones: TimeZoneDatabase
    /// The entries that the configuration had before, the earliest first. A reminder is owed by the entries of its own
    /// moment, so that new ones do not tell at once what they would have told in the past.
    package private(set) var former: [Former]
    /// The zones as they were before they last changed in this run. What was owed by them stays owed, also where its
    /// moment has moved to before the event was recorded.
    package var formerZones: TimeZoneDatabase?

    /// At which second of the day a rule of whole days without a time of its own reminds of a whole day: 09:00.
    static let defaultTime = 9 * 3_600

    package init(entries: [Entry], former: [Former] = [], zone: String, zones: TimeZoneDatabase) {
        self.entries = entries
        self.former = former
        self.zone = zone
        self.zones = zones
    }

    func rules(for event: Event) -> [ReminderRule] { Self.rules(for: event, in: entries) }

    private static func rules(for event: Event, in entries: [Entry]) -> [ReminderRule] {
        event.reminders ?? entries.first { $0.fits(event) }?.reminders ?? []
    }

    /// Whether a rule of an event was there at a time, in seconds since 1970.
    func had(_ rule: ReminderRule, for event: Event, at time: Int64) -> Bool {
        guard event.reminders == nil, let last = former.last, time < last.until,
            let then = former.first(where: { time < $0.until })
        else { return true }
        return Self.rules(for: event, in: then.entries).contains(rule)
    }

    /// The rules that an event had until the configuration was last changed and has no more, and when that was.
    func replaced(for event: Event) -> (rules: [ReminderRule], until: Int64)? {
        guard event.reminders == nil, let last = former.last else { return nil }
        let present = rules(for: event)
        return (Self.rules(for: event, in: last.entries).filter { !present.contains($0) }, last.until)
    }

    /// Takes note that the clock was set: nothing that was there before it is is still there after.
    package mutating func clockWasSet(to now: Int64) {
        for index in former.indices { former[index].until = min(former[index].until, now) }
    }

    /// The zone in which the event's local times are meant. Where the system does not have it, whole days are meant in
    /// the zone of the calendar, and all else in UTC.
    package func zone(of event: Event) -> any LocalTimeRules { Self.zone(of: event, else: zone, in: zones) }

    /// The zone of a start of the event, of whole days where it names none.
    func zone(of start: ReminderID.Start, for event: Event) -> any LocalTimeRules {
        Self.zone(start.zone, place: event.place, else: zone, in: zones)
    }

    static func zone(of event: Event, else zone: String, in zones: TimeZoneDatabase) -> any LocalTimeRules {
        Self.zone(event.when.zone, place: event.place, else: zone, in: zones)
    }

    private static func zone(
        _ name: String?, place: Place?, else zone: String, in zones: TimeZoneDatabase
    ) -> any LocalTimeRules {
        if let found = try? zones.zone(name ?? place?.zone ?? zone) { return found }
        return (name == nil ? try? zones.zone(zone) : nil) ?? FixedOffset(seconds: 0)
    }
}
