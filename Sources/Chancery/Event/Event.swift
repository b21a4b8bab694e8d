/// Something on the diplomatic calendar: consultations, a national day, a summit, a visit (an iCalendar VEVENT).
package struct Event: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable, CaseIterable { case tentative, confirmed }

    /// Who may see it (RFC 5545, CLASS).
    package enum Classification: String, Hashable, Sendable, CaseIterable {
        case `public`, `private`, confidential
    }

    /// The permanent UID.
    package let uid: String
    package var title: LocalizedText
    package var description: LocalizedText?
    /// A token: `summit`, `national-day`, …
    package var kind: String
    package var when: When
    package var place: Place?
    /// ISO 3166-1 alpha-2 codes and names of organisations.
    package var parties: [String] = []
    package var participants: [Participant] = []
    package var status = Status.confirmed
    package var classification = Classification.public
    package var categories: [String] = []
    package var links: [Link] = []
    package var related: [Relation] = []
    /// The event's own reminders; nil where the policy of the configuration holds.
    package var reminders: [ReminderRule]?

    package init(uid: String, title: LocalizedText, kind: String, when: When) {
        self.uid = uid
        self.title = title
        self.kind = kind
        self.when = when
    }
}

/// Somebody who takes part.
package struct Participant: Hashable, Sendable {
    package var name: String
    /// The office held: `Deputy Minister of Foreign Affairs`.
    package var role: String?
    /// The party that is represented.
    package var party: String?
    /// A token: `head-of-delegation`, `host`, `speaker`, …
    package var part: String?
}

/// A web address and what is found there.
package struct Link: Hashable, Sendable {
    package var href: String
    package var title: String?
}

/// How another event is related to this one (RFC 5545, RELATED-TO).
package struct Relation: Hashable, Sendable {
    package var uid: String
    package var relation: Kind

    /// RELTYPE of RFC 5545 and RFC 9253.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case parent, child, sibling, first, next
        case dependsOn = "depends-on"
    }
}
