/// A named view of the calendar: which events, for whom, in which language.
package struct Feed: Hashable, Sendable {
    /// The name in its address: `/feeds/NAME.ics`.
    package var name: String
    package var title: String
    package var description: String?
    /// The language tag (BCP 47) of what subscribers read.
    package var language: String
    /// Only events of one of these parties; empty: of any.
    package var parties: Set<String> = []
    /// Only events of one of these kinds; empty: of any.
    package var kinds: Set<String> = []
    /// Which classifications are shown.
    package var classifications: Set<Event.Classification> = [.public]

    package init(name: String, title: String, description: String? = nil, language: String = "en") {
        self.name = name
        self.title = title
        self.description = description
        self.language = language
    }

    /// Whether the event stands in this feed, were it dated.
    package func shows(_ event: Event) -> Bool {
        classifications.contains(event.classification)
            && (kinds.isEmpty || kinds.contains(event.kind))
            && (parties.isEmpty || !parties.isDisjoint(with: event.parties))
    }
}
