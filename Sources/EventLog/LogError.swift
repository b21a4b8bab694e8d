internal import Glibc

/// Why the log cannot be opened, read or appended to.
package enum LogError: Error, Hashable, Sendable {
    /// Bytes at or before the last position known durable are not what was written. Nothing is changed.
    case corrupt(file: String, offset: Int, position: Int, reason: String)
    /// The directory holds something that is not a log of this version.
    case unusable(path: String, reason: String)
    /// Another process has this log open for appending.
    case locked(directory: String)
    /// There is no room for the entries; none of them was appended.
    case diskFull(path: String)
    /// The entries do not come next, or one is too long: a mistake of the caller. None of them was appended.
    case misfit(path: String, position: Int, reason: String)
    /// A system call failed; after a failed write or sync nothing more can be appended until the log is opened anew.
    case system(call: String, path: String, errno: Int32)
    /// An earlier write or sync failed, so what the disk holds is no longer known; or the log is closed.
    case failedBefore(path: String)

    /// Whether nothing was appended, and a later append may succeed.
    var isRefusal: Bool {
        switch self {
        case .diskFull, .misfit: true
        default: false
        }
    }

    /// Whether a system call found no room.
    var isDiskFull: Bool {
        if case .system(_, _, let errno) = self { errno == ENOSPC || errno == EDQUOT } else { false }
    }

    package static func system(_ call: String, _ path: String) -> LogError {
        .system(call: call, path: path, errno: errno)
    }
}

extension LogError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .corrupt(let file, let offset, let position, let reason):
            "the log is damaged: \(file), offset \(offset), position \(position): \(reason)"
        case .unusable(let path, let reason): "\(path) cannot be used as a log: \(reason)"
        case .locked(let directory): "\(directory): another process appends to this log"
        case .diskFull(let path): "\(path): no space left on the device; nothing was appended"
        case .misfit(let path, let position, let reason):
            "\(path): the entry of position \(position) cannot be appended: \(reason)"
        case .system(let call, let path, let errno): "\(path): \(call): \(String(cString: strerror(errno)))"
        case .failedBefore(let path): "\(path): an earlier write or sync failed, or the log is closed; open it anew"
        }
    }
}
