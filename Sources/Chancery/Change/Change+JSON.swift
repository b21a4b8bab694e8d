package import CanonicalJSON
internal import ICalendar

extension Change {
    /// Reads a change. In a draft a field that is not known is refused; in a replay it is passed over.
    init(reading reader: inout JSONReader, isDraft: Bool) throws(FieldFault) {
        var members = Members()
        try reader.object { (key, reader) throws(FieldFault) in
            if try members.read(key, from: &reader, isDraft: isDraft) { return }
            guard try members.fields.read(key, from: &reader, isDraft: isDraft) else {
                return try reader.unknown(key, isDraft: isDraft)
            }
            if isDraft { members.fieldNames.append((try? key.string()) ?? "") }
        }
        guard let event = members.event else {
            throw FieldFault(.missingField, "a change names its event", at: ["event"])
        }
        guard let type = members.type else {
            throw FieldFault(.missingField, "a change says its type (\(Type.all))", at: ["type"])
        }
        self.init(
            event: event, fact: try members.fact(type, event: event, isDraft: isDraft), reason: members.reason,
            announced: members.announced, source: members.source)
    }

    /// The types of change, by the names that the log has for them.
    enum `Type`: String, CaseIterable {
        case scheduled, revised, rescheduled, cancelled, reinstated, concluded, withdrawn, reminded

        static let all = allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// The members as they were read: they come in the order of their names, and the type is one of the last.
    private struct Members {
        var event: String?
        var type: Type?
        var announced: Int64?
        var source: Source?
        var reason: String?
        var occurrence: OccurrenceID?
        /// The fields of the change, or those that it sets: no change has both.
        var fields = EventFields()
        /// The names of the fields that do not stand in `set`, in a draft.
        var fieldNames: [String] = []
        var hasSet = false
        var clear: [EventFields.Optional]?
        var outcome: LocalizedText?
        var reminder: ReminderOutcome?

        mutating func read(_ key: JSONText, from reader: inout JSONReader, isDraft: Bool) throws(FieldFault) -> Bool {
            switch key {
            case "event": event = try reader.string(of: "event")
            case "type": type = try reader.parsed(of: "type", expected: "a type of change", Type.init(rawValue:))
            case "announced":
                announced = try reader.parsed(
                    of: "announced", expected: "a date, a month, a year or a time in UTC (2025-01-28T09:00:00Z)",
                    Announced.milliseconds)
            case "source":
                source = try reader.field("source") { (reader) throws(FieldFault) in
                    guard isDraft else {
                        do throws(JSONError) { try reader.skip() } catch { throw FieldFault(json: error) }
                        return nil
                    }
                    return try Source(reading: &reader)
                }
            case "reason": reason = try reader.string(of: "reason")
            case "occurrence":
                occurrence = try reader.parsed(
                    of: "occurrence", expected: "the occurrence's original start (2025-04-14, 2025-04-14T10:00)",
                    OccurrenceID.init)
            case "set":
                hasSet = true
                try reader.field("set") { (reader) throws(FieldFault) in
                    try reader.object { (key, reader) throws(FieldFault) in
                        if try !fields.read(key, from: &reader, isDraft: isDraft) {
                            try reader.unknown(key, isDraft: isDraft)
                        }
                    }
                }
            case "clear":
                clear = try reader.list(of: "clear") { (reader) throws(FieldFault) in
                    let name: String
                    do throws(JSONError) { name = try reader.string() } catch { throw FieldFault(json: error) }
                    guard let field = EventFields.Optional(rawValue: name) else {
                        throw FieldFault(.invalidValue, "\"\(name.prefix(80))\" is no field that can be cleared")
                    }
                    return field
                }
            case "outcome":
                outcome = try reader.field("outcome") { (reader) throws(FieldFault) in
                    try LocalizedText(reading: &reader)
                }
            case "reminder":
                reminder = try reader.field("reminder") { (reader) throws(FieldFault) in
                    try ReminderOutcome(reading: &reader, isDraft: isDraft)
                }
            default: return false
            }
            return true
        }

        /// The fact that the members make, where none is missing and none is too much.
        func fact(_ type: Type, event: String, isDraft: Bool) throws(FieldFault) -> Fact {
            if isDraft { try refuseStrays(type) }
            switch type {
            case .scheduled: return .scheduled(try Event(uid: event, fields))
            case .revised:
                guard hasSet || clear != nil else {
                    throw FieldFault(.missingField, "a revision sets or clears fields", at: ["set"])
                }
                return .revised(set: fields, clear: clear ?? [], occurrence: occurrence)
            case .rescheduled:
                guard let when = fields.when else {
                    throw FieldFault(
                        .missingField, "expected the new date ({\"undetermined\":true} where none is known)",
                        at: ["when"])
                }
                return .rescheduled(when, occurrence: occurrence)
            case .cancelled: return .cancelled(occurrence: occurrence)
            case .reinstated: return .reinstated(occurrence: occurrence)
            case .concluded:
                guard outcome != nil || fields.links?.isEmpty == false else {
                    throw FieldFault(.missingField, "expected what came of it: a text, or links", at: ["outcome"])
                }
                return .concluded(Outcome(text: outcome, links: fields.links ?? []))
            case .withdrawn: return .withdrawn
            case .reminded:
                guard let reminder else {
                    throw FieldFault(.missingField, "expected what became of the reminder", at: ["reminder"])
                }
                return .reminded(reminder)
            }
        }

        /// Refuses members that do not go with the type: what is not understood must not look as if it were.
        private func refuseStrays(_ type: Type) throws(FieldFault) {
            let takesField: (String) -> Bool =
                switch type {
                case .scheduled: { _ in true }
                case .rescheduled: { $0 == "when" }
                case .concluded: { $0 == "links" }
                default: { _ in false }
                }
            let takesOccurrence = [.revised, .rescheduled, .cancelled, .reinstated].contains(type)
            let strays: [(name: String, isStray: Bool)] =
                fieldNames.map { ($0, !takesField($0)) } + [
                    ("occurrence", occurrence != nil && !takesOccurrence),
                    ("reason", reason != nil && (type == .scheduled || type == .reminded)),
                    ("set", hasSet && type != .revised),
                    ("clear", clear != nil && type != .revised),
                    ("outcome", outcome != nil && type != .concluded),
                    ("reminder", reminder != nil && type != .reminded),
                ]
            if let stray = strays.first(where: \.isStray) {
                throw FieldFault(.unknownField, "this field does not go with \"\(type.rawValue)\"", at: [stray.name])
            }
        }
    }
}

/// The forms of `announced`.
enum Announced {
    /// The first moment of a date, month or year in UTC, or a time in UTC; in milliseconds since 1970.
    static func milliseconds(_ text: String) -> Int64? {
        if let date = CivilDate(iso: text) { return Int64(date.daysSinceEpoch) * 86_400_000 }
        if let approximate = ApproximateDate(text) {
            return CivilDate(year: approximate.year, month: approximate.month ?? 1, day: 1)
                .map { Int64($0.daysSinceEpoch) * 86_400_000 }
        }
        guard text.hasSuffix("Z") else { return nil }
        return CivilDateTime(iso: text.dropLast()).map { $0.secondsSinceEpoch * 1_000 }
    }
}

extension Source {
    fileprivate init(reading reader: inout JSONReader) throws(FieldFault) {
        try reader.object { (key, reader) throws(FieldFault) in
            switch key {
            case "title": title = try reader.string(of: "title")
            case "publisher": publisher = try reader.string(of: "publisher")
            case "date": date = try reader.date(of: "date")
            case "link": link = try reader.string(of: "link")
            default: try reader.unknown(key, isDraft: true)
            }
        }
    }
}

extension ReminderOutcome {
    fileprivate init(reading reader: inout JSONReader, isDraft: Bool) throws(FieldFault) {
        var (id, delivered, missed, superseded, isLate) = (
            String?.none, String?.none, String?.none, String?.none, false
        )
        try reader.object { (key, reader) throws(FieldFault) in
            switch key {
            case "id": id = try reader.string(of: "id")
            case "delivered": delivered = try reader.string(of: "delivered")
            case "missed": missed = try reader.string(of: "missed")
            case "superseded": superseded = try reader.string(of: "superseded")
            case "late":
                do throws(JSONError) { isLate = try reader.bool() } catch { throw FieldFault(json: error) }
            default: try reader.unknown(key, isDraft: isDraft)
            }
        }
        let told = delivered.map { (isLate ? Result.late : .delivered, $0) }
        let untold = missed.map { (Result.missed, $0) } ?? superseded.map { (Result.superseded, $0) }
        guard let id, let (result, time) = told ?? untold else {
            throw FieldFault(
                .missingField, "expected the reminder's id, and when it was delivered, missed or superseded")
        }
        self.init(id: id, result: result, time: time)
    }

    /// The change that records it.
    package func change(event: String) -> JSONValue {
        let reminder: JSONValue =
            switch result {
            case .delivered, .late: ["id": .string(id), "delivered": .string(time), "late": .bool(result == .late)]
            case .missed, .superseded: ["id": .string(id), result.rawValue: .string(time)]
            }
        return ["event": .string(event), "type": "reminded", "reminder": reminder]
    }
}
