import CanonicalJSON

/// Writes jCal (RFC 7265, section 3) to one buffer.
struct JCalWriter {
    /// What was written.
    private(set) var bytes: [UInt8] = []

    mutating func write(stream components: [Component]) {
        writeArray(components) { $0.write($1) }
    }

    mutating func write(_ component: Component) {
        write("[")
        write(name: component.name)
        write(",")
        writeArray(component.properties) { $0.write($1) }
        write(",")
        writeArray(component.components) { $0.write($1) }
        write("]")
    }

    private mutating func write(_ property: Property) {
        let start = bytes.count
        if !writeTyped(property) {
            bytes.removeLast(bytes.count - start)
            // Section 5: as it stands. All parameters remain, also VALUE, which the type does not say here.
            writeStart(of: property, type: .unknown) { _ in true }
            write(string: property.value)
        }
        write("]")
    }

    /// Writes a property, but for the bracket at the end; false if its values are not of its type, so that what was
    /// written is to be taken back.
    private mutating func writeTyped(_ property: Property) -> Bool {
        let type = property.valueType
        let types = property.parameters.lazy.filter { $0.name == .value }
        guard type != .unknown || types.isEmpty, types.count <= 1, types.allSatisfy({ $0.values.count == 1 }) else {
            return false
        }
        // Section 3.1: only BINARY stays encoded.
        let isEncoded = type != .binary && property[.encoding]?.isName("BASE64") == true
        guard let text = isEncoded ? Self.decoded(property.value, as: type) : property.value else { return false }
        writeStart(of: property, type: type) { $0 != .value && !(isEncoded && $0 == .encoding) }

        if let count = property.name.parts, type != .unknown {
            let texts = texts(of: text, type: type, at: .semicolon)
            return count ~= texts.count && writeArray(texts) { $0.write($1, as: type) }
        }
        guard property.name.isList(of: type) else {
            return write(type == .text ? EscapedText.unescape(text) : text, as: type)
        }
        return writeList(texts(of: text, type: type, at: .comma)) { $0.write($1, as: type) }
    }

    /// What was encoded in BASE64, as it would stand in a content line; nil if it could not.
    private static func decoded(_ text: String, as type: ValueType) -> String? {
        guard type != .unknown, let octets = Base64.decode(text), let text = String(validating: octets, as: UTF8.self)
        else { return nil }
        let value = type == .text ? EscapedText.escape(text) : text
        return value.utf8.contains(where: isControl) ? nil : value
    }

    private func texts(of value: String, type: ValueType, at separator: EscapedText.Separator) -> [String] {
        if type == .text { return EscapedText.parts(value, at: separator) }
        return value.separated(by: separator.rawValue).map(String.init)
    }

    /// Writes a property up to its values, with the parameters that are kept.
    private mutating func writeStart(
        of property: Property, type: ValueType, keeping isKept: (ParameterName) -> Bool
    ) {
        write("[")
        write(name: property.name)
        write(",{")
        writeList(Self.merged(property.parameters.filter { isKept($0.name) })) { writer, parameter in
            writer.write(name: parameter.name)
            writer.write(":")
            if let value = parameter.values.first, parameter.values.count == 1 {
                writer.write(string: value)
            } else {
                writer.writeArray(parameter.values) { $0.write(string: $1) }
            }
            return true
        }
        write("},")
        write(name: type)
        write(",")
    }

    /// The same parameters, each name once: an object cannot have it twice.
    private static func merged(_ parameters: [Parameter]) -> [(name: ParameterName, values: [String])] {
        var merged: [(name: ParameterName, values: [String])] = []
        var places: [ParameterName: Int] = [:]
        for parameter in parameters {
            if parameters.count > 1, let place = places.updateValue(merged.count, forKey: parameter.name) {
                places[parameter.name] = place
                merged[place].values += parameter.values
            } else {
                merged.append((parameter.name, parameter.values))
            }
        }
        return merged
    }

    // MARK: Values (section 3.6)

    /// Writes one value, TEXT not escaped and others as a content line has them; false if it is not of that type.
    private mutating func write(_ text: String, as type: ValueType) -> Bool {
        switch type {
        case .recurrence: return write(rule: text)
        case .float, .integer:
            guard Value(text, as: type) != nil else { return false }
            write(JCalForm.number(text))
        case .boolean:
            guard case .boolean(let value) = Value(text, as: type) else { return false }
            write(value ? "true" : "false")
        case .date, .dateTime, .time, .utcOffset:
            guard let text = JCalForm.extended(text, as: type) else { return false }
            write(string: text)
        case .period:
            guard Value(text, as: type) != nil else { return false }
            let ends = text.split(separator: "/").map { JCalForm.extended($0, as: .dateTime) ?? String($0) }
            writeArray(ends) { $0.write(string: $1) }
        case .binary, .duration:
            guard Value(text, as: type) != nil else { return false }
            write(string: text)
        default: write(string: text)
        }
        return true
    }

    // MARK: JSON

    mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func write(string: String) { JSONValue.write(string, to: &bytes) }

    /// A name in quotes and lower case.
    private mutating func write(name: Token<some Any>) {
        write("\"")
        // A hyphen and digits are the same in lower case.
        for byte in name.text.utf8 { bytes.append(byte | 0x20) }
        write("\"")
    }

    /// Writes elements with commas between; false as soon as one is not written.
    @discardableResult
    mutating func writeList<Element>(
        _ elements: some Sequence<Element>, _ write: (inout JCalWriter, Element) -> Bool
    ) -> Bool {
        var isFirst = true
        for element in elements {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            guard write(&self, element) else { return false }
        }
        return true
    }

    private mutating func writeArray<Element>(
        _ elements: some Sequence<Element>, _ write: (inout JCalWriter, Element) -> Bool
    ) -> Bool {
        bytes.append(UInt8(ascii: "["))
        defer { bytes.append(UInt8(ascii: "]")) }
        return writeList(elements, write)
    }

    private mutating func writeArray<Element>(
        _ elements: some Sequence<Element>, _ write: (inout JCalWriter, Element) -> Void
    ) {
        _ = writeArray(elements) { (writer: inout JCalWriter, element: Element) -> Bool in
            write(&writer, element)
            return true
        }
    }
}
