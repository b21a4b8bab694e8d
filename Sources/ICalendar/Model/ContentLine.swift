/// Takes one content line apart (RFC 5545, section 3.1, `contentline`).
///
///     DTSTART;TZID=Asia/Tokyo:20250127T100000
///     └name─┘ └─parameter───┘ └────value────┘
struct ContentLine {
    private let line: UnsafeBufferPointer<UInt8>
    private let facts: ContentLineReader.Facts
    private let mode: Component.ParsingMode
    private var position = 0
    /// Whether it is as RFC 5545 wants it, so far as it was read.
    private(set) var isStrict: Bool

    init(_ line: UnsafeBufferPointer<UInt8>, _ facts: ContentLineReader.Facts, mode: Component.ParsingMode) {
        self.line = line
        self.facts = facts
        self.mode = mode
        isStrict = facts.isStrict
    }

    /// What follows if the line begins with these letters, in either case.
    mutating func name(after marker: StaticString) throws(Component.ParseError) -> ComponentName? {
        let length = marker.utf8CodeUnitCount
        guard line.count >= length else {
            return nil
        }
        for index in 0..<length {
            let upper = line[index] & ~(line[index] >= UInt8(ascii: "a") ? 0x20 : 0)
            guard upper == marker.utf8Start[index] else {
                return nil
            }
        }
        var end = line.count
        if mode == .lenient {
            while end > length, line[end - 1] == UInt8(ascii: " ") || line[end - 1] == UInt8(ascii: "\t") { end -= 1 }
            if end < line.count { isStrict = false }
        }
        guard let name = ComponentName(utf8: UnsafeBufferPointer(rebasing: line[length..<end])) else {
            throw facts.fault("the name of a component")
        }
        return name
    }

    /// - Parameter file: That the line stands in.
    mutating func property(of file: [UInt8]) throws(Component.ParseError) -> Property {
        let nameEnd = end { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ";") }
        guard let name = PropertyName(utf8: UnsafeBufferPointer(rebasing: line[..<nameEnd])) else {
            throw facts.fault("the name of a property")
        }
        position = nameEnd
        var parameters: [Parameter] = []
        while has(UInt8(ascii: ";")) {
            parameters.append(try parameter(of: name))
        }
        guard has(UInt8(ascii: ":")) else {
            throw facts.fault("a colon before the value of \(name)")
        }
        var value = try text(position..<line.count)
        if facts.hasControls {
            guard mode == .lenient || !line[position...].contains(where: isControl) else {
                throw facts.fault("no control character in \(name)")
            }
            value = value.withoutControls()
        }
        let source = Source(of: file, facts.range, line: facts.number, isStrict: isStrict)
        return Property(name, parameters: parameters, checked: value, source: source)
    }

    private mutating func parameter(of property: PropertyName) throws(Component.ParseError) -> Parameter {
        let nameEnd = end { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ";") }
        let name = ParameterName(utf8: UnsafeBufferPointer(rebasing: line[position..<nameEnd]))
        position = nameEnd
        guard let name, has(UInt8(ascii: "=")) else {
            throw facts.fault("the name of a parameter of \(property), and =")
        }
        let first = try parameterValue(name)
        guard position < line.count, line[position] == UInt8(ascii: ",") else {
            return Parameter(name, checked: [first])
        }
        var values = [first]
        while has(UInt8(ascii: ",")) {
            values.append(try parameterValue(name))
        }
        return Parameter(name, checked: values)
    }

    private mutating func parameterValue(_ name: ParameterName) throws(Component.ParseError) -> String {
        let quote = UInt8(ascii: "\"")
        let isQuoted = has(quote)
        let start = position
        let end =
            isQuoted
            ? end { $0 == quote }
            : end {
                $0 == quote || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",")
            }
        position = end
        let raw = line[start..<end]
        let hasControls = facts.hasControls && raw.contains(where: isControl)
        guard mode == .lenient || !hasControls else {
            throw facts.fault("no control character in \(name)")
        }
        guard has(quote) == isQuoted else {
            throw facts.fault("a value of \(name) in quotes, or with none")
        }
        var value = try text(start..<end)
        if hasControls { value = value.withoutControls() }
        return raw.contains(UInt8(ascii: "^")) ? Self.withoutCarets(value) : value
    }

    /// Decodes the escapes of RFC 6868, section 3.2. A caret that is part of none stays.
    private static func withoutCarets(_ raw: String) -> String {
        var decoded: [UInt8] = []
        var isAfterCaret = false
        for byte in raw.utf8 {
            switch (isAfterCaret, byte) {
            case (false, UInt8(ascii: "^")):
                isAfterCaret = true
                continue
            case (true, UInt8(ascii: "n")): decoded.append(UInt8(ascii: "\n"))
            case (true, UInt8(ascii: "^")): decoded.append(UInt8(ascii: "^"))
            case (true, UInt8(ascii: "'")): decoded.append(UInt8(ascii: "\""))
            case (true, _): decoded += [UInt8(ascii: "^"), byte]
            case (false, _): decoded.append(byte)
            }
            isAfterCaret = false
        }
        if isAfterCaret { decoded.append(UInt8(ascii: "^")) }
        return String(decoding: decoded, as: UTF8.self)
    }

    private mutating func text(_ range: Range<Int>) throws(Component.ParseError) -> String {
        let bytes = UnsafeBufferPointer(rebasing: line[range])
        // There is nothing to validate, and validating costs more than the rest.
        if facts.isASCII { return String(decoding: bytes, as: UTF8.self) }
        if let text = String(validating: bytes, as: UTF8.self) {
            return text
        }
        guard mode == .lenient else {
            throw facts.fault("UTF-8")
        }
        isStrict = false
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The index of the next byte that ends something; that of the end of the line where there is none.
    private func end(where isEnd: (UInt8) -> Bool) -> Int {
        var index = position
        while index < line.count, !isEnd(line[index]) { index += 1 }
        return index
    }

    /// Goes past this byte, if it is next.
    private mutating func has(_ byte: UInt8) -> Bool {
        guard position < line.count, line[position] == byte else {
            return false
        }
        position += 1
        return true
    }
}
