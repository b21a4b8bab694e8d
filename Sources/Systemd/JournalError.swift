import Glibc

/// Why the journal was not written or not read.
package struct JournalError: Error, Equatable, CustomStringConvertible {
    /// What was tried.
    package enum Operation: Sendable {
        /// To reach journald's socket.
        case connect
        /// To send an entry.
        case send
        /// To open journal files that this user may read.
        case open
        /// To search the entries.
        case search
    }

    /// What was tried.
    package let operation: Operation
    /// The reason, as errno(3) numbers it.
    package let errno: CInt

    /// An error of an operation.
    package init(operation: Operation, errno: CInt) {
        self.operation = operation
        self.errno = errno
    }

    package var description: String {
        let attempt =
            switch operation {
            case .connect: "cannot reach journald at \(Journal.socketPath)"
            case .send: "journald did not take an entry"
            case .open: "cannot open the journal for reading"
            case .search: "cannot search the journal"
            }
        return "\(attempt): \(String(cString: strerror(errno)))"
    }
}
