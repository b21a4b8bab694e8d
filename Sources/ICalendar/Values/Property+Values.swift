extension Property {
    /// The type of the values: that of the VALUE parameter, or else the property's own.
    public var valueType: ValueType {
        guard let name = self[.value] else { return name.defaultType }
        return ValueType(name) ?? .unknown
    }

    /// The values, decoded by their type. Properties that hold no list (RFC 5545, section 3.8) have one.
    ///
    /// - Throws: where the text is not of the type; nothing is guessed.
    public func values() throws(ValueError) -> [Value] {
        let type = valueType
        if let count = name.parts {
            var parts: [Value] = []
            let texts =
                type == .text ? EscapedText.parts(value, at: .semicolon) : value.separated(by: ";").map(String.init)
            guard count ~= texts.count else {
                let expected = count.map(String.init).joined(separator: " or ")
                throw ValueError(self, value: value, expected: "\(expected) parts with semicolons between them")
            }
            for text in texts { parts.append(try decode(text, as: type, isEscaped: false)) }
            return [.structured(parts)]
        }
        guard name.isList(of: type) else { return [try decode(value, as: type, isEscaped: true)] }
        if type == .text { return texts.map { .text($0) } }
        var values: [Value] = []
        for text in value.separated(by: ",") { values.append(try decode(String(text), as: type, isEscaped: true)) }
        return values
    }

    /// A property with values of one type. The VALUE parameter is added where it is not the property's own type.
    public init(_ name: PropertyName, parameters: [Parameter] = [], values: [Value]) {
        var parameters = parameters
        if values.first?.type == .binary { parameters.addEncoding() }
        if let type = values.first?.type, type != name.defaultType, !parameters.contains(where: { $0.name == .value }) {
            parameters.insert(Parameter(.value, type.text), at: 0)
        }
        self.init(name, parameters: parameters, value: values.lazy.map(\.encoded).joined(separator: ","))
    }

    private func decode(_ text: String, as type: ValueType, isEscaped: Bool) throws(ValueError) -> Value {
        if type == .text { return .text(isEscaped ? EscapedText.unescape(text) : text) }
        if type == .recurrence {
            do {
                return .recurrence(try RecurrenceRule(text))
            } catch {
                throw ValueError(self, value: text, expected: "a RECUR (\(error))")
            }
        }
        guard let value = Value(text, as: type) else {
            throw ValueError(self, value: text, expected: Value.form(of: type))
        }
        return value
    }
}

extension [Parameter] {
    /// ENCODING=BASE64, which BINARY must have (RFC 5545, section 3.2.7), if it is not there.
    mutating func addEncoding() {
        if !contains(where: { $0.name == .encoding }) { append(Parameter(.encoding, "BASE64")) }
    }
}

extension Component {
    /// What is wrong with the values of this component, in order, and then with those of the components inside: each fault
    /// with its line.
    public var valueErrors: [ValueError] {
        var errors: [ValueError] = []
        for property in properties {
            do {
                _ = try property.values()
            } catch {
                errors.append(error)
            }
        }
        return components.reduce(into: errors) { $0 += $1.valueErrors }
    }
}
