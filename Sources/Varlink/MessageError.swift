package import CanonicalJSON

/// Why the bytes of a connection are not Varlink. Varlink has no reply for this; the connection is closed.
package enum MessageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A message has more bytes than are taken.
    case tooLong(maximum: Int)
    /// More bytes came than may wait for the calls before them.
    case tooMuchWaiting(maximum: Int)
    /// A message is not JSON, or not the part of JSON that is taken.
    case json(JSONError)
    /// A message is JSON but no call or no reply: what was expected.
    case expected(String)

    package var description: String {
        switch self {
        case .tooLong(let maximum): "a message has more than \(maximum) bytes"
        case .tooMuchWaiting(let maximum): "more than \(maximum) bytes wait for the calls before them"
        case .json(let error): "a message is not JSON as expected: \(error)"
        case .expected(let what): "expected \(what)"
        }
    }
}

extension JSONObject {
    /// Reads a message, which is one JSON object with none but the `known` members.
    init(message: [UInt8], known: Set<String>) throws(MessageError) {
        let value: JSONValue
        do throws(JSONError) { value = try JSONValue(parsing: message) } catch { throw .json(error) }
        guard let object = value.objectValue else { throw .expected("an object as the message, not \(value.kindName)") }
        for key in object.keys where !known.contains(key) {
            throw .expected("no member but \(known.sorted().joined(separator: ", ")), and there is \"\(key)\"")
        }
        self = object
    }

    /// The member as a flag: absent and null are false.
    func flag(_ key: String) throws(MessageError) -> Bool {
        switch self[key] {
        case nil, .null?: return false
        case .bool(let flag)?: return flag
        case let other?: throw .expected("a boolean at \"\(key)\", not \(other.kindName)")
        }
    }

    /// The member `parameters`: absent and null are an empty object.
    func parameters() throws(MessageError) -> JSONObject {
        switch self["parameters"] {
        case nil, .null?: return [:]
        case .object(let parameters)?: return parameters
        case let other?: throw .expected("an object at \"parameters\", not \(other.kindName)")
        }
    }

    /// The object as a message: its canonical bytes and the NUL that ends it.
    var messageBytes: [UInt8] { JSONValue.object(self).canonicalBytes + [0] }
}
