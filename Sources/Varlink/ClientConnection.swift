/// The client's side of a connection, without its socket: calls go in as values and out as bytes, and the other way
/// round with replies.
///
/// Several calls may be sent ahead; their replies come in the same order.
package struct ClientConnection: Sendable {
    /// How many bytes a reply may have, unless said otherwise. A reply carries more than a call: a whole feed, say.
    package static let maximumReplySize = 16 << 20

    private var buffer: MessageBuffer
    /// The calls not yet answered to the end, in their order.
    private var unanswered: [Call.Mode] = []

    package init(maximumReplySize: Int = Self.maximumReplySize) {
        buffer = MessageBuffer(maximumMessageSize: maximumReplySize)
    }

    /// Whether a reply is still to come.
    package var isWaiting: Bool { !unanswered.isEmpty }

    /// The bytes to write for a call.
    package mutating func send(_ call: Call) -> [UInt8] {
        if call.mode != .oneway { unanswered.append(call.mode) }
        return call.messageBytes
    }

    /// Takes in what the service sent, cut anyhow.
    package mutating func receive(_ bytes: some Sequence<UInt8>) {
        buffer.append(bytes)
    }

    /// The next reply to the oldest call that waits for one; nil where more bytes are needed.
    ///
    /// - Throws: what is wrong with the bytes. The connection is of no more use then.
    package mutating func next() throws(MessageError) -> Reply? {
        guard let message = try buffer.next() else { return nil }
        let reply = try Reply(message: message)
        guard let mode = unanswered.first else { throw .expected("no reply, for no call waits for one") }
        if case .continues = reply {
            guard mode == .more else { throw .expected("one reply, for the call did not ask for more") }
        } else {
            unanswered.removeFirst()
        }
        return reply
    }
}
