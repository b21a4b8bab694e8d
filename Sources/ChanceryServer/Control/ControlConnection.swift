import CanonicalJSON
import Logging
import NIOCore
import ServiceLifecycle
import Varlink

/// One client of the control socket: reads its calls, has them run one after the other, and writes the replies.
///
/// While a call is in progress little is read: what the client sends meanwhile waits in the kernel. That it has gone is
/// noticed all the same, because its channel closes; this cancels the call, and those that wait are not run. A client
/// that has only finished sending (shutdown(2) with SHUT_WR) still gets its replies.
actor ControlConnection {
    /// How long a client may take from one call to the whole of the next.
    static let idleTime = Duration.seconds(60)

    /// How long a client may leave a reply unread. A person may be reading it page by page.
    static let unreadTime = Duration.seconds(15 * 60)

    /// How long calls are still taken when the service stops, to be refused in words rather than by silence; and how long
    /// one in progress may take then.
    static let (refusingTime, stopTime) = (Duration.milliseconds(300), Duration.seconds(2))

    /// The reply to a call whose handler failed with an error that is not for the client.
    static let internalError = VarlinkError("\(CalendarInterface.name).InternalError")

    typealias Channel = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private typealias Inbound = NIOAsyncChannelInboundStream<ByteBuffer>
    private typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

    private let channel: Channel
    private let peer: PeerCredentials
    private let handler: any ControlHandler
    private let logger: Logger
    private var protocolState: ServerConnection
    private var inProgress: Call?
    private var isStopping = false
    /// When the client is given up; nil while it is not waited for.
    private var deadline: ContinuousClock.Instant?

    init(
        channel: Channel, peer: PeerCredentials, service: ServiceDescription, handler: any ControlHandler,
        logger: Logger
    ) {
        self.channel = channel
        self.peer = peer
        self.handler = handler
        self.logger = logger
        protocolState = ServerConnection(service: service)
    }

    /// Serves the client until it goes away or the service stops. The channel is closed then.
    nonisolated func run() async {
        await withTaskCancellationHandler {
            // All end when the channel is closed, and each may close it.
            try? await withThrowingDiscardingTaskGroup { group in
                group.addTask { try await self.answerCalls() }
                group.addTask { try await self.closeAtDeadline() }
                group.addTask { try await self.closeAtShutdown() }
                group.addTask {
                    try await self.channel.channel.closeFuture.get()
                    throw CancellationError()
                }
            }
        } onCancel: {
            close()
        }
    }

    nonisolated private func close() {
        channel.channel.close(promise: nil)
    }

    // MARK: Calls

    private func answerCalls() async throws {
        try await channel.executeThenClose { inbound, outbound in
            var iterator = inbound.makeAsyncIterator()
            calls: while !isStopping, let action = try await nextAction(&iterator) {
                switch action {
                case .run(let call):
                    try await run(call, outbound)
                case .send(let bytes):
                    try await write(bytes, outbound)
                case .close(let error):
                    // Not above debug, as in ControlService.
                    logger.debug("control connection of user \(peer.uid), process \(peer.pid) closed: \(error)")
                    break calls
                }
            }
            // Closing drops what the kernel has not yet taken; this is taken after it.
            deadline = .now + Self.unreadTime
            try await channel.channel.writeAndFlush(ByteBuffer()).get()
        }
    }

    /// The next thing to do; nil where the client will send no more.
    private func nextAction(_ inbound: inout Inbound.AsyncIterator) async throws -> ServerConnection.Action? {
        if let action = protocolState.next() { return action }
        deadline = .now + Self.idleTime
        defer { deadline = nil }
        while let bytes = try await inbound.next(isolation: self) {
            protocolState.receive(bytes.readableBytesView)
            if let action = protocolState.next() { return action }
        }
        return nil
    }

    private func run(_ call: Call, _ outbound: Outbound) async throws {
        inProgress = call
        defer { inProgress = nil }
        let reply: Reply
        do {
            let replies = ControlReplies { try await self.send(.continues($0), outbound) }
            reply = .last(try await handler.handle(call, from: peer, replies: replies))
        } catch let error as VarlinkError {
            reply = .error(error)
        } catch {
            // With the client gone, to write to it fails, and this says nothing of the handler.
            guard channel.channel.isActive, !Task.isCancelled else { throw error }
            logger.error("\(call.method) failed: \(error)")
            reply = .error(Self.internalError)
        }
        try await send(reply, outbound)
    }

    private func send(_ reply: Reply, _ outbound: Outbound) async throws {
        let bytes = try protocolState.reply(reply)
        if !bytes.isEmpty { try await write(bytes, outbound) }
    }

    private func write(_ bytes: [UInt8], _ outbound: Outbound) async throws {
        deadline = .now + Self.unreadTime
        defer { deadline = nil }
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    // MARK: Ends

    private func closeAtDeadline() async throws {
        while true {
            // No time allowed to a client is shorter, so none ends before the next look.
            let next = ContinuousClock.now + Self.idleTime
            try await Task.sleep(until: min(deadline ?? next, next), clock: .continuous)
            if let deadline, deadline <= .now { return close() }
        }
    }

    /// The service stops: a call in progress is still answered, for a while. One for more may have no end, and its
    /// client knows how far it has come.
    private func closeAtShutdown() async throws {
        try await gracefulShutdown()
        if inProgress?.mode != .more { try await Task.sleep(for: Self.refusingTime) }
        isStopping = true
        if inProgress?.mode != .more {
            channel.channel.close(mode: .input, promise: nil)
            try await Task.sleep(for: Self.stopTime)
        }
        close()
    }
}
