package import Chancery

/// What the author of an append takes for given; where it is not so, nothing is appended.
package struct Expectation: Sendable {
    /// The position at which the log stands.
    package var position: Int?
    /// The SEQUENCE of events, by their UID: how often each was changed (RFC 5545, section 3.8.7.4).
    package var sequences: [String: Int] = [:]

    package init(position: Int? = nil, sequences: [String: Int] = [:]) {
        (self.position, self.sequences) = (position, sequences)
    }
}

/// Why an append was not taken.
package enum AppendError: Error {
    /// A change is at fault.
    case rejected(Calendar.Rejection)
    /// The log does not stand where the author expected it.
    case positionConflict(expected: Int, actual: Int)
    /// The event is not as its author knew it; `actual` is nil where there is no such event.
    case sequenceConflict(event: String, expected: Int, actual: Int?)
    /// The idempotency id was used before, for other changes.
    case idConflict(id: String, position: Int)
    /// There is no room on the disk; nothing was appended.
    case diskFull
    /// The daemon is stopping; nothing was appended.
    case stopping
    /// The disk failed. Whether the entry is in the log is known when it is opened again.
    case logFailed
}
