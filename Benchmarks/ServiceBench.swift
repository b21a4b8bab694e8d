import CanonicalJSON
import ChanceryServer
import Glibc
import Logging
import Synchronization
import Systemd
import TimeZoneDatabase
import Varlink

/// Loads a whole daemon over its own sockets: appends through Varlink, requests through HTTP.
struct ServiceBench {
    let seconds: Int
    let directory: String

    func run() async throws {
        let zones = TimeZoneDatabase()
        var configuration = Configuration()
        configuration.logDirectory = "\(directory)/log"
        configuration.controlSocket = "\(directory)/control"
        configuration.listen = Configuration.Address(host: "127.0.0.1", port: 0)
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let daemon = try Daemon(
            zones: zones, sockets: ListenDescriptors([]), notifier: Notifier(), logger: logger
        ) { [configuration] () throws(ConfigurationError) in configuration }
        await withThrowingTaskGroup { group in
            group.addTask { try await daemon.run() }
            let port = UInt16(daemon.feedAddress.split(separator: ":").last ?? "") ?? 0
            fill(socket: "\(directory)/control", events: Self.feedEvents)
            await requests(port: port)
            for clients in [1, 64] {
                let times = await load(clients) { client, deadline in
                    appends(client, socket: "\(directory)/control", until: deadline)
                }
                report(
                    "durable appends through the socket, \(clients)", rate(times.count, .seconds(seconds), "entries"))
                report("  p50, p99", percentiles(times))
            }
            group.cancelAll()
        }
    }

    /// How many events the feed has that is asked for.
    private static let feedEvents = 200

    private func requests(port: UInt16) async {
        let (status, size) = HTTPClient(port: port)?.get("/calendar.ics") ?? (0, 0)
        for (what, fields) in [
            ("GET of \(size / 1024) KiB (\(status))", ""), ("GET answered by 304", "If-None-Match: *\r\n"),
        ] {
            let times = await load(16) { _, deadline in
                guard let client = HTTPClient(port: port) else { return [] }
                return measured(until: deadline) { client.get("/calendar.ics", fields) != nil }
            }
            report("\(what), 16 connections", rate(times.count, .seconds(seconds), "requests"))
            report("  p50, p99", percentiles(times))
        }
    }

    /// Appends the events that the feed is to have.
    private func fill(socket path: String, events: Int) {
        guard let socket = Socket(path: path) else { return }
        var connection = ClientConnection()
        for number in 0..<events { _ = append(consultations("feed-\(number)"), socket, &connection) }
    }

    /// Appends a change, and answers whether the daemon says that it is on the disk.
    private func append(_ change: JSONValue, _ socket: Socket, _ connection: inout ClientConnection) -> Bool {
        socket.send(connection.send(Call("org.chancery.Calendar.Append", parameters: ["changes": [change]])))
        while true {
            guard let bytes = socket.receive() else { return false }
            connection.receive(bytes)
            guard let reply = try? connection.next() else { continue }
            if case .last = reply { return true }
            return false
        }
    }

    /// Runs the clients, each in a thread of its own, and gathers the times of what they did, sorted.
    private func load(
        _ clients: Int, _ client: @escaping @Sendable (Int, ContinuousClock.Instant) -> [Duration]
    ) async -> [Duration] {
        let deadline = ContinuousClock.now + .seconds(seconds)
        let times = Times()
        await withCheckedContinuation { continuation in
            let remaining = Remaining(clients) { continuation.resume() }
            for index in 0..<clients {
                Thread.start {
                    times.add(client(index, deadline))
                    remaining.countDown()
                }
            }
        }
        return times.sorted
    }

    private func appends(_ client: Int, socket path: String, until deadline: ContinuousClock.Instant) -> [Duration] {
        guard let socket = Socket(path: path) else { return [] }
        var connection = ClientConnection()
        var number = 0
        return measured(until: deadline) {
            number += 1
            return append(consultations("\(client)-\(number)-\(deadline.hashValue)"), socket, &connection)
        }
    }
}

/// A thread: who waits for the network or for time must not take the daemon's threads for it.
enum Thread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Body(body)).toOpaque()
        pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, argument)
        pthread_detach(thread)
    }
}

private final class Times: Sendable {
    private let all = Mutex<[Duration]>([])
    func add(_ times: [Duration]) { all.withLock { $0 += times } }
    var sorted: [Duration] { all.withLock { $0.sorted() } }
}

private final class Remaining: Sendable {
    private let count: Mutex<Int>
    private let done: @Sendable () -> Void

    init(_ count: Int, _ done: @escaping @Sendable () -> Void) {
        self.count = Mutex(count)
        self.done = done
    }

    func countDown() {
        let left = count.withLock { count in
            count -= 1
            return count
        }
        if left == 0 { done() }
    }
}

/// A blocking stream socket.
private final class Socket {
    private let descriptor: CInt

    init?(path: String) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        guard connects(&address, MemoryLayout<sockaddr_un>.size) else { return nil }
    }

    init?(port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        guard connects(&address, MemoryLayout<sockaddr_in>.size) else { return nil }
    }

    deinit { close(descriptor) }

    private func connects<Address>(_ address: inout Address, _ size: Int) -> Bool {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(size)) == 0 }
        }
    }

    func send(_ bytes: [UInt8]) {
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}

/// A client that keeps its connection and reads whole answers.
private final class HTTPClient {
    private let socket: Socket

    init?(port: UInt16) {
        guard let socket = Socket(port: port) else { return nil }
        self.socket = socket
    }

    /// Answers the status and the body's length; nil where the connection ended.
    func get(_ path: String, _ fields: String = "") -> (status: Int, length: Int)? {
        socket.send(Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n".utf8))
        var received: [UInt8] = []
        while let bytes = socket.receive() {
            received += bytes
            guard let end = headEnd(received) else { continue }
            let head = String(decoding: received[..<end], as: UTF8.self)
            let status = Int(head.dropFirst(9).prefix(3)) ?? 0
            let length =
                head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
            var missing = length - (received.count - end - 4)
            while missing > 0, let more = socket.receive() { missing -= more.count }
            return missing == 0 ? (status, length) : nil
        }
        return nil
    }

    private func headEnd(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...(bytes.count - 4)).first {
            bytes[$0] == 13 && bytes[$0 + 1] == 10 && bytes[$0 + 2] == 13 && bytes[$0 + 3] == 10
        }
    }
}
