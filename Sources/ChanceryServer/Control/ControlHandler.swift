package import CanonicalJSON
package import Varlink

/// Runs the calls that come over the control socket.
package protocol ControlHandler: Sendable {
    /// Runs one call. Its method exists and its parameters have the types of the interface; what they mean, and whether
    /// this peer may ask for it, is for the handler to judge.
    ///
    /// A oneway call gets no reply whatever is returned, sent or thrown.
    ///
    /// The task is cancelled when the client goes away, and for a call of mode `more` also when the service stops.
    ///
    /// - Parameter replies: takes the replies before the last, for a call of mode `more`.
    /// - Returns: the parameters of the only or last reply.
    /// - Throws: ``VarlinkError`` to reply with that error. Any other error is written to the log, and the client is told
    ///   no more than `org.chancery.Calendar.InternalError`.
    func handle(
        _ call: Call, from peer: PeerCredentials, replies: ControlReplies
    ) async throws -> JSONObject
}

/// The replies of a call before the last. It is of no use after ``ControlHandler/handle(_:from:replies:)`` has returned.
package struct ControlReplies: Sendable {
    private let write: @Sendable (JSONObject) async throws -> Void

    /// - Parameter write: where the parameters of each reply go.
    package init(write: @escaping @Sendable (JSONObject) async throws -> Void) {
        self.write = write
    }

    /// Sends a reply that continues, and returns when there is room for another: a client that reads slowly is waited
    /// for.
    ///
    /// - Throws: ``VarlinkError/expectedMore`` where the call did not ask for more; another error when the client is gone.
    ///   Both are for the handler to pass on.
    package func send(_ parameters: JSONObject) async throws {
        try await write(parameters)
    }
}
