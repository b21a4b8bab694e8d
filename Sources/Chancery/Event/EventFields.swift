internal import CanonicalJSON

/// Some of an event's fields, as a change carries them; nil where the change says nothing of a field.
package struct EventFields: Hashable, Sendable {
    package var title: LocalizedText?
    package var description: LocalizedText?
    package var kind: String?
    package var when: When?
    package var place: Place?
    package var parties: [String]?
    package var participants: [Participant]?
    package var status: Event.Status?
    package var classification: Event.Classification?
    package var categories: [String]?
    package var links: [Link]?
    package var related: [Relation]?
    package var reminders: [ReminderRule]?

    package init() {}

    /// All the fields of an event.
    init(_ event: Event) {
        (title, description, kind, when, place) = (event.title, event.description, event.kind, event.when, event.place)
        (parties, participants, categories) = (event.parties, event.participants, event.categories)
        (status, classification) = (event.status, event.classification)
        (links, related, reminders) = (event.links, event.related, event.reminders)
    }

    /// The fields that an event can be without.
    package enum Optional: String, Hashable, Sendable, CaseIterable {
        case description, place, parties, participants, categories, links, related, reminders
    }

    /// Reads the value of a field; answers false, with nothing read, where the key names none.
    @inline(__always)
    mutating func read(_ key: JSONText, from reader: inout JSONReader, isDraft: Bool) throws(FieldFault) -> Bool {
        switch key {
        case "title":
            title = try reader.field("title") { (reader) throws(FieldFault) in try LocalizedText(reading: &reader) }
        case "description":
            description = try reader.field("description") { (reader) throws(FieldFault) in
                try LocalizedText(reading: &reader)
            }
        case "kind": kind = try reader.string(of: "kind")
        case "when":
            when = try reader.field("when") { (reader) throws(FieldFault) in
                try When(reading: &reader, isDraft: isDraft)
            }
        case "place":
            place = try reader.field("place") { (reader) throws(FieldFault) in
                try Place(reading: &reader, isDraft: isDraft)
            }
        case "parties": parties = try reader.strings(of: "parties")
        case "participants":
            participants = try reader.list(of: "participants") { (reader) throws(FieldFault) in
                try Participant(reading: &reader, isDraft: isDraft)
            }
        case "status":
            status = try reader.parsed(
                of: "status", expected: "\"tentative\" or \"confirmed\"", Event.Status.init(rawValue:))
        case "classification":
            classification = try reader.parsed(
                of: "classification", expected: "\"public\", \"private\" or \"confidential\"",
                Event.Classification.init(rawValue:))
        case "categories": categories = try reader.strings(of: "categories")
        case "links":
            links = try reader.list(of: "links") { (reader) throws(FieldFault) in
                try Link(reading: &reader, isDraft: isDraft)
            }
        case "related":
            related = try reader.list(of: "related") { (reader) throws(FieldFault) in
                try Relation(reading: &reader, isDraft: isDraft)
            }
        case "reminders":
            reminders = try reader.list(of: "reminders") { (reader) throws(FieldFault) in
                try ReminderRule(reading: &reader, isDraft: isDraft)
            }
        default: return false
        }
        return true
    }
}

extension Event {
    /// A new event; it needs a title, a kind and a `when`.
    init(uid: String, _ fields: EventFields) throws(FieldFault) {
        guard let title = fields.title else {
            throw FieldFault(.missingField, "a new event needs a title", at: ["title"])
        }
        guard let kind = fields.kind else {
            throw FieldFault(.missingField, "a new event needs a kind (\"meeting\")", at: ["kind"])
        }
        guard let when = fields.when else {
            throw FieldFault(
                .missingField, "a new event needs a date ({\"undetermined\":true} where none is known)", at: ["when"])
        }
        self.init(uid: uid, title: title, kind: kind, when: when)
        set(fields)
    }

    /// Takes over the fields that are there.
    mutating func set(_ fields: EventFields) {
        if let title = fields.title { self.title = title }
        if let description = fields.description { self.description = description }
        if let kind = fields.kind { self.kind = kind }
        if let when = fields.when { self.when = when }
        if let place = fields.place { self.place = place }
        if let parties = fields.parties { self.parties = parties }
        if let participants = fields.participants { self.participants = participants }
        if let status = fields.status { self.status = status }
        if let classification = fields.classification { self.classification = classification }
        if let categories = fields.categories { self.categories = categories }
        if let links = fields.links { self.links = links }
        if let related = fields.related { self.related = related }
        if let reminders = fields.reminders { self.reminders = reminders }
    }

    /// Empties a field.
    mutating func clear(_ field: EventFields.Optional) {
        switch field {
        case .description: description = nil
        case .place: place = nil
        case .parties: parties = []
        case .participants: participants = []
        case .categories: categories = []
        case .links: links = []
        case .related: related = []
        case .reminders: reminders = nil
        }
    }
}

extension Participant {
    init(reading reader: inout JSONReader, isDraft: Bool) throws(FieldFault) {
        var name, role, party, part: String?
        try reader.object { (key, reader) throws(FieldFault) in
            switch key {
            case "name": name = try reader.string(of: "name")
            case "role": role = try reader.string(of: "role")
            case "party": party = try reader.string(of: "party")
            case "part": part = try reader.string(of: "part")
            default: try reader.unknown(key, isDraft: isDraft)
            }
        }
        guard let name else { throw FieldFault(.missingField, "a participant needs a name", at: ["name"]) }
        self.init(name: name, role: role, party: party, part: part)
    }
}

extension Link {
    init(reading reader: inout JSONReader, isDraft: Bool) throws(FieldFault) {
        var href, title: String?
        try reader.object { (key, reader) throws(FieldFault) in
            switch key {
            case "href": href = try reader.string(of: "href")
            case "title": title = try reader.string(of: "title")
            default: try reader.unknown(key, isDraft: isDraft)
            }
        }
        guard let href else { throw FieldFault(.missingField, "a link needs its address", at: ["href"]) }
        self.init(href: href, title: title)
    }
}

extension Relation {
    init(reading reader: inout JSONReader, isDraft: Bool) throws(FieldFault) {
        var (uid, relation) = (String?.none, Kind?.none)
        try reader.object { (key, reader) throws(FieldFault) in
            switch key {
            case "uid": uid = try reader.string(of: "uid")
            case "relation":
                relation = try reader.parsed(
                    of: "relation", expected: "parent, child, sibling, first, next or depends-on", Kind.init(rawValue:))
            default: try reader.unknown(key, isDraft: isDraft)
            }
        }
        guard let uid else { throw FieldFault(.missingField, "a relation needs the other event's uid", at: ["uid"]) }
        guard let relation else {
            throw FieldFault(.missingField, "a relation says which it is (\"parent\")", at: ["relation"])
        }
        self.init(uid: uid, relation: relation)
    }
}
