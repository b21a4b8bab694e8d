internal import CanonicalJSON

/// Why a change cannot be taken, and which of its fields is at fault.
package struct FieldFault: Error, Hashable {
    /// The kinds of refusal, by the names that the control interface gives them.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// No event has this UID.
        case unknownEvent
        /// An event has this UID already.
        case alreadyScheduled
        /// The event was withdrawn.
        case withdrawnEvent
        /// The change does not fit the event's state: cancelled twice, reinstated without being cancelled, …
        case wrongState
        /// The repeating event has no such occurrence.
        case unknownOccurrence
        /// The end lies before the start.
        case endBeforeStart
        /// The system's zone database has no such time zone.
        case unknownZone
        /// Not an RFC 5545 recurrence rule.
        case invalidRule
        /// Not an ISO 3166-1 alpha-2 code.
        case invalidCountry
        /// More bytes or items than allowed.
        case tooLong
        /// The field is not known here.
        case unknownField
        /// A required field is absent.
        case missingField
        /// A value of another type or form was expected.
        case invalidValue
    }

    package let reason: Reason
    /// What was wrong and what was expected, for a person.
    package let message: String
    /// The way to the field, outermost first: `["when", "start"]`; empty for the change as a whole.
    package private(set) var path: [String]

    package init(_ reason: Reason, _ message: String, at path: [String] = []) {
        self.reason = reason
        self.message = message
        self.path = path
    }

    init(json error: JSONError) {
        switch error.reason {
        case .expected(let what): self.init(.invalidValue, "expected \(what)")
        case .notAnInteger:
            self.init(.invalidValue, "expected an integer within ±(2^53 - 1), without fraction or exponent")
        case .duplicateKey(let key): self.init(.invalidValue, "the key \"\(key)\" comes twice")
        case .invalidText: self.init(.invalidValue, "expected text in valid UTF-8")
        case .tooDeep: self.init(.invalidValue, "nested deeper than \(JSONReader.maximumDepth) levels")
        case .unexpectedEnd: self.init(.invalidValue, "the value is not complete")
        }
    }

    /// The same fault, seen from one level further out.
    func inside(_ field: String) -> FieldFault {
        FieldFault(reason, message, at: [field] + path)
    }
}

extension JSONReader {
    /// Reads an object; `member` must read the value of each key, or skip it.
    @inline(__always)
    mutating func object(_ member: (JSONText, inout JSONReader) throws(FieldFault) -> Void) throws(FieldFault) {
        do throws(JSONError) { try enterObject() } catch { throw FieldFault(json: error) }
        while true {
            let key: JSONText?
            do throws(JSONError) { key = try nextKey() } catch { throw FieldFault(json: error) }
            guard let key else { return }
            try member(key, &self)
        }
    }

    /// Reads an array; `element` must read each element, or skip it.
    @inline(__always)
    mutating func array(_ element: (inout JSONReader) throws(FieldFault) -> Void) throws(FieldFault) {
        do throws(JSONError) { try enterArray() } catch { throw FieldFault(json: error) }
        while true {
            let hasNext: Bool
            do throws(JSONError) { hasNext = try nextElement() } catch { throw FieldFault(json: error) }
            guard hasNext else { return }
            try element(&self)
        }
    }

    /// Reads the value of a field; a fault in it names the field.
    @inline(__always)
    mutating func field<Value>(
        _ name: StaticString, _ read: (inout JSONReader) throws(FieldFault) -> Value
    ) throws(FieldFault) -> Value {
        do throws(FieldFault) { return try read(&self) } catch { throw error.inside("\(name)") }
    }

    /// Reads the string of a field.
    @inline(__always)
    mutating func string(of name: StaticString) throws(FieldFault) -> String {
        do throws(JSONError) { return try string() } catch { throw FieldFault(json: error).inside("\(name)") }
    }

    /// Reads the string of a field as a value that has a written form.
    @inline(__always)
    mutating func parsed<Value>(
        of name: StaticString, expected: StaticString, _ parse: (String) -> Value?
    ) throws(FieldFault) -> Value {
        let text = try string(of: name)
        guard let value = parse(text) else {
            throw FieldFault(.invalidValue, "expected \(expected), not \"\(text.prefix(80))\"", at: ["\(name)"])
        }
        return value
    }

    /// Reads the list of a field; a fault names the field and the item.
    mutating func list<Item>(
        of name: StaticString, _ read: (inout JSONReader) throws(FieldFault) -> Item
    ) throws(FieldFault) -> [Item] {
        var items: [Item] = []
        try field(name) { (reader) throws(FieldFault) in
            try reader.array { (reader) throws(FieldFault) in
                do throws(FieldFault) {
                    items.append(try read(&reader))
                } catch {
                    throw error.inside(String(items.count))
                }
            }
        }
        return items
    }

    /// Reads the list of strings of a field.
    mutating func strings(of name: StaticString) throws(FieldFault) -> [String] {
        try list(of: name) { (reader) throws(FieldFault) in
            do throws(JSONError) { return try reader.string() } catch { throw FieldFault(json: error) }
        }
    }

    /// Deals with a field that is not known: refused in a draft, passed over in a replay, where a later version may
    /// have written it.
    mutating func unknown(_ key: JSONText, isDraft: Bool) throws(FieldFault) {
        do throws(JSONError) {
            guard isDraft else {
                try skip()
                return
            }
        } catch {
            throw FieldFault(json: error)
        }
        let name = (try? key.string()) ?? "?"
        throw FieldFault(.unknownField, "there is no such field here", at: [String(name.prefix(80))])
    }
}
