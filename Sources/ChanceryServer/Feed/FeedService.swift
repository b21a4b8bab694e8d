internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import ServiceLifecycle

/// Serves feeds and pages over HTTP/1.1, on sockets that listen already.
///
/// Hummingbird binds by address only; its channel and its router do not mind where a connection comes from.
actor FeedService: Service {
    /// How many connections may be open at once; further ones are closed at once.
    private static let maximumConnections = 512
    /// How long a connection may be silent.
    private static let idleTime = TimeAmount.seconds(30)
    /// How long a client may leave an answer unread.
    private static let unreadTime = TimeAmount.minutes(2)
    /// How long requests are still taken from who has connected when the service stops, and how long an answer may take
    /// after that.
    private static let (lastTime, stopTime) = (TimeAmount.milliseconds(300), TimeAmount.seconds(2))

    private let socket: FeedSocket
    private let http: HTTP1Channel
    private let logger: Logger
    private var connections = 0

    init(socket: FeedSocket, router: FeedRouter, logger: Logger) {
        let responder = router.responder()
        self.socket = socket
        self.logger = logger
        http = HTTP1Channel(
            responder: { request, writer, channel in
                let context = BasicRequestContext(
                    source: ApplicationRequestContextSource(channel: channel, logger: logger))
                var response: Response
                if request.method == .get || request.method == .head {
                    do {
                        response = try await responder.respond(to: request, context: context)
                    } catch let error as any HTTPResponseError {
                        response = FeedRouter.text(error.status, "Nothing is here.")
                    }
                } else {
                    response = FeedRouter.text(.methodNotAllowed, "Only GET and HEAD are answered here.")
                    response.headers[.allow] = "GET, HEAD"
                }
                response.headers[.date] = HTTPDate.text(Int64(time(nil)))
                let deadline = Self.close(channel, in: Self.unreadTime)
                defer { deadline.cancel() }
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: HTTP1Channel.Configuration(
                idleTimeout: Self.idleTime,
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 << 10, maxHeaderListSize: 32 << 10, maxHeaderFieldCount: 100)))
    }

    func run() async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(socket.descriptor) { [http, logger] channel in http.setup(channel: channel, logger: logger) }
        try await withGracefulShutdownHandler {
            try await server.executeThenClose { connections in try await serve(connections) }
        } onGracefulShutdown: {
            server.channel.stopAccepting()
        }
    }

    private func serve(_ accepted: NIOAsyncChannelInboundStream<HTTP1Channel.Value>) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for try await connection in accepted {
                guard connections < Self.maximumConnections else {
                    try? await connection.executeThenClose { _, _ in }
                    continue
                }
                connections += 1
                group.addTask { [http, logger] in
                    await withGracefulShutdownHandler {
                        await http.handle(value: connection, logger: logger)
                    } onGracefulShutdown: {
                        // What is being answered is answered, and what was sent just now; then the connection is closed.
                        let channel = connection.channel
                        channel.eventLoop.scheduleTask(in: Self.lastTime) {
                            channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
                        }
                        _ = Self.close(channel, in: Self.lastTime + Self.stopTime)
                    }
                    await self.connectionEnded()
                }
            }
        }
    }

    /// Closes a channel after a while, unless that is cancelled before.
    private static func close(_ channel: any Channel, in time: TimeAmount) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    /// Answers when every thread that serves connections does, and the service itself: what the watchdog asks.
    func answer() async {
        for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() { try? await loop.submit {}.get() }
    }

    private func connectionEnded() {
        connections -= 1
    }
}

extension Channel {
    /// Ends a listening channel: nobody else is accepted, and whoever was is handed over to be served before it closes.
    func stopAccepting() {
        setOption(.autoRead, value: false).whenComplete { [self] _ in
            eventLoop.scheduleTask(in: .milliseconds(100)) { [self] in close(promise: nil) }
        }
    }
}
