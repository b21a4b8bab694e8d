internal import CanonicalJSON
internal import ICalendar

/// One immutable fact about one event.
package struct Change: Hashable, Sendable {
    /// What happened.
    package enum Fact: Hashable, Sendable {
        case scheduled(Event)
        case revised(set: EventFields, clear: [EventFields.Optional], occurrence: OccurrenceID?)
        case rescheduled(When, occurrence: OccurrenceID?)
        case cancelled(occurrence: OccurrenceID?)
        case reinstated(occurrence: OccurrenceID?)
        case concluded(Outcome)
        case withdrawn
        case reminded(ReminderOutcome)
    }

    /// The UID of the event.
    package let event: String
    package let fact: Fact
    package let reason: String?
    /// When the world knew, in milliseconds since 1970; nil: when it was recorded.
    package let announced: Int64?
    /// Where it is known from. Only a draft's is kept: the log holds the rest, and the calendar has no use for it.
    let source: Source?
}

/// How an event ended.
package struct Outcome: Hashable, Sendable {
    package var text: LocalizedText?
    /// A communiqué, a declaration.
    package var links: [Link] = []
}

/// Where a change is known from.
struct Source: Hashable, Sendable {
    var title, publisher, link: String?
    var date: CivilDate?
}
