/// The service's side of a connection, without its socket: bytes go in, and what is to be done comes out.
///
/// Calls are run one at a time and in the order they came; what a client sends ahead waits. Calls of
/// `org.varlink.service`, of methods that do not exist and with parameters that do not fit are answered here.
///
/// ```
/// connection.receive(bytes)
/// while let action = connection.next() {
///     switch action {
///     case .run(let call): …                       // then write connection.reply(_:), once or more
///     case .send(let bytes): …                     // write them
///     case .close(let error): …                    // close the socket
///     }
/// }
/// ```
package struct ServerConnection: Sendable {
    /// How many bytes a call may have, unless said otherwise.
    package static let maximumCallSize = 1 << 20

    package enum Action: Hashable, Sendable {
        /// Run this call and give its replies to ``ServerConnection/reply(_:)``. Nothing else comes before the last.
        case run(Call)
        /// Write these bytes.
        case send([UInt8])
        /// Close the connection: what came is not Varlink.
        case close(MessageError)
    }

    private enum State: Hashable {
        case idle
        case calling(Call.Mode)
        case failed(MessageError)
        case closed
    }

    private let service: ServiceDescription
    private var buffer: MessageBuffer
    /// How many bytes may be held of calls not yet run: of the one that is coming in, or of those that wait.
    private let maximumWaitingSize: Int
    private var state = State.idle

    package init(service: ServiceDescription, maximumCallSize: Int = Self.maximumCallSize) {
        self.service = service
        buffer = MessageBuffer(maximumMessageSize: maximumCallSize)
        maximumWaitingSize = 4 * maximumCallSize
    }

    /// Takes in what the client sent, cut anyhow. No more than four calls of the greatest size may wait; a driver that
    /// reads on only where ``next()`` is nil and no call is in progress stays below that.
    package mutating func receive(_ bytes: some Collection<UInt8>) {
        switch state {
        case .failed, .closed:
            return
        case .idle, .calling:
            guard bytes.count <= maximumWaitingSize - buffer.count else {
                state = .failed(.tooMuchWaiting(maximum: maximumWaitingSize))
                return
            }
            buffer.append(bytes)
        }
    }

    /// What to do next; nil where the next thing is to wait, for bytes or for the reply of the call in progress.
    package mutating func next() -> Action? {
        while state == .idle {
            do throws(MessageError) {
                guard let message = try buffer.next() else { return nil }
                if let action = take(message) { return action }
            } catch {
                state = .failed(error)
            }
        }
        guard case .failed(let error) = state else { return nil }
        state = .closed
        return .close(error)
    }

    /// Replies to the call in progress.
    ///
    /// - Returns: the bytes to write: none for a oneway call, which gets no reply, and none where no call is in progress
    ///   any more.
    /// - Throws: ``VarlinkError/expectedMore`` where the reply continues and the call did not ask for more. The call is
    ///   still in progress, and this error can be its reply.
    package mutating func reply(_ reply: Reply) throws(VarlinkError) -> [UInt8] {
        guard case .calling(let mode) = state else { return [] }
        if case .continues = reply {
            guard mode == .more else { throw .expectedMore }
        } else {
            state = .idle
        }
        return mode == .oneway ? [] : reply.messageBytes
    }

    private mutating func take(_ message: [UInt8]) -> Action? {
        let call: Call
        do throws(MessageError) {
            call = try Call(message: message)
        } catch {
            state = .failed(error)
            // Other JSON libraries write 1.0 or 1e3 with good conscience, so their users are told which number it was.
            // Whether they want a reply is not known to the end of the message, but no other will follow this one.
            guard let path = FieldPath.firstNonInteger(in: message) else { return nil }
            return .send(Reply.error(.invalidParameter("\(path)")).messageBytes)
        }
        let reply: Reply
        do throws(VarlinkError) {
            guard let parameters = try service.answer(call) else {
                state = .calling(call.mode)
                return .run(call)
            }
            reply = .last(parameters)
        } catch {
            reply = .error(error)
        }
        return call.mode == .oneway ? nil : .send(reply.messageBytes)
    }
}
