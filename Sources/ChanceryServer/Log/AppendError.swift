package import Chancery

/// Why an append was not taken.
package enum AppendError: Error {
    /// A change is at fault.
    case rejected(Calendar.Rejection)
    /// The log does not stand where the author expected it.
    case positionConflict(expected: Int, actual: Int)
    /// The idempotency id was used before, for other changes.
    case idConflict(id: String, position: Int)
    /// There is no room on the disk; nothing was appended.
    case diskFull
    /// The daemon is stopping; nothing was appended.
    case stopping
    /// The disk failed. Whether the entry is in the log is known when it is opened again.
    case logFailed
}
