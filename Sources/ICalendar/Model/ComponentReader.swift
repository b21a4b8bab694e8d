/// Reads components out of content lines.
struct ComponentReader {
    private var lines: ContentLineReader
    /// Within `lines.line`.
    private var position = 0
    /// Where the last component began.
    private(set) var startLine = 0

    /// The most components inside each other.
    static let deepestNesting = 16

    init(bytes: [UInt8], mode: Component.ParsingMode) {
        lines = ContentLineReader(bytes: bytes, mode: mode)
    }

    var lineNumber: Int { lines.lineNumber }

    /// The next component at the outermost level; nil at the end of the file.
    mutating func next() throws(Component.ParseError) -> Component? {
        var open: [Component] = []
        while try lines.advance() {
            position = 0
            if isLine("BEGIN:") {
                if open.isEmpty {
                    startLine = lineNumber
                }
                guard open.count < Self.deepestNesting else {
                    throw lines.fault("at most \(Self.deepestNesting) components inside each other")
                }
                open.append(Component(try componentName()))
            } else if isLine("END:") {
                let name = try componentName()
                guard let component = open.popLast() else {
                    throw lines.fault("BEGIN of a component")
                }
                guard component.name == name else {
                    throw lines.fault("END:\(component.name)")
                }
                if open.isEmpty {
                    return component
                }
                open[open.count - 1].components.append(component)
            } else if open.isEmpty {
                throw lines.fault("BEGIN of a component")
            } else {
                open[open.count - 1].properties.append(try property())
            }
        }
        if let component = open.last {
            throw lines.fault("END:\(component.name)")
        }
        return nil
    }

    /// Whether the line begins with these letters, in either case; if so, goes past them.
    private mutating func isLine(_ marker: StaticString) -> Bool {
        let length = marker.utf8CodeUnitCount
        guard lines.line.count >= length else {
            return false
        }
        for index in 0..<length {
            let upper = lines.line[index] & ~(lines.line[index] >= UInt8(ascii: "a") ? 0x20 : 0)
            guard upper == marker.utf8Start[index] else {
                return false
            }
        }
        position = length
        return true
    }

    private mutating func componentName() throws(Component.ParseError) -> ComponentName {
        guard let name = ComponentName(utf8: lines.line[position...]) else {
            throw lines.fault("the name of a component")
        }
        return name
    }
}

extension ComponentReader {
    private mutating func property() throws(Component.ParseError) -> Property {
        guard let name = PropertyName(utf8: take { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: ";") }) else {
            throw lines.fault("the name of a property")
        }
        var parameters: [Parameter] = []
        while has(UInt8(ascii: ";")) {
            parameters.append(try parameter(of: name))
        }
        guard has(UInt8(ascii: ":")) else {
            throw lines.fault("a colon before the value of \(name)")
        }
        let value = lines.line[position...]
        guard lines.mode == .strict else {
            return Property(name, parameters: parameters, value: String(decoding: value, as: UTF8.self))
        }
        guard !value.contains(where: isControl) else {
            throw lines.fault("no control character in \(name)")
        }
        return Property(name, parameters: parameters, checked: try text(value))
    }

    private mutating func parameter(of property: PropertyName) throws(Component.ParseError) -> Parameter {
        guard let name = ParameterName(utf8: take(while: Self.isNameByte)), has(UInt8(ascii: "=")) else {
            throw lines.fault("the name of a parameter of \(property), and =")
        }
        var values: [String] = []
        repeat {
            values.append(try parameterValue(name))
        } while has(UInt8(ascii: ","))
        return Parameter(name, values: values)
    }

    private mutating func parameterValue(_ name: ParameterName) throws(Component.ParseError) -> String {
        let quote = UInt8(ascii: "\"")
        let isQuoted = has(quote)
        let raw = take { byte in
            switch byte {
            case quote: false
            case UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: ","): isQuoted
            default: true
            }
        }
        guard lines.mode == .lenient || !raw.contains(where: isControl) else {
            throw lines.fault("no control character in \(name)")
        }
        guard has(quote) == isQuoted else {
            throw lines.fault("a value of \(name) in quotes, or with none")
        }
        let caret = UInt8(ascii: "^")
        return raw.contains(caret) ? try text(Self.withoutCarets(raw)) : try text(raw)
    }

    /// Decodes the escapes of RFC 6868, section 3.2. A caret that is part of none stays.
    private static func withoutCarets(_ raw: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var decoded: [UInt8] = []
        var rest = raw
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "^"), let next = rest.first else {
                decoded.append(byte)
                continue
            }
            switch next {
            case UInt8(ascii: "n"): decoded.append(UInt8(ascii: "\n"))
            case UInt8(ascii: "^"): decoded.append(UInt8(ascii: "^"))
            case UInt8(ascii: "'"): decoded.append(UInt8(ascii: "\""))
            default:
                decoded.append(byte)
                continue
            }
            rest.removeFirst()
        }
        return decoded[...]
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(Component.ParseError) -> String {
        if lines.mode == .lenient {
            return String(decoding: bytes, as: UTF8.self)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw lines.fault("UTF-8")
        }
        return text
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte != UInt8(ascii: "=") && byte != UInt8(ascii: ":") && byte != UInt8(ascii: ";")
    }

    /// Goes past the bytes that fit.
    private mutating func take(while fits: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let rest = lines.line[position...]
        let taken = rest[..<(rest.firstIndex { !fits($0) } ?? rest.endIndex)]
        position = taken.endIndex
        return taken
    }

    /// Goes past this byte, if it is next.
    private mutating func has(_ byte: UInt8) -> Bool {
        guard position < lines.line.count, lines.line[position] == byte else {
            return false
        }
        position += 1
        return true
    }
}
