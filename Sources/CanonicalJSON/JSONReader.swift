/// Reads JSON front to back, straight from bytes: the caller asks for what it expects, and no tree is made.
///
/// A reader borrows the bytes: whoever makes one holds them for as long. It accepts any JSON white space and any order of
/// members; numbers are integers (``JSONValue/integerRange``). It never reads outside the bytes and nests no deeper
/// than ``maximumDepth``. It is public, so that the compiler inlines its small functions into the modules that replay a
/// log.
///
/// ```
/// try reader.enterObject()
/// while let key = try reader.nextKey() {
///     switch key {
///     case "position": position = try reader.integer()
///     default: try reader.skip()
///     }
/// }
/// ```
public struct JSONReader {
    /// How deep arrays and objects may nest.
    public static let maximumDepth = 32

    @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
    /// The offset of the next byte, from 0.
    public var offset = 0
    @usableFromInline var depth = 0
    @usableFromInline let deepest: Int
    /// Whether an object or array was entered and nothing of it read.
    @usableFromInline var isAtStart = false

    /// A reader at the front of the bytes. It may be let deeper than others where the format itself nests.
    public init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int = Self.maximumDepth) {
        self.bytes = bytes
        deepest = maximumDepth
    }

    // MARK: Values

    /// What kind of value comes next, without reading it.
    public enum Kind: Hashable, Sendable { case null, bool, number, string, array, object }

    /// The kind of the next value.
    @inlinable
    public mutating func peek() throws(JSONError) -> Kind {
        switch try nextByte("a value") {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw JSONError(.expected("a value"), at: offset)
        }
    }

    /// Any value, as a tree.
    package mutating func value() throws(JSONError) -> JSONValue {
        switch try peek() {
        case .null:
            try null()
            return .null
        case .bool: return .bool(try bool())
        case .number: return .integer(try integer())
        case .string: return .string(try string())
        case .array:
            var elements: [JSONValue] = []
            try enterArray()
            while try nextElement() { elements.append(try value()) }
            return .array(elements)
        case .object:
            let start = offset
            var members: [JSONObject.Member] = []
            try enterObject()
            while let key = try nextKey() {
                members.append(JSONObject.Member(key: try key.string(), value: try value()))
            }
            guard let object = JSONObject(members) else {
                throw JSONError(.duplicateKey(Self.firstDuplicate(in: members)), at: start)
            }
            return .object(object)
        }
    }

    /// Passes over null.
    package mutating func null() throws(JSONError) { try literal("null") }

    /// The next value, true or false.
    package mutating func bool() throws(JSONError) -> Bool {
        if try nextByte("true or false") == UInt8(ascii: "t") {
            try literal("true")
            return true
        }
        try literal("false")
        return false
    }

    /// An integer within ±(2⁵³ − 1), written without leading zeros, fraction or exponent.
    package mutating func integer() throws(JSONError) -> Int64 {
        let isNegative = try nextByte("an integer") == UInt8(ascii: "-")
        let start = offset
        if isNegative { offset += 1 }
        let firstDigit = offset
        var magnitude: Int64 = 0
        while offset < bytes.count, bytes[offset] &- 0x30 < 10 {
            guard offset - firstDigit < 16 else { throw JSONError(.notAnInteger, at: start) }
            magnitude = magnitude * 10 + Int64(bytes[offset] - 0x30)
            offset += 1
        }
        guard offset > firstDigit else { throw JSONError(.expected("an integer"), at: start) }
        let hasLeadingZero = bytes[firstDigit] == UInt8(ascii: "0") && (isNegative || offset - firstDigit > 1)
        if offset < bytes.count {
            let next = bytes[offset]
            guard next != UInt8(ascii: "."), next != UInt8(ascii: "e"), next != UInt8(ascii: "E") else {
                throw JSONError(.notAnInteger, at: start)
            }
        }
        guard !hasLeadingZero, magnitude <= JSONValue.integerRange.upperBound else {
            throw JSONError(.notAnInteger, at: start)
        }
        return isNegative ? -magnitude : magnitude
    }

    /// The next value, a string, decoded.
    @inlinable
    public mutating func string() throws(JSONError) -> String { try text().string() }

    /// A string as it stands in the bytes, not yet decoded: to compare it or to skip it costs no allocation.
    @inlinable
    public mutating func text() throws(JSONError) -> JSONText {
        guard try nextByte("a string") == UInt8(ascii: "\"") else { throw JSONError(.expected("a string"), at: offset) }
        offset += 1
        let start = offset
        var hasEscapes = false
        var isASCII = true
        while true {
            isASCII = passPlain() && isASCII
            guard offset < bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return JSONText(
                    bytes: UnsafeBufferPointer(rebasing: bytes[start..<(offset - 1)]),
                    hasEscapes: hasEscapes, isASCII: isASCII, offset: start)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                offset = min(offset + 2, bytes.count)
            default:
                throw JSONError(.expected("no control character in a string (write it as \\u00XX)"), at: offset)
            }
        }
    }

    /// Passes what stands in a string for itself, eight bytes at a time; answers whether all of it was ASCII.
    @inlinable
    mutating func passPlain() -> Bool {
        let (ones, tops) = (UInt64(0x0101_0101_0101_0101), UInt64(0x8080_8080_8080_8080))
        var seen: UInt64 = 0
        while offset + 8 <= bytes.count {
            let word = UInt64(
                littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            // The top bit of each byte that is a quote, a backslash or a control character; of higher bytes as well, so
            // only the lowest counts.
            let (quote, backslash) = (word ^ (ones &* 0x22), word ^ (ones &* 0x5C))
            let special =
                ((quote &- ones) & ~quote | (backslash &- ones) & ~backslash | (word &- ones &* 0x20) & ~word) & tops
            if special != 0 {
                let plain = special.trailingZeroBitCount & ~7
                seen |= word & ~(~0 << UInt64(plain))
                offset += plain / 8
                return seen & tops == 0
            }
            seen |= word
            offset += 8
        }
        while offset < bytes.count, bytes[offset] >= 0x20, bytes[offset] != 0x22, bytes[offset] != 0x5C {
            seen |= UInt64(bytes[offset])
            offset += 1
        }
        return seen & tops == 0
    }

    /// Goes into an object; ``nextKey()`` then gives its keys.
    @inlinable
    public mutating func enterObject() throws(JSONError) { try enter(UInt8(ascii: "{"), "an object") }

    /// The next key of the object, whose value must then be read or skipped; nil behind the last, when the reader has
    /// left the object. A key that comes twice is given twice.
    @inlinable
    public mutating func nextKey() throws(JSONError) -> JSONText? {
        if try leave(UInt8(ascii: "}")) { return nil }
        let key = try text()
        try symbol(UInt8(ascii: ":"), "a colon")
        return key
    }

    /// Goes into an array; ``nextElement()`` then says whether there is something to read.
    @inlinable
    public mutating func enterArray() throws(JSONError) { try enter(UInt8(ascii: "["), "an array") }

    /// Whether another element comes, which must then be read or skipped; false behind the last, when the reader has
    /// left the array.
    @inlinable
    public mutating func nextElement() throws(JSONError) -> Bool { try !leave(UInt8(ascii: "]")) }

    /// Passes over the next value, whatever it is, and answers its bytes.
    @discardableResult
    package mutating func skip() throws(JSONError) -> UnsafeBufferPointer<UInt8> {
        let kind = try peek()
        let start = offset
        switch kind {
        case .null: try null()
        case .bool: _ = try bool()
        case .number: _ = try integer()
        case .string: _ = try text()
        case .array:
            try enterArray()
            while try nextElement() { try skip() }
        case .object:
            try enterObject()
            while try nextKey() != nil { try skip() }
        }
        return UnsafeBufferPointer(rebasing: bytes[start..<offset])
    }

    /// Nothing but white space may follow.
    package mutating func end() throws(JSONError) {
        skipWhiteSpace()
        guard offset == bytes.count else { throw JSONError(.expected("nothing after the value"), at: offset) }
    }

    // MARK: Bytes

    @usableFromInline
    mutating func skipWhiteSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    @inlinable
    @inline(__always)
    mutating func nextByte(_ expected: StaticString) throws(JSONError) -> UInt8 {
        // A log has no white space, so mostly the next byte is the one.
        if offset < bytes.count, bytes[offset] > 0x20 { return bytes[offset] }
        skipWhiteSpace()
        guard offset < bytes.count else {
            throw JSONError(offset == 0 ? .expected("\(expected)") : .unexpectedEnd, at: offset)
        }
        return bytes[offset]
    }

    @inlinable
    mutating func symbol(_ byte: UInt8, _ name: StaticString) throws(JSONError) {
        guard try nextByte(name) == byte else { throw JSONError(.expected("\(name)"), at: offset) }
        offset += 1
    }

    @inlinable
    mutating func enter(_ opening: UInt8, _ name: StaticString) throws(JSONError) {
        try symbol(opening, name)
        guard depth < deepest else { throw JSONError(.tooDeep, at: offset - 1) }
        depth += 1
        isAtStart = true
    }

    /// Leaves the object or array where it ends here; otherwise passes the comma before what comes next.
    @inlinable
    mutating func leave(_ closing: UInt8) throws(JSONError) -> Bool {
        let wasAtStart = isAtStart
        isAtStart = false
        if try nextByte("a value") == closing {
            offset += 1
            depth -= 1
            return true
        }
        if !wasAtStart { try symbol(UInt8(ascii: ","), "a comma or the end of the list") }
        return false
    }

    private mutating func literal(_ word: StaticString) throws(JSONError) {
        _ = try nextByte(word)
        let matches =
            bytes.count - offset >= word.utf8CodeUnitCount
            && bytes[offset..<(offset + word.utf8CodeUnitCount)]
                .elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        guard matches else { throw JSONError(.expected("\(word)"), at: offset) }
        offset += word.utf8CodeUnitCount
    }

    private static func firstDuplicate(in members: [JSONObject.Member]) -> String {
        var seen: Set<[UInt8]> = []
        return members.first { !seen.insert(Array($0.key.utf8)).inserted }?.key ?? ""
    }
}
