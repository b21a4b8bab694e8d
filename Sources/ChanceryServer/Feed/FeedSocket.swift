internal import Glibc
internal import NIOCore

/// A stream socket that listens for HTTP.
package struct FeedSocket: Sendable {
    /// How many connections may wait to be accepted.
    private static let backlog: CInt = 256

    let descriptor: CInt
    /// Where it listens: `127.0.0.1:8414`.
    package let address: String

    /// A socket that listens already: one the service manager bound and passed on.
    package init(listening descriptor: CInt) throws {
        self.descriptor = descriptor
        address = try Self.address(of: descriptor)
    }

    /// Binds an address and listens.
    ///
    /// - Throws: `IOError`, or an error of the name's resolution.
    package init(binding address: Configuration.Address) throws {
        let resolved = try SocketAddress.makeAddressResolvingHost(address.host, port: address.port)
        let descriptor = socket(resolved.protocol.rawValue, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "socket") }
        do {
            var yes: CInt = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
            let isBound = resolved.withSockAddr { bind(descriptor, $0, socklen_t($1)) == 0 }
            guard isBound else { throw IOError(errnoCode: errno, reason: "cannot listen on \(address): bind") }
            guard listen(descriptor, Self.backlog) == 0 else { throw IOError(errnoCode: errno, reason: "listen") }
            self.address = try Self.address(of: descriptor)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    /// The address that a socket is bound to, in figures.
    private static func address(of descriptor: CInt) throws -> String {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let isKnown = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(descriptor, address, &length) == 0
                    && getnameinfo(
                        address, length, &host, socklen_t(host.count), &port, socklen_t(port.count),
                        NI_NUMERICHOST | NI_NUMERICSERV) == 0
            }
        }
        guard isKnown else { throw IOError(errnoCode: errno, reason: "getsockname") }
        let text = { (characters: [CChar]) in
            String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        return storage.ss_family == AF_INET6 ? "[\(text(host))]:\(text(port))" : "\(text(host)):\(text(port))"
    }
}
