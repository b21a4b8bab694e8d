import CanonicalJSON
import Glibc
import Varlink

/// A connection to the daemon's control socket. Its calls block until the daemon replies.
struct Connection: ~Copyable {
    static let interface = "org.chancery.Calendar"

    /// The greatest reply that is taken: a calendar of some hundred thousand events, which comes as one.
    private static let maximumReplySize = 256 << 20

    private let path: String
    private let descriptor: CInt
    private var client = ClientConnection(maximumReplySize: Self.maximumReplySize)
    private var received = [UInt8](repeating: 0, count: 64 << 10)

    init(to path: String) throws(Failure) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // The file system's limit on a name is greater than the socket's; the NUL must fit as well.
        let room = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard path.utf8.count <= room else {
            throw Failure(
                "the path of a socket has \(room) bytes at most, not \(path.utf8.count): \(path)", code: .usage)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }

        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure("cannot make a socket: \(String(cString: strerror(errno)))") }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw Failure("no daemon answers at \(path): \(reason)")
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Calls a method of the calendar.
    ///
    /// - Returns: the parameters of the reply.
    /// - Throws: the `VarlinkError` that the daemon replies with, or a ``Failure`` where it does not reply.
    mutating func call(_ method: String, _ parameters: JSONObject = JSONObject()) throws -> JSONObject {
        try send(Call("\(Self.interface).\(method)", parameters: parameters))
        switch try nextReply() {
        case .last(let parameters), .continues(let parameters): return parameters
        case .error(let error): throw error
        }
    }

    /// Calls a method that replies several times, and gives each reply's parameters to `body` when it comes.
    mutating func call(
        _ method: String, _ parameters: JSONObject, forEach body: (JSONObject) throws -> Void
    ) throws {
        try send(Call("\(Self.interface).\(method)", parameters: parameters, mode: .more))
        while client.isWaiting {
            switch try nextReply() {
            case .last(let parameters), .continues(let parameters): try body(parameters)
            case .error(let error): throw error
            }
        }
    }

    private mutating func send(_ call: Call) throws(Failure) {
        let bytes = client.send(call)
        // The daemon closes the connection where it sees that a call is too long, and cannot say why.
        guard bytes.count <= ServerConnection.maximumCallSize else {
            throw Failure(
                "too much at a time: the call has \(bytes.count) bytes, and the daemon takes "
                    + "\(ServerConnection.maximumCallSize) at most. Nothing was sent.")
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw lost(String(cString: strerror(errno))) }
            rest = rest.dropFirst(count)
        }
    }

    private mutating func nextReply() throws(Failure) -> Reply {
        while true {
            do throws(MessageError) {
                if let reply = try client.next() { return reply }
            } catch {
                throw Failure("what answers at \(path) is not understood: \(error)")
            }
            let count = received.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw lost(String(cString: strerror(errno))) }
            guard count > 0 else { throw lost("the daemon closed it before it had replied") }
            client.receive(received[..<count])
        }
    }

    private func lost(_ reason: String) -> Failure {
        Failure("the connection to \(path) is lost: \(reason)")
    }
}

extension JSONObject {
    /// A parameter that the interface promises.
    func parameter<Value>(_ name: String, _ value: (JSONValue) -> Value?) throws(Failure) -> Value {
        guard let value = self[name].flatMap(value) else {
            throw Failure("the daemon's reply lacks \"\(name)\": it is of another version than chanceryctl")
        }
        return value
    }
}
