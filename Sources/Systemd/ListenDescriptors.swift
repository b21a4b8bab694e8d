import CSystemd
import Glibc

/// The sockets that the service manager opened for this service (`.socket` units, sd_listen_fds(3)), by the name that
/// `FileDescriptorName=` gave them. A unit with several `ListenStream=` lines gives several descriptors of one name.
package struct ListenDescriptors: Sendable {
    /// What a listening socket has to be.
    package enum Kind: Sendable {
        /// A stream socket of unix(7).
        case unixStream
        /// A stream socket over IPv4 or IPv6.
        case inetStream
    }

    private let descriptors: [String: [CInt]]

    /// Groups descriptors by name, in the order given.
    package init(_ named: [(name: String, descriptor: CInt)]) {
        descriptors = Dictionary(grouping: named, by: \.name).mapValues { $0.map(\.descriptor) }
    }

    /// Takes the descriptors that were passed to this process; none where the process was started by hand.
    ///
    /// They are marked close-on-exec, and the variables that announced them are unset, so that no child takes them for
    /// its own. Call it once, first thing, while the process has one thread: the environment is not safe to change
    /// later.
    package static func receive() throws(ListenDescriptorsError) -> ListenDescriptors {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = sd_listen_fds_with_names(1, &names)
        guard count >= 0 else { throw .environment(errno: -count) }
        defer { free(names) }

        return ListenDescriptors(
            (0..<count).map { index in
                let name = names?[Int(index)]
                defer { free(name) }
                return (name.map { String(cString: $0) } ?? "unknown", SD_LISTEN_FDS_START + index)
            }
        )
    }

    /// The names that came with descriptors, sorted.
    package var names: [String] {
        descriptors.keys.sorted()
    }

    /// The descriptors of a name, each of which listens and is of the kind expected; empty where none was passed.
    package func listening(_ name: String, kind: Kind) throws(ListenDescriptorsError) -> [CInt] {
        let named = descriptors[name] ?? []
        for descriptor in named where !Self.listens(descriptor, kind: kind) {
            throw .unexpectedKind(name: name, descriptor: descriptor, expected: kind)
        }
        return named
    }

    private static func listens(_ descriptor: CInt, kind: Kind) -> Bool {
        let families =
            switch kind {
            case .unixStream: [AF_UNIX]
            case .inetStream: [AF_INET, AF_INET6]
            }
        return families.contains { sd_is_socket(descriptor, $0, CInt(SOCK_STREAM.rawValue), 1) > 0 }
    }
}

/// Why the sockets of the service manager cannot be used.
package enum ListenDescriptorsError: Error, Equatable, CustomStringConvertible {
    /// `LISTEN_PID`, `LISTEN_FDS` and `LISTEN_FDNAMES` do not fit each other, or a descriptor is not open.
    case environment(errno: CInt)
    /// The descriptor is another kind of socket, does not listen, or is no socket.
    case unexpectedKind(name: String, descriptor: CInt, expected: ListenDescriptors.Kind)

    package var description: String {
        switch self {
        case .environment(let errno):
            "cannot take the sockets announced by LISTEN_FDS: \(String(cString: strerror(errno)))"
        case .unexpectedKind(let name, let descriptor, .unixStream):
            "descriptor \(descriptor), named '\(name)', is not a listening UNIX stream socket"
        case .unexpectedKind(let name, let descriptor, .inetStream):
            "descriptor \(descriptor), named '\(name)', is not a listening TCP socket"
        }
    }
}
