/// Writes content lines (RFC 5545, section 3.1) to one buffer.
struct ContentLineWriter {
    /// What was written, and what was there before.
    var bytes: [UInt8] = []
    /// A line while it is folded, kept for its storage.
    private var line: [UInt8] = []

    /// The most octets of a line, without the line break.
    private static let longestLine = 75

    mutating func write(_ component: Component) {
        if component.source.isStrict {
            bytes.append(contentsOf: component.source.bytes)
            return
        }
        writeLine("BEGIN:", component.name)
        for property in component.properties {
            write(property)
        }
        for component in component.components {
            write(component)
        }
        writeLine("END:", component.name)
    }

    private mutating func writeLine(_ marker: String, _ name: ComponentName) {
        let start = bytes.count
        bytes.append(contentsOf: marker.utf8)
        bytes.append(contentsOf: name.text.utf8)
        endLine(from: start)
    }

    private mutating func write(_ property: Property) {
        guard !property.source.isStrict else {
            bytes.append(contentsOf: property.source.bytes)
            return
        }
        let start = bytes.count
        bytes.append(contentsOf: property.name.text.utf8)
        for parameter in property.parameters {
            write(parameter)
        }
        bytes.append(UInt8(ascii: ":"))
        bytes.append(contentsOf: property.value.utf8)
        endLine(from: start)
    }

    private mutating func write(_ parameter: Parameter) {
        bytes.append(UInt8(ascii: ";"))
        bytes.append(contentsOf: parameter.name.text.utf8)
        var separator = UInt8(ascii: "=")
        for value in parameter.values {
            bytes.append(separator)
            write(parameterValue: value)
            separator = UInt8(ascii: ",")
        }
    }

    /// In quotes where it needs them (`SAFE-CHAR`), with the escapes of RFC 6868, section 3.1.
    private mutating func write(parameterValue value: String) {
        var isQuoted = false
        var isEscaped = false
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: ","): isQuoted = true
            case UInt8(ascii: "^"), UInt8(ascii: "\n"), UInt8(ascii: "\""): isEscaped = true
            default: break
            }
        }
        let quote = UInt8(ascii: "\"")
        if isQuoted {
            bytes.append(quote)
        }
        if isEscaped {
            for byte in value.utf8 {
                switch byte {
                case UInt8(ascii: "^"): bytes.append(contentsOf: "^^".utf8)
                case UInt8(ascii: "\n"): bytes.append(contentsOf: "^n".utf8)
                case quote: bytes.append(contentsOf: "^'".utf8)
                default: bytes.append(byte)
                }
            }
        } else {
            bytes.append(contentsOf: value.utf8)
        }
        if isQuoted {
            bytes.append(quote)
        }
    }

    /// Folds the line that begins at `start` if it is too long, and ends it.
    private mutating func endLine(from start: Int) {
        if bytes.count - start > Self.longestLine {
            line.removeAll(keepingCapacity: true)
            line.append(contentsOf: bytes[start...])
            bytes.removeLast(line.count)
            appendFolded()
        }
        bytes.append(contentsOf: "\r\n".utf8)
    }

    private mutating func appendFolded() {
        var position = 0
        var room = Self.longestLine
        while line.count - position > room {
            var end = position + room
            // Not within a character: its second and further octets are 10xxxxxx.
            while line[end] & 0b1100_0000 == 0b1000_0000 {
                end -= 1
            }
            bytes.append(contentsOf: line[position..<end])
            bytes.append(contentsOf: "\r\n ".utf8)
            position = end
            // The space counts.
            room = Self.longestLine - 1
        }
        bytes.append(contentsOf: line[position...])
    }
}
