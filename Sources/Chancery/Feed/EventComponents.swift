internal import ICalendar
internal import TimeZoneDatabase

/// An event's VEVENTs: the event itself, and one for each occurrence that differs (RFC 5545, 3.8.4.4).
struct EventComponents {
    private let record: EventRecord
    private let language: String
    private let zone: any LocalTimeRules
    private let isVisible: (String) -> Bool

    /// - Parameter isVisible: whether subscribers may know of an event of that UID; relations to others are left out.
    init(
        _ record: EventRecord, language: String, zones: TimeZoneDatabase, isVisible: @escaping (String) -> Bool
    ) {
        self.isVisible = isVisible
        self.record = record
        self.language = language
        zone = record.localTimeRules(in: zones)
    }

    var components: [Component] {
        let main = component(record.event, isCancelled: record.state == .cancelled, occurrence: nil)
        let overrides = record.overrides.filter { record.hasOccurrence($0.key, in: zone) }
        let others = overrides.sorted { $0.key < $1.key }.map { id, override in
            component(
                record.event(at: id), isCancelled: record.state == .cancelled || override.isCancelled, occurrence: id)
        }
        return [main] + others
    }

    private func component(_ event: Event, isCancelled: Bool, occurrence: OccurrenceID?) -> Component {
        var properties = [Property(.uid, text: event.uid)]
        properties += stamps
        if let occurrence { properties.append(recurrenceID(occurrence)) }
        properties += times(event.when)
        if occurrence == nil { properties += repetition(event.when) }
        properties.append(text(.summary, event.title))
        if let description = description(event) { properties.append(description) }
        if let place = event.place {
            if !place.line.isEmpty { properties.append(Property(.location, text: place.line)) }
            if let (latitude, longitude) = place.coordinates {
                properties.append(Property(.geo, value: "\(latitude);\(longitude)"))
            }
        }
        let status = isCancelled ? "CANCELLED" : event.status.rawValue.uppercased()
        properties.append(Property(.status, text: status))
        if event.classification != .public {
            properties.append(Property(.class, text: event.classification.rawValue.uppercased()))
        }
        properties.append(Property(.categories, texts: [event.kind] + event.categories))
        // An observance takes nobody's time.
        if event.kind == "observance" { properties.append(Property(.transp, text: "TRANSPARENT")) }
        if let link = (event.links + (record.outcome?.links ?? [])).first {
            properties.append(Property(.url, uri: link.href))
        }
        for related in event.related where isVisible(related.uid) {
            let type = Parameter(.reltype, related.relation.rawValue.uppercased())
            properties.append(
                Property(.relatedTo, parameters: related.relation == .parent ? [] : [type], text: related.uid))
        }
        return Component(.event, properties: properties)
    }

    // MARK: Times

    /// What says which version this is. All components of an event share it: a change of one occurrence is a new
    /// version of all.
    private var stamps: [Property] {
        func utc(_ name: PropertyName, _ seconds: Int64) -> Property? {
            CivilDateTime(secondsSinceEpoch: seconds).map { Property(name, utc: $0) }
        }
        return [
            utc(.dtstamp, record.lastModified), utc(.created, record.created), utc(.lastModified, record.lastModified),
            Property(.sequence, integer: record.sequence),
        ].compactMap(\.self)
    }

    private func recurrenceID(_ occurrence: OccurrenceID) -> Property {
        switch (occurrence, record.event.when.zone) {
        case (.time(let time), let zone?): Property(.recurrenceID, local: time, timeZone: zone)
        default: Property(.recurrenceID, date: occurrence.start.date)
        }
    }

    private func times(_ when: When) -> [Property] {
        switch when.form {
        case .days(let first, let last):
            // DTEND is the day after the last one (RFC 5545, 3.6.1).
            let end = last.advanced(byDays: 1).map { Property(.dtend, date: $0) }
            return [Property(.dtstart, date: first), end].compactMap(\.self)
        case .times(let start, let end, let zone):
            let properties = [Property(.dtstart, local: start, timeZone: zone)]
            guard let end, end > start else { return properties }
            return properties + [Property(.dtend, local: end, timeZone: zone)]
        case .approximate, .undetermined: return []
        }
    }

    private func repetition(_ when: When) -> [Property] {
        guard let repetition = when.repetition else { return [] }
        var properties: [Property] = []
        if let rule = repetition.rule { properties.append(Property(.rrule, value: rule)) }
        for (name, starts) in [(PropertyName.exdate, repetition.except), (.rdate, repetition.also)] {
            for start in starts {
                if let zone = when.zone {
                    properties.append(Property(name, local: start, timeZone: zone))
                } else {
                    properties.append(Property(name, date: start.date))
                }
            }
        }
        return properties
    }

    // MARK: Texts

    private func text(_ name: PropertyName, _ text: LocalizedText) -> Property {
        Property(name, text: text.text(in: language))
    }

    /// The description with what plain clients have no property for: who takes part, what came of it, where to read on.
    private func description(_ event: Event) -> Property? {
        var paragraphs: [String] = []
        if let description = event.description { paragraphs.append(description.text(in: language)) }
        if !event.parties.isEmpty { paragraphs.append("Parties: " + event.parties.joined(separator: ", ")) }
        if !event.participants.isEmpty { paragraphs.append(event.participants.map(\.line).joined(separator: "\n")) }
        if let outcome = record.outcome?.text { paragraphs.append("Outcome: " + outcome.text(in: language)) }
        let links = event.links + (record.outcome?.links ?? [])
        if !links.isEmpty {
            paragraphs.append(
                links.map { [$0.title, $0.href].compactMap(\.self).joined(separator: ": ") }.joined(separator: "\n"))
        }
        return paragraphs.isEmpty ? nil : Property(.description, text: paragraphs.joined(separator: "\n\n"))
    }
}

extension Participant {
    /// The participant in one line: `Akhmet Gurbanov, Deputy Minister of Foreign Affairs (TM)`.
    package var line: String {
        [name, role].compactMap(\.self).joined(separator: ", ") + (party.map { " (\($0))" } ?? "")
    }
}
