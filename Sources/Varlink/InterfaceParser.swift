/// Reads the Varlink interface definition language (https://varlink.org/Interface-Definition, "Grammar").
struct InterfaceParser {
    /// How deep types may nest in one another.
    static let maximumDepth = 16

    private(set) var name = ""
    private(set) var types: [String: Interface.FieldType] = [:]
    private(set) var methods: [String: Interface.Method] = [:]
    private(set) var errors: [String: [Interface.Field]] = [:]

    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    /// Where each type was first named: a type may be used before it is declared.
    private var linesOfUse: [String: Int] = [:]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func parse() throws(InterfaceError) {
        skipBlanks()
        guard word() == "interface" else { throw failure("expected \"interface\" and a name at the start") }
        skipBlanks()
        name = word()
        guard Self.isInterfaceName(name) else {
            throw failure("\"\(name)\" is no interface name: expected one like org.example.name")
        }
        skipBlanks()
        while offset < bytes.count {
            try member()
            skipBlanks()
        }
        if let (type, line) = linesOfUse.filter({ types[$0.key] == nil }).min(by: { $0.value < $1.value }) {
            throw InterfaceError(reason: "there is no type \"\(type)\"", line: line)
        }
    }

    // MARK: Members

    private mutating func member() throws(InterfaceError) {
        switch word() {
        case "type":
            let name = try newName()
            types[name] = try structureOrEnumeration(depth: 1)
        case "method":
            let name = try newName()
            let input = try structure()
            try expect("->")
            methods[name] = Interface.Method(input: input, output: try structure())
        case "error":
            let name = try newName()
            errors[name] = try structure()
        default:
            throw failure("expected \"type\", \"method\" or \"error\"")
        }
    }

    /// The name of a member: types, methods and errors share one space of names.
    private mutating func newName() throws(InterfaceError) -> String {
        skipBlanks()
        let name = word()
        guard Self.isMemberName(name) else {
            throw failure("\"\(name)\" is no name: expected a capital letter, then letters and digits")
        }
        guard types[name] == nil, methods[name] == nil, errors[name] == nil else {
            throw failure("the name \"\(name)\" is declared twice")
        }
        return name
    }

    // MARK: Types

    private mutating func type(depth: Int) throws(InterfaceError) -> Interface.FieldType {
        guard depth <= Self.maximumDepth else { throw failure("types nest deeper than \(Self.maximumDepth) levels") }
        skipBlanks()
        if take("?") {
            let inner = try type(depth: depth + 1)
            if case .nullable = inner { throw failure("a type can be nullable only once") }
            return .nullable(inner)
        }
        if take("[]") { return .array(try type(depth: depth + 1)) }
        if take("[string]") { return .map(try type(depth: depth + 1)) }
        if peek() == UInt8(ascii: "(") { return try structureOrEnumeration(depth: depth) }
        let name = word()
        switch name {
        case "bool": return .bool
        case "int": return .int
        case "float": return .float
        case "string": return .string
        case "object": return .object
        default:
            guard Self.isMemberName(name) else { throw failure("expected a type") }
            linesOfUse[name] = min(linesOfUse[name] ?? line, line)
            return .named(name)
        }
    }

    private mutating func structure() throws(InterfaceError) -> [Interface.Field] {
        guard case .structure(let fields) = try structureOrEnumeration(depth: 1) else {
            throw failure("expected a type for each field, as in \"(name: string)\"")
        }
        return fields
    }

    private mutating func structureOrEnumeration(depth: Int) throws(InterfaceError) -> Interface.FieldType {
        try expect("(")
        var names: Set<String> = []
        var words: [String] = []
        var fields: [Interface.Field] = []
        skipBlanks()
        if take(")") { return .structure([]) }
        repeat {
            skipBlanks()
            let name = word()
            guard Self.isFieldName(name) else { throw failure("expected the name of a field or of a value") }
            guard names.insert(name).inserted else { throw failure("the name \"\(name)\" comes twice") }
            skipBlanks()
            if take(":") {
                fields.append(Interface.Field(name: name, type: try type(depth: depth + 1)))
            } else {
                words.append(name)
            }
            guard words.isEmpty || fields.isEmpty else { throw failure("expected either no or every name with a type") }
            skipBlanks()
        } while take(",")
        try expect(")")
        return fields.isEmpty ? .enumeration(words) : .structure(fields)
    }

    // MARK: Bytes

    private func peek() -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Passes over white space and comments.
    private mutating func skipBlanks() {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\n"): line += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
            case UInt8(ascii: "#"):
                offset = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
                continue
            default: return
            }
            offset += 1
        }
    }

    /// The letters, digits and `_`, `-`, `.` that come next; empty where another byte does.
    private mutating func word() -> String {
        let start = offset
        while let byte = peek(), Self.isAlphanumeric(byte) || "_-.".utf8.contains(byte) { offset += 1 }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private mutating func take(_ symbol: String) -> Bool {
        guard bytes[offset...].starts(with: symbol.utf8) else { return false }
        offset += symbol.utf8.count
        return true
    }

    private mutating func expect(_ symbol: String) throws(InterfaceError) {
        skipBlanks()
        guard take(symbol) else { throw failure("expected \"\(symbol)\"") }
    }

    private func failure(_ reason: String) -> InterfaceError { InterfaceError(reason: reason, line: line) }

    // MARK: Names

    private static func isLetter(_ byte: UInt8) -> Bool { isCapital(byte) || isCapital(byte &- 0x20) }

    private static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// `[A-Z][A-Za-z0-9]*`
    private static func isMemberName(_ name: String) -> Bool {
        name.utf8.first.map(isCapital) == true && name.utf8.allSatisfy(isAlphanumeric)
    }

    /// `[A-Za-z](_?[A-Za-z0-9])*`
    private static func isFieldName(_ name: String) -> Bool {
        name.utf8.first.map(isLetter) == true
            && name.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0.allSatisfy(isAlphanumeric) }
    }

    /// `[A-Za-z](-*[A-Za-z0-9])*(\.[A-Za-z0-9](-*[A-Za-z0-9])*)+`
    private static func isInterfaceName(_ name: String) -> Bool {
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2 && name.utf8.first.map(isLetter) == true
            && labels.allSatisfy { label in
                label.first.map(isAlphanumeric) == true && label.last.map(isAlphanumeric) == true
                    && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
    }
}
