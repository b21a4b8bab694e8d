import CanonicalJSON

/// Reads values (RFC 7265, section 3.6).
extension JCalReader {
    /// The values of a property as one, as a content line has it.
    mutating func values(of name: PropertyName, type: ValueType) throws(JSONError) -> String {
        try next("a value")
        // Section 5.2: taken over as it is.
        let isOne = type == .unknown || !name.isList(of: type) && name.defaultType != .unknown
        var value: String
        if let count = name.parts, type != .unknown {
            let start = json.offset
            guard try json.peek() == .array else { throw fault("an array with the parts of the value") }
            let parts = try oneOrMore { (reader) throws(JSONError) in try reader.value(of: type) }
            guard count ~= parts.count else {
                throw fault("\(count.map(String.init).joined(separator: " or ")) parts of the value", at: start)
            }
            value = parts.joined(separator: ";")
        } else {
            value = try self.value(of: type)
        }
        while try json.nextElement() {
            guard !isOne else { throw fault("one value of \(name)") }
            value += ","
            value += try self.value(of: type)
        }
        return value
    }

    /// The next value as a content line has it.
    private mutating func value(of type: ValueType) throws(JSONError) -> String {
        switch type {
        case .boolean:
            guard try json.peek() == .bool else { throw fault("true or false") }
            return try json.bool() ? "TRUE" : "FALSE"
        case .float: return try number(JCalForm.expected(type)) { JCalForm.float($0) }
        case .integer:
            return try number(JCalForm.expected(type)) { number in
                JCalForm.integer(number).map { String($0) }.flatMap { Value($0, as: .integer) == nil ? nil : $0 }
            }
        case .period: return try period()
        case .recurrence: return try rule()
        case .text:
            return EscapedText.escape(
                try text("a TEXT: a string", keeping: [UInt8(ascii: "\n"), UInt8(ascii: "\r")]))
        case .date, .dateTime, .time, .utcOffset:
            return try string(JCalForm.expected(type)) { JCalForm.basic($0, as: type) }
        case .binary, .duration:
            return try string(JCalForm.expected(type)) { Value($0, as: type) == nil ? nil : $0 }
        default: return try text("a string")
        }
    }

    /// Section 3.6.9: an array of two; one string in appendix B.2.
    private mutating func period() throws(JSONError) -> String {
        let expected = JCalForm.expected(.period)
        guard try json.peek() == .array else {
            return try string(expected) { text in
                JCalForm.period(text.split(separator: "/", omittingEmptySubsequences: false).map(String.init))
            }
        }
        let start = json.offset
        let ends = try oneOrMore { (reader) throws(JSONError) in try reader.string(expected) { $0 } }
        guard let period = JCalForm.period(ends) else { throw fault(expected, at: start) }
        return period
    }

    /// The next string, if `form` takes it.
    mutating func string(
        _ expected: @autoclosure () -> String, _ form: (String) -> String?
    ) throws(JSONError) -> String {
        guard try json.peek() == .string else { throw fault(expected()) }
        let text = try json.text()
        guard let value = form(try text.string()) else { throw fault(expected(), at: text.offset) }
        return value
    }

    /// The next string, without control characters but TAB and those that are allowed.
    mutating func text(
        _ expected: @autoclosure () -> String, keeping controls: [UInt8] = []
    ) throws(JSONError) -> String {
        guard try json.peek() == .string else { throw fault(expected()) }
        let text = try json.text()
        let string = try text.string()
        guard !string.utf8.contains(where: { isControl($0) && !controls.contains($0) }) else {
            throw fault("no control character", at: text.offset)
        }
        return string
    }

    /// The next number, if `form` takes its text.
    mutating func number(
        _ expected: @autoclosure () -> String, _ form: (String) -> String?
    ) throws(JSONError) -> String {
        guard try json.peek() == .number else { throw fault(expected()) }
        let start = json.offset
        guard let value = form(String(decoding: try json.number(), as: UTF8.self)) else {
            throw fault(expected(), at: start)
        }
        return value
    }

    /// One value, or an array of them.
    mutating func oneOrMore(
        _ value: (inout JCalReader) throws(JSONError) -> String
    ) throws(JSONError) -> [String] {
        guard try json.peek() == .array else { return [try value(&self)] }
        var values: [String] = []
        try json.enterArray()
        while try json.nextElement() { values.append(try value(&self)) }
        guard !values.isEmpty else { throw fault("an element in the array", at: json.offset - 1) }
        return values
    }
}
