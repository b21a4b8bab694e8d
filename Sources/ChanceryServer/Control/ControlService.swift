package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
package import Varlink

/// Serves Varlink on the control socket.
///
/// Each client has a task of its own, and none of what it does touches another's. When the service stops, no more
/// clients are taken, calls in progress are answered, and the rest are closed.
package actor ControlService: Service {
    /// How many clients may be connected. A further one is closed at once: it sees so, where it could not tell a place
    /// in the queue from a service that hangs.
    static let maximumConnections = 64

    private let socket: ControlSocket
    private let service: ServiceDescription
    private let handler: any ControlHandler
    private let logger: Logger
    private var connections = 0

    /// - Parameters:
    ///   - socket: where clients connect. The service closes it, and removes its file, when it stops.
    ///   - service: what clients are told of the service, with the interfaces whose calls go to `handler`.
    package init(socket: ControlSocket, service: ServiceDescription, handler: any ControlHandler, logger: Logger) {
        self.socket = socket
        self.service = service
        self.handler = handler
        self.logger = logger
    }

    package func run() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(socket.descriptor) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let peer = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                        of: NIOBSDSocket.Handle.self
                    ) { try PeerCredentials(of: $0) }
                    return (try ControlConnection.Channel(wrappingChannelSynchronously: channel), peer)
                }
            }
        server.channel.closeFuture.whenComplete { [socket] _ in socket.remove() }
        try await withGracefulShutdownHandler {
            try await server.executeThenClose { clients in try await serve(clients) }
        } onGracefulShutdown: {
            server.channel.stopAccepting()
        }
    }

    private func serve(
        _ clients: NIOAsyncChannelInboundStream<(ControlConnection.Channel, PeerCredentials?)>
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for try await (channel, peer) in clients {
                guard let peer, connections < Self.maximumConnections else {
                    // Not above debug: a client that comes in a loop would use up the rate that the journal takes from
                    // one service (journald.conf(5), RateLimitBurst=), and the reminders go there too.
                    logger.debug("control connection refused: \(peer == nil ? "unknown peer" : "too many connections")")
                    try? await channel.executeThenClose { _, _ in }
                    continue
                }
                connections += 1
                let connection = ControlConnection(
                    channel: channel, peer: peer, service: service, handler: handler, logger: logger)
                group.addTask {
                    await connection.run()
                    await self.connectionEnded()
                }
            }
        }
    }

    private func connectionEnded() {
        connections -= 1
    }
}
