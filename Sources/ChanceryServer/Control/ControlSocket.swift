import Glibc

/// A UNIX stream socket that listens for control connections.
package struct ControlSocket: Sendable {
    /// Read and write for the owner and the group: to connect takes the right to write.
    static let mode: mode_t = 0o660

    let descriptor: CInt
    /// Where the socket was bound by this process, and is removed when it stops.
    private let path: String?

    /// A socket that listens already: one the service manager bound and passed on.
    ///
    /// Nothing but a UNIX stream socket is taken: only there does the kernel say who the client is.
    package init(listening descriptor: CInt) throws(ControlSocketError) {
        let expected = [
            (SO_DOMAIN, AF_UNIX), (SO_TYPE, CInt(SOCK_STREAM.rawValue)), (SO_ACCEPTCONN, 1),
        ]
        for (option, value) in expected where Self.option(option, of: descriptor) != value {
            throw .notListening(descriptor)
        }
        self.descriptor = descriptor
        path = nil
    }

    /// Binds a socket at a path and listens.
    ///
    /// The file of a daemon that is gone is replaced. A file that is no socket, or that a daemon still listens on, is
    /// left as it is.
    package init(bindingAt path: String) throws(ControlSocketError) {
        var address = try Self.address(path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system(path: path, call: "socket", errno) }
        do throws(ControlSocketError) {
            // The file gets its mode from the socket and the umask in the moment it is made, so that nobody comes in
            // between bind and chmod.
            try Self.check(fchmod(descriptor, Self.mode), "fchmod", path)
            if Self.with(&address, { bind(descriptor, $0, $1) }) != 0 {
                guard errno == EADDRINUSE else { throw .system(path: path, call: "bind", errno) }
                try Self.removeStale(at: path, &address)
                try Self.check(Self.with(&address) { bind(descriptor, $0, $1) }, "bind", path)
            }
            try Self.check(chmod(path, Self.mode), "chmod", path)
            try Self.check(listen(descriptor, SOMAXCONN), "listen", path)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        self.path = path
    }

    /// Removes the file of a socket that was bound here.
    func remove() {
        if let path { unlink(path) }
    }

    /// Removes a socket's file where nobody answers on it.
    private static func removeStale(at path: String, _ address: inout sockaddr_un) throws(ControlSocketError) {
        var status = stat()
        try check(lstat(path, &status), "lstat", path)
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket(path: path) }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        try check(probe, "socket", path)
        defer { close(probe) }
        // A full queue (EAGAIN) is a sign of life as well.
        if with(&address, { connect(probe, $0, $1) }) == 0 || errno == EAGAIN { throw .inUse(path: path) }
        guard errno == ECONNREFUSED else { throw .system(path: path, call: "connect", errno) }
        try check(unlink(path), "unlink", path)
    }

    private static func check(_ result: CInt, _ call: String, _ path: String) throws(ControlSocketError) {
        if result < 0 { throw .system(path: path, call: call, errno) }
    }

    private static func option(_ option: CInt, of descriptor: CInt) -> CInt? {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return getsockopt(descriptor, SOL_SOCKET, option, &value, &size) == 0 ? value : nil
    }

    private static func address(_ path: String) throws(ControlSocketError) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { place in
            // One byte stays zero, as the end of the path.
            guard !path.isEmpty, path.utf8.count < place.count, !path.utf8.contains(0) else { return false }
            place.copyBytes(from: path.utf8)
            return true
        }
        guard fits else { throw .invalidPath(path) }
        return address
    }

    private static func with<Result>(
        _ address: inout sockaddr_un, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// Why the control socket does not listen.
package enum ControlSocketError: Error, CustomStringConvertible {
    /// A daemon answers at the path.
    case inUse(path: String)
    /// Something else than a socket is at the path.
    case notASocket(path: String)
    /// A descriptor that was passed on is no UNIX stream socket that listens.
    case notListening(CInt)
    /// The path is empty or longer than the 107 bytes that an address has room for (unix(7)).
    case invalidPath(String)
    /// A call of the system failed with that errno.
    case system(path: String, call: String, CInt)

    package var description: String {
        switch self {
        case .inUse(let path): "another daemon is listening on \(path)"
        case .notASocket(let path): "\(path) is there and is not a socket"
        case .notListening(let descriptor): "descriptor \(descriptor) is not a UNIX stream socket that listens"
        case .invalidPath(let path): "\"\(path)\" cannot be the path of a socket: expected 1 to 107 bytes"
        case .system(let path, let call, let code):
            "cannot listen on \(path): \(call): \(String(cString: strerror(code)))"
        }
    }
}
