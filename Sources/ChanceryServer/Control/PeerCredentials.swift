import CLinux
import Glibc
import NIOCore

/// Who is at the other end of a UNIX socket, as the kernel saw it when the client connected (SO_PEERCRED, unix(7)).
///
/// The user and group are proof. The process is decoration: it may have ended, and its number may be another's by now.
package struct PeerCredentials: Hashable, Sendable {
    package let uid: UInt32
    /// The effective group; the client's supplementary groups are not told.
    package let gid: UInt32
    package let pid: UInt32

    package init(uid: UInt32, gid: UInt32, pid: UInt32) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
    }

    /// Asks the kernel about the peer of a connected socket.
    init(of descriptor: CInt) throws(IOError) {
        var uid: UInt32 = 0
        var gid: UInt32 = 0
        var pid: UInt32 = 0
        guard clinux_peer_credentials(descriptor, &pid, &uid, &gid) == 0 else {
            throw IOError(errnoCode: errno, reason: "getsockopt SO_PEERCRED")
        }
        self.init(uid: uid, gid: gid, pid: pid)
    }
}
