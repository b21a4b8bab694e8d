import Glibc

/// The service manager's end of sd_notify(3): a datagram socket with a name that the kernel chooses.
package struct ServiceManager: ~Copyable {
    struct CannotListen: Error {
        let errno: CInt
    }

    /// The name as `NOTIFY_SOCKET` has it.
    package let address: String
    private let descriptor: CInt

    package init() throws {
        let descriptor = socket(AF_UNIX, CInt(SOCK_DGRAM.rawValue), 0)
        // An address of the family alone asks for an abstract name (unix(7), autobind).
        var family = sockaddr_un()
        family.sun_family = sa_family_t(AF_UNIX)
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafeMutablePointer(to: &family) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, socklen_t(MemoryLayout<sa_family_t>.size))
                    | getsockname(descriptor, pointer, &length)
            }
        }
        guard result == 0 else { throw CannotListen(errno: errno) }
        let name = withUnsafeBytes(of: family.sun_path) { path in
            String(decoding: path.prefix(Int(length) - MemoryLayout<sa_family_t>.size).dropFirst(), as: UTF8.self)
        }
        address = "@\(name)"
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The next message that has come; empty where none has.
    package func receive() -> String {
        var buffer = [UInt8](repeating: 0, count: 8192)
        let count = recv(descriptor, &buffer, buffer.count, CInt(MSG_DONTWAIT))
        return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    }
}
