import CSystemd  // Its headers bring SOCK_DGRAM, which Glibc alone no longer shows beside them.
import Glibc

/// Tells the service manager what state the service is in, by the protocol of sd_notify(3).
///
/// A message is one datagram of `NAME=value` lines to the socket that `NOTIFY_SOCKET` names. Each method answers
/// whether the message was handed over: `false` where no service manager waits for one, and where it could not be
/// sent. Nothing depends on the answer; a service that runs by hand calls the same methods.
///
/// The protocol is spoken here rather than through `sd_notify`, because that function reads the process environment
/// at each call.
package struct Notifier: Sendable {
    /// The most bytes of a status text that are sent. The service manager drops a message of more than 4096.
    package static let statusByteLimit = 1024

    private let socketAddress: String?

    /// A notifier for the socket that the service manager named in the environment of this process.
    package init() {
        self.init(socketAddress: getenv("NOTIFY_SOCKET").map { String(cString: $0) })
    }

    /// A notifier for a given socket.
    /// - Parameter socketAddress: An absolute path, or `@` and a name in the abstract namespace (unix(7)); `nil` where
    ///   no service manager waits for messages.
    package init(socketAddress: String?) {
        self.socketAddress = socketAddress
    }

    /// Start-up, or a reload, is complete.
    @discardableResult
    package func ready(status: String? = nil) -> Bool {
        send(["READY=1"] + (status.map { [statusLine($0)] } ?? []))
    }

    /// One line for people, shown by `systemctl status`.
    @discardableResult
    package func status(_ text: String) -> Bool {
        // A manager that is slow to read is not waited for: the next status is as good.
        send([statusLine(text)], flags: CInt(MSG_DONTWAIT))
    }

    /// A reload of the configuration begins; ``ready(status:)`` has to follow, whether or not it succeeds.
    ///
    /// The time goes with it always: `Type=notify-reload` needs it, and `Type=notify` ignores it.
    @discardableResult
    package func reloading() -> Bool {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return send(["RELOADING=1", "MONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1_000)"])
    }

    /// The service begins to shut down.
    @discardableResult
    package func stopping() -> Bool {
        send(["STOPPING=1"])
    }

    /// Asks for more time to start, or to stop: the next message comes within `duration`.
    @discardableResult
    package func extendTimeout(by duration: Duration) -> Bool {
        send(["EXTEND_TIMEOUT_USEC=\(duration.attoseconds / 1_000_000_000_000)"])
    }

    /// The service is alive. Due within every ``Watchdog/interval``.
    @discardableResult
    package func watchdog() -> Bool {
        send(["WATCHDOG=1"])
    }

    /// The text on one line, within the limit: a line break would begin another assignment.
    private func statusLine(_ text: String) -> String {
        var line = "STATUS="
        for scalar in text.unicodeScalars {
            let printable = scalar.properties.generalCategory == .control ? " " : scalar
            guard line.utf8.count + UTF8.width(printable) <= Self.statusByteLimit else { break }
            line.unicodeScalars.append(printable)
        }
        return line
    }

    private func send(_ assignments: [String], flags: CInt = 0) -> Bool {
        guard let (address, length) = socketAddress.flatMap(Self.address(of:)) else { return false }
        let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }

        let message = Array(assignments.joined(separator: "\n").utf8)
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                sendto(descriptor, message, message.count, CInt(MSG_NOSIGNAL) | flags, pointer, length)
                    == message.count
            }
        }
    }

    /// The address in the form of unix(7), or `nil` where it is neither a path nor an abstract name, or too long.
    private static func address(of text: String) -> (sockaddr_un, socklen_t)? {
        var bytes = Array(text.utf8)
        switch bytes.first {
        case UInt8(ascii: "/"): bytes.append(0)
        case UInt8(ascii: "@"): bytes[0] = 0
        default: return nil
        }

        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { path in
            guard bytes.count <= path.count else { return false }
            path.copyBytes(from: bytes)
            return true
        }
        let pathOffset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? MemoryLayout<sa_family_t>.size
        return fits ? (address, socklen_t(pathOffset + bytes.count)) : nil
    }
}
