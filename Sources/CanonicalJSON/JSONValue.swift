/// A JSON value without fractions: the part of JSON that RFC 8785 writes in exactly one way.
///
/// Numbers are integers within ±(2⁵³ − 1), the range every JSON implementation agrees on (RFC 7493, section 2.2).
package enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// The integers that may be read or written: ±(2⁵³ − 1).
    package static let integerRange: ClosedRange<Int64> = -9_007_199_254_740_991...9_007_199_254_740_991

    /// Reads one whole JSON text: no byte but white space may follow the value.
    package init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
        self = try ContiguousArray(bytes).withUnsafeBufferPointer { (bytes) throws(JSONError) in
            var reader = JSONReader(bytes)
            let value = try reader.value()
            try reader.end()
            return value
        }
    }

    /// The kind of value, as an error message names it.
    package var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    package var stringValue: String? { if case .string(let string) = self { string } else { nil } }
    package var integerValue: Int64? { if case .integer(let integer) = self { integer } else { nil } }
    package var boolValue: Bool? { if case .bool(let bool) = self { bool } else { nil } }
    package var arrayValue: [JSONValue]? { if case .array(let array) = self { array } else { nil } }
    package var objectValue: JSONObject? { if case .object(let object) = self { object } else { nil } }

    /// The member of an object, nil where this is no object or has no such member.
    package subscript(key: String) -> JSONValue? { objectValue?[key] }

    /// The string of an optional value, null where there is none.
    package static func optional(_ string: String?) -> JSONValue { string.map { .string($0) } ?? .null }
}

/// The members of a JSON object, in the one order that RFC 8785 allows: sorted by the keys' UTF-16 code units.
package struct JSONObject: Hashable, Sendable {
    package struct Member: Hashable, Sendable {
        package init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }

        package let key: String
        package var value: JSONValue
    }

    package private(set) var members: [Member]

    /// An object of members in any order; nil where a key comes twice.
    package init?(_ members: [Member]) {
        self.members = members.sorted { Self.precedes($0.key, $1.key) }
        for (one, next) in zip(self.members, self.members.dropFirst())
        where one.key.utf8.elementsEqual(next.key.utf8) {
            return nil
        }
    }

    package init() { members = [] }

    /// Whether a key stands before another: by UTF-16 code units, as which bytes of ASCII sort as well.
    private static func precedes(_ one: String, _ other: String) -> Bool {
        for (byte, otherByte) in zip(one.utf8, other.utf8) where byte != otherByte {
            guard byte < 0x80, otherByte < 0x80 else { return one.utf16.lexicographicallyPrecedes(other.utf16) }
            return byte < otherByte
        }
        return one.utf8.count < other.utf8.count
    }

    package var isEmpty: Bool { members.isEmpty }
    package var keys: [String] { members.map(\.key) }

    package subscript(key: String) -> JSONValue? {
        get { members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value }
        set {
            let place = members.firstIndex { !Self.precedes($0.key, key) } ?? members.count
            let isThere = place < members.count && members[place].key.utf8.elementsEqual(key.utf8)
            switch (newValue, isThere) {
            case (let value?, true): members[place].value = value
            case (let value?, false): members.insert(Member(key: key, value: value), at: place)
            case (nil, true): members.remove(at: place)
            case (nil, false): break
            }
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object; of a key that comes twice the last value counts.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init()
        for (key, value) in elements { self[key] = value }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// An object; of a key that comes twice the last value counts.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (key, value) in elements { object[key] = value }
        self = .object(object)
    }
}
