package import CanonicalJSON

/// A message from the client: the call of a method (https://varlink.org/Method-Call).
package struct Call: Hashable, Sendable {
    /// What the client expects for an answer. The protocol has a flag for each but the first, and no two go together.
    package enum Mode: String, Hashable, Sendable {
        /// One reply.
        case single
        /// Any number of replies, of which all but the last continue.
        case more
        /// No reply, not even an error.
        case oneway
        /// One reply, after which the connection speaks another protocol.
        case upgrade
    }

    /// The full name, `interface.Method`.
    package let method: String
    package let parameters: JSONObject
    package let mode: Mode

    package init(_ method: String, parameters: JSONObject = [:], mode: Mode = .single) {
        self.method = method
        self.parameters = parameters
        self.mode = mode
    }

    /// Reads a message, without its NUL. Members the protocol does not name are refused.
    package init(message: [UInt8]) throws(MessageError) {
        let object = try JSONObject(message: message, known: ["method", "more", "oneway", "parameters", "upgrade"])
        guard let method = object["method"]?.stringValue else { throw .expected("a string at \"method\"") }
        var modes: [Mode] = []
        for mode in [Mode.more, .oneway, .upgrade] where try object.flag(mode.rawValue) { modes.append(mode) }
        guard modes.count <= 1 else { throw .expected("at most one of more, oneway and upgrade to be true") }
        self.init(method, parameters: try object.parameters(), mode: modes.first ?? .single)
    }

    /// The message with the NUL that ends it.
    package var messageBytes: [UInt8] {
        var object: JSONObject = ["method": .string(method), "parameters": .object(parameters)]
        if mode != .single { object[mode.rawValue] = true }
        return object.messageBytes
    }
}
