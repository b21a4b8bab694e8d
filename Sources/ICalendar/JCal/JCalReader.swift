import CanonicalJSON

/// Reads components out of jCal (RFC 7265, section 4), front to back.
struct JCalReader {
    var json: JSONReader
    /// The names of what is being read, from the outermost component on.
    var path: [String] = []
    private var depth = 0
    private var lines = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        // The deepest that can be right: a stream, two arrays a component, and in the last the arrays of properties, of
        // a property, and of its values or in its parameters.
        json = JSONReader(bytes, maximumDepth: 1 + 2 * ComponentReader.deepestNesting + 4)
    }

    mutating func stream() throws(JSONError) -> [Component] {
        var ahead = json
        try ahead.enterArray()
        if try ahead.nextElement(), try ahead.peek() == .string { return [try component()] }
        var components: [Component] = []
        try json.enterArray()
        while try json.nextElement() { components.append(try component()) }
        return components
    }

    mutating func component() throws(JSONError) -> Component {
        try enterArray("a component: an array")
        let start = json.offset - 1
        guard depth < ComponentReader.deepestNesting else {
            throw fault("at most \(ComponentReader.deepestNesting) components inside each other", at: start)
        }
        depth += 1
        // BEGIN and END.
        try count(lines: 2)
        let name: ComponentName = try nextName("the name of a component: a string")
        path.append(name.text)
        var properties: [Property] = []
        try nextArray("an array of properties")
        while try json.nextElement() { properties.append(try property()) }
        var components: [Component] = []
        try nextArray("an array of components")
        while try json.nextElement() { components.append(try component()) }
        try endOfArray("a component: a name, properties, components and nothing more")
        path.removeLast()
        depth -= 1
        return Component(name, properties: properties, components: components)
    }

    // MARK: Properties

    private mutating func property() throws(JSONError) -> Property {
        try enterArray("a property: an array")
        let start = json.offset - 1
        try count(lines: 1)
        let name: PropertyName = try nextName("the name of a property: a string")
        path.append(name.text)
        try next("an object of parameters")
        var parameters = try parameters()
        let type: ValueType = try nextName("the type of the value: a string")
        let value = try values(of: name, type: type)
        try check(parameters, type: type, at: start)
        if type != .unknown, type != name.defaultType { parameters.insert(Parameter(.value, type.text), at: 0) }
        if type == .binary { parameters.addEncoding() }
        let length = parameters.reduce(name.text.utf8.count + value.utf8.count) { length, parameter in
            parameter.values.reduce(length + parameter.name.text.utf8.count) { $0 + $1.utf8.count }
        }
        guard length <= ContentLineReader.longestLine else {
            throw fault("at most \(ContentLineReader.longestLine) octets in a property", at: start)
        }
        path.removeLast()
        return Property(name, parameters: parameters, checked: value)
    }

    /// Refuses parameters that say something about the value that is not so.
    private func check(_ parameters: [Parameter], type: ValueType, at offset: Int) throws(JSONError) {
        guard type != .unknown else { return }
        for parameter in parameters {
            if parameter.name == .value { throw fault("no VALUE among the parameters: the type says it", at: offset) }
            if parameter.name == .encoding, type != .binary, parameter.values.contains(where: { $0.isName("BASE64") }) {
                throw fault("nothing in BASE64 but BINARY", at: offset)
            }
        }
    }

    private mutating func parameters() throws(JSONError) -> [Parameter] {
        var parameters: [Parameter] = []
        var names: Set<ParameterName> = []
        guard try json.peek() == .object else { throw fault("an object of parameters") }
        try json.enterObject()
        while let key = try json.nextKey() {
            guard let name = try Self.token(key, ParameterName.self) else {
                throw fault("the name of a parameter", at: key.offset)
            }
            guard names.insert(name).inserted else {
                throw JSONError(.duplicateKey(String(name.text.prefix(64))), at: key.offset)
            }
            let values = try oneOrMore { (reader) throws(JSONError) in
                try reader.text("a string or an array of strings", keeping: [UInt8(ascii: "\n")])
            }
            parameters.append(Parameter(name, checked: values))
        }
        return parameters
    }

    // MARK: Arrays

    /// An error at the next byte, or elsewhere.
    func fault(_ expected: String, at offset: Int? = nil) -> JSONError {
        JSONError(.expected(expected), at: offset ?? json.offset)
    }

    private mutating func enterArray(_ expected: @autoclosure () -> String) throws(JSONError) {
        guard try json.peek() == .array else { throw fault(expected()) }
        try json.enterArray()
    }

    /// Goes to the next element, which must be there.
    mutating func next(_ expected: @autoclosure () -> String) throws(JSONError) {
        guard try json.nextElement() else { throw fault(expected(), at: json.offset - 1) }
    }

    private mutating func nextArray(_ expected: @autoclosure () -> String) throws(JSONError) {
        try next(expected())
        try enterArray(expected())
    }

    private mutating func nextName<Subject>(_ expected: @autoclosure () -> String) throws(JSONError) -> Token<Subject> {
        try next(expected())
        guard try json.peek() == .string else { throw fault(expected()) }
        let text = try json.text()
        guard let name = try Self.token(text, Token<Subject>.self) else {
            throw fault("\(expected()) of letters, digits and hyphens", at: text.offset)
        }
        return name
    }

    static func token<Subject>(_ text: JSONText, _: Token<Subject>.Type) throws(JSONError) -> Token<Subject>? {
        guard let bytes = text.utf8 else { return Token(try text.string()) }
        return Token(utf8: bytes)
    }

    private mutating func endOfArray(_ expected: @autoclosure () -> String) throws(JSONError) {
        guard try !json.nextElement() else { throw fault(expected()) }
    }

    /// Counts what would be lines in iCalendar.
    private mutating func count(lines more: Int) throws(JSONError) {
        lines += more
        guard lines <= ContentLineReader.mostLines else {
            throw fault("at most \(ContentLineReader.mostLines) lines as iCalendar", at: json.offset - 1)
        }
    }
}
