package import CanonicalJSON

/// A message from the service: one of the replies to a call (https://varlink.org/Method-Call).
package enum Reply: Hashable, Sendable {
    /// The only reply, or the last of several.
    case last(JSONObject)
    /// One of several replies: more follow. Only a call that asked for `more` is answered so.
    case continues(JSONObject)
    /// The call failed: no further reply follows.
    case error(VarlinkError)

    /// Reads a message, without its NUL. Members the protocol does not name are refused.
    package init(message: [UInt8]) throws(MessageError) {
        let object = try JSONObject(message: message, known: ["continues", "error", "parameters"])
        let parameters = try object.parameters()
        let continues = try object.flag("continues")
        switch object["error"] {
        case nil, .null?:
            self = continues ? .continues(parameters) : .last(parameters)
        case .string(let name)?:
            guard !continues else { throw .expected("an error to be the last reply") }
            self = .error(VarlinkError(name, parameters: parameters))
        case let other?:
            throw .expected("a string at \"error\", not \(other.kindName)")
        }
    }

    /// The message with the NUL that ends it.
    package var messageBytes: [UInt8] {
        let object: JSONObject =
            switch self {
            case .last(let parameters): ["parameters": .object(parameters)]
            case .continues(let parameters): ["continues": true, "parameters": .object(parameters)]
            case .error(let error): ["error": .string(error.name), "parameters": .object(error.parameters)]
            }
        return object.messageBytes
    }
}
