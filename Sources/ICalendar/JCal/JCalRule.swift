import CanonicalJSON

/// The parts of a RECUR value, which is an object in jCal (RFC 7265, section 3.6.10; for RSCALE and SKIP, RFC 7529).
///
/// Only the form is looked at, not whether the numbers are those that RFC 5545 allows: see ``RecurrenceRule``.
private enum JCalRule {
    /// What a part is in JSON.
    enum Form {
        case word
        /// A DATE or DATE-TIME.
        case until
        case number
        /// One or more.
        case numbers
        /// One or more, a leap month as a word: `5L`.
        case months
        /// One or more words with signs: `-1SU`.
        case weekdays
    }

    static let forms: [String: Form] = [
        "FREQ": .word, "RSCALE": .word, "SKIP": .word, "WKST": .word, "UNTIL": .until, "COUNT": .number,
        "INTERVAL": .number, "BYSECOND": .numbers, "BYMINUTE": .numbers, "BYHOUR": .numbers, "BYMONTHDAY": .numbers,
        "BYYEARDAY": .numbers, "BYWEEKNO": .numbers, "BYSETPOS": .numbers, "BYMONTH": .months, "BYDAY": .weekdays,
    ]

    /// The number, as JSON has it; nil if it is none or too great.
    static func number(_ text: String) -> String? {
        JCalForm.integer(text).flatMap { JSONValue.integerRange.contains(Int64($0)) ? String($0) : nil }
    }

    /// The text, if it has nothing but letters, digits and hyphens, and perhaps plus signs.
    static func word(_ text: String, withSigns: Bool = false) -> String? {
        let isWord = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            case UInt8(ascii: "+"): withSigns
            default: false
            }
        }
        return isWord && !text.isEmpty ? text : nil
    }
}

extension JCalWriter {
    /// Writes a RECUR as an object; false if it is not one.
    mutating func write(rule text: String) -> Bool {
        var names: Set<String> = []
        write("{")
        let isRule = writeList(text.separated(by: ";")) { writer, part in
            guard let mark = part.firstIndex(of: "=") else { return false }
            // ASCII alone: other letters may become one of it.
            let name = String(decoding: part[..<mark].utf8.map { $0 & ($0 >= 0x61 ? 0xDF : 0xFF) }, as: UTF8.self)
            guard let form = JCalRule.forms[name], names.insert(name).inserted else { return false }
            writer.write("\"\(name.lowercased())\":")
            return writer.write(String(part[part.index(after: mark)...]), as: form)
        }
        write("}")
        return isRule && names.contains("FREQ")
    }

    private mutating func write(_ text: String, as form: JCalRule.Form) -> Bool {
        switch form {
        case .word: return write(string: JCalRule.word(text))
        case .until:
            return write(string: JCalForm.extended(text, as: .date) ?? JCalForm.extended(text, as: .dateTime))
        case .number: return write(number: text)
        case .numbers: return writeItems(of: text) { $0.write(number: $1) }
        case .months: return writeItems(of: text) { $0.write(number: $1) || $0.write(string: JCalRule.word($1)) }
        case .weekdays: return writeItems(of: text) { $0.write(string: JCalRule.word($1, withSigns: true)) }
        }
    }

    /// One alone, more in an array.
    private mutating func writeItems(
        of list: String, _ writeItem: (inout JCalWriter, String) -> Bool
    ) -> Bool {
        let items = list.separated(by: ",").map(String.init)
        if items.count > 1 { write("[") }
        let isWritten = writeList(items, writeItem)
        if items.count > 1 { write("]") }
        return isWritten
    }

    private mutating func write(number text: String) -> Bool {
        guard let number = Int(text).flatMap({ JCalRule.number(String($0)) }) else { return false }
        write(number)
        return true
    }

    private mutating func write(string: String?) -> Bool {
        guard let string else { return false }
        write(string: string)
        return true
    }
}

extension JCalReader {
    /// The next object as a RECUR, its parts in the order they have.
    mutating func rule() throws(JSONError) -> String {
        guard try json.peek() == .object else { throw fault(#"a RECUR such as {"freq":"DAILY","count":5}"#) }
        try json.enterObject()
        var names: Set<String> = []
        var parts: [String] = []
        while let key = try json.nextKey() {
            guard let name = try Self.token(key, ValueType.self)?.text, let form = JCalRule.forms[name] else {
                throw fault("a rule part of RFC 5545, section 3.3.10", at: key.offset)
            }
            path.append(name)
            guard names.insert(name).inserted else { throw JSONError(.duplicateKey(name), at: key.offset) }
            parts.append(try "\(name)=\(part(form))")
            path.removeLast()
        }
        guard names.contains("FREQ") else { throw fault(#""freq""#, at: json.offset - 1) }
        return parts.joined(separator: ";")
    }

    private mutating func part(_ form: JCalRule.Form) throws(JSONError) -> String {
        switch form {
        case .word: return try string("a word") { JCalRule.word($0) }
        case .until:
            return try string(#"a date such as "2025-04-14", or a date and time"#) { text in
                JCalForm.basic(text, as: .date) ?? JCalForm.basic(text, as: .dateTime)
            }
        case .number: return try wholeNumber()
        case .numbers:
            return try oneOrMore { (reader) throws(JSONError) in try reader.wholeNumber() }.joined(separator: ",")
        case .months:
            return try oneOrMore { (reader) throws(JSONError) in
                guard try reader.json.peek() == .string else { return try reader.wholeNumber() }
                return try reader.string("a month") { JCalRule.word($0) }
            }.joined(separator: ",")
        case .weekdays:
            return try oneOrMore { (reader) throws(JSONError) in
                try reader.string(#"a weekday such as "MO" or "-1SU""#) { JCalRule.word($0, withSigns: true) }
            }.joined(separator: ",")
        }
    }

    private mutating func wholeNumber() throws(JSONError) -> String {
        try number("a whole number") { JCalRule.number($0) }
    }
}
