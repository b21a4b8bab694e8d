internal import ICalendar

/// What the calendar knows of one event: its fields now, what became of it, and which entries made it so.
package struct EventRecord: Hashable, Sendable {
    package enum State: String, Hashable, Sendable { case scheduled, cancelled, concluded, withdrawn }

    /// What differs for one occurrence of a repeating event.
    package struct Override: Hashable, Sendable {
        package var isCancelled = false
        /// The date it was moved to.
        package var when: When?
        /// When it was given its present date, or what else decides when to remind of it; in seconds since 1970.
        package var dated: Int64?
        package var fields = EventFields()
    }

    package internal(set) var event: Event
    package internal(set) var state = State.scheduled
    /// Why the last change was made, where it said so.
    package internal(set) var reason: String?
    package internal(set) var outcome: Outcome?
    package internal(set) var overrides: [OccurrenceID: Override] = [:]
    /// What people were told of it.
    package internal(set) var reminded = ReminderHistory()

    /// SEQUENCE (RFC 5545, 3.8.7.4): how many changes there were after the first, deliveries of reminders not counted.
    package internal(set) var sequence = 0
    /// When the event was first recorded, in seconds since 1970.
    package let created: Int64
    /// When the event last changed, in seconds since 1970. It grows strictly with every entry that changes the event,
    /// so entries of the same second are a second apart here.
    package internal(set) var lastModified: Int64
    /// When what the public may see of the event last changed, in seconds since 1970; nil where it never could see any.
    package internal(set) var lastPublic: Int64?
    /// When the event as a whole was given its present date, or what else decides when to remind of it, or was
    /// reinstated; in seconds since 1970.
    package internal(set) var dated: Int64
    /// The positions of the entries that speak of the event, in order.
    package internal(set) var positions: [Int]
    /// Where the event stands among all, in the order in which they were scheduled.
    package let ordinal: Int

    init(_ event: Event, ordinal: Int, at moment: Moment) {
        self.event = event
        self.ordinal = ordinal
        created = moment.seconds
        lastModified = moment.seconds
        dated = moment.seconds
        positions = [moment.position]
        lastPublic = event.classification == .public ? moment.seconds : nil
    }

    /// The fields as they hold for one occurrence.
    package func event(at occurrence: OccurrenceID) -> Event {
        var event = event
        if let override = overrides[occurrence] { event.set(override.fields) }
        event.when = overrides[occurrence]?.when ?? event.when.moved(to: occurrence.start)
        return event
    }
}

/// Where in the log, and when, a change is applied.
package struct Moment: Hashable, Sendable {
    /// The entry's position.
    package let position: Int
    /// When the entry was recorded, or its change announced; in milliseconds since 1970.
    package let milliseconds: Int64

    package init(position: Int, milliseconds: Int64) {
        self.position = position
        self.milliseconds = milliseconds
    }

    var seconds: Int64 { milliseconds / 1_000 }
}
