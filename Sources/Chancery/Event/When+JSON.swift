package import CanonicalJSON
internal import ICalendar

extension When {
    /// Reads `{"date":…}`, `{"start":…,"zone":…}`, `{"approximate":…}` or `{"undetermined":true}`.
    init(reading reader: inout JSONReader, isDraft: Bool) throws(FieldFault) {
        var members = Members()
        try reader.object { (key, reader) throws(FieldFault) in
            switch key {
            case "date": members.date = try reader.date(of: "date")
            case "until": members.until = try reader.date(of: "until")
            case "start": members.start = try reader.time(of: "start")
            case "end": members.end = try reader.time(of: "end")
            case "zone": members.zone = try reader.string(of: "zone")
            case "approximate":
                members.approximate = try reader.parsed(
                    of: "approximate", expected: "a month or a year (2025-12, 2025)", ApproximateDate.init)
            case "undetermined":
                let isTrue = try reader.field("undetermined") { (reader) throws(FieldFault) in
                    do throws(JSONError) { return try reader.bool() } catch { throw FieldFault(json: error) }
                }
                guard isTrue else { throw FieldFault(.invalidValue, "expected true", at: ["undetermined"]) }
                members.undetermined = true
            case "repeat": members.repeat = try reader.string(of: "repeat")
            case "except": members.except = try reader.occurrences(of: "except")
            case "also": members.also = try reader.occurrences(of: "also")
            default: try reader.unknown(key, isDraft: isDraft)
            }
        }
        self = When(try members.form(), repetition: try members.repetition())
    }

    /// Reads what ``json`` writes; nil where it is no `when`.
    package init?(json: JSONValue) {
        let when = try? json.canonicalBytes.withUnsafeBufferPointer { (bytes) throws(FieldFault) in
            var reader = JSONReader(bytes)
            return try When(reading: &reader, isDraft: false)
        }
        guard let when else { return nil }
        self = when
    }

    /// The members as they were read, before it is known which form they make.
    private struct Members {
        var date, until: CivilDate?
        var start, end: CivilDateTime?
        var zone: String?
        var approximate: ApproximateDate?
        var undetermined = false
        var `repeat`: String?
        var except, also: [OccurrenceID]?

        func form() throws(FieldFault) -> Form {
            let forms = [date != nil, start != nil, approximate != nil, undetermined].count { $0 }
            guard forms == 1 else {
                throw FieldFault(
                    forms == 0 ? .missingField : .invalidValue,
                    "expected one of \"date\", \"start\", \"approximate\" and \"undetermined\"")
            }
            if start == nil {
                if end != nil { throw FieldFault(.invalidValue, "\"end\" goes with \"start\"", at: ["end"]) }
                if zone != nil { throw FieldFault(.invalidValue, "\"zone\" goes with \"start\"", at: ["zone"]) }
            }
            if date == nil, until != nil {
                throw FieldFault(.invalidValue, "\"until\" goes with \"date\"", at: ["until"])
            }
            if let date {
                guard date <= until ?? date else {
                    throw FieldFault(.endBeforeStart, "the last day lies before the first", at: ["until"])
                }
                return .days(first: date, last: until ?? date)
            }
            if let start {
                guard let zone else {
                    throw FieldFault(.missingField, "a time needs its zone (\"Asia/Tokyo\")", at: ["zone"])
                }
                guard start <= end ?? start else {
                    throw FieldFault(.endBeforeStart, "the end lies before the start", at: ["end"])
                }
                return .times(start: start, end: end, zone: zone)
            }
            if let approximate { return .approximate(year: approximate.year, month: approximate.month) }
            return .undetermined
        }

        func repetition() throws(FieldFault) -> Repetition? {
            guard `repeat` != nil || except != nil || also != nil else { return nil }
            guard date != nil || start != nil else {
                throw FieldFault(.invalidValue, "only a dated event can repeat", at: ["repeat"])
            }
            for (name, list) in [("except", except), ("also", also)] {
                for (index, item) in (list ?? []).enumerated() where item.isDay != (date != nil) {
                    throw FieldFault(
                        .invalidValue, "expected \(date != nil ? "a date" : "a date and time"), as the start is",
                        at: [name, String(index)])
                }
            }
            let first = date.map { CivilDateTime(date: $0) } ?? start
            if let first, let index = also?.firstIndex(where: { $0.start <= first }) {
                throw FieldFault(.endBeforeStart, "an added start lies after the first", at: ["also", String(index)])
            }
            return Repetition(
                rule: `repeat`, except: (except ?? []).map(\.start).sorted(), also: (also ?? []).map(\.start).sorted())
        }
    }
}

/// A year, or a month of a year.
struct ApproximateDate {
    let year: Int
    let month: Int?

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, first.utf8.count == 4, parts.count <= 2,
            let start = CivilDate(iso: parts.count == 1 ? "\(first)-01-01" : "\(text)-01")
        else { return nil }
        year = start.year
        month = parts.count == 1 ? nil : start.month
    }
}

extension JSONReader {
    mutating func date(of name: StaticString) throws(FieldFault) -> CivilDate {
        try parsed(of: name, expected: "a date (2025-04-14)") { CivilDate(iso: $0) }
    }

    mutating func time(of name: StaticString) throws(FieldFault) -> CivilDateTime {
        try parsed(of: name, expected: "a wall-clock time (2025-04-14T10:00)") { CivilDateTime(iso: $0) }
    }

    mutating func occurrences(of name: StaticString) throws(FieldFault) -> [OccurrenceID] {
        try list(of: name) { (reader) throws(FieldFault) in
            let text: String
            do throws(JSONError) { text = try reader.string() } catch { throw FieldFault(json: error) }
            guard let id = OccurrenceID(text) else {
                throw FieldFault(.invalidValue, "expected a date or a wall-clock time (2025-04-14, 2025-04-14T10:00)")
            }
            return id
        }
    }
}
