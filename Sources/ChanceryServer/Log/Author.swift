package import CanonicalJSON

/// Who appends an entry.
package enum Author: Hashable, Sendable {
    /// A client of the control socket, by the kernel's word (SO_PEERCRED).
    case peer(PeerCredentials)
    /// The daemon itself: its reminders.
    case daemon

    package var json: JSONValue {
        switch self {
        case .peer(let peer):
            ["uid": .integer(Int64(peer.uid)), "gid": .integer(Int64(peer.gid)), "pid": .integer(Int64(peer.pid))]
        case .daemon: ["daemon": true]
        }
    }
}
