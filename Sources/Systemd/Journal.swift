import CSystemd
import Glibc

/// The system's journal: structured entries out, and a look for entries already there.
package struct Journal: Sendable {
    /// How much an entry matters, as syslog(3) numbers it: the field `PRIORITY=`.
    package enum Priority: Int, Sendable {
        case emergency, alert, critical, error, warning, notice, info, debug
    }

    /// Where journald takes entries.
    static let socketPath = "/run/systemd/journal/socket"

    /// The journal of this system.
    package init() {}

    /// Sends an entry (sd_journal_sendv(3)). journald has it on return; it is on disk a little later.
    ///
    /// The call waits while journald's queue is full.
    /// - Parameters:
    ///   - message: The text for people. Sent as it is: it is no format string.
    ///   - priority: How much it matters.
    ///   - id: What it is about.
    ///   - fields: All else; a name may stand more than once.
    package func send(
        _ message: String, priority: Priority, id: MessageID? = nil, fields: [JournalField] = []
    ) throws(JournalError) {
        // Without this look a lost entry would pass for a sent one: where the socket is missing,
        // sd_journal_sendv does nothing and answers 0.
        guard access(Self.socketPath, W_OK) == 0 else { throw JournalError(operation: .connect, errno: errno) }

        var entry = [JournalField("MESSAGE", message), JournalField("PRIORITY", "\(priority.rawValue)")]
        if let id { entry.append(JournalField("MESSAGE_ID", "\(id)")) }
        entry += fields

        var bytes: [UInt8] = []
        var ends: [Int] = []
        for field in entry {
            bytes += field.assignment
            ends.append(bytes.count)
        }
        let result = bytes.withUnsafeMutableBytes { buffer in
            var start = 0
            let vectors = ends.map { end in
                defer { start = end }
                return iovec(iov_base: buffer.baseAddress?.advanced(by: start), iov_len: end - start)
            }
            return sd_journal_sendv(vectors, CInt(vectors.count))
        }
        guard result == 0 else { throw JournalError(operation: .send, errno: -result) }
    }

    /// Whether the journal holds an entry with all these fields, sent by the user this process runs as.
    ///
    /// Others may write the same fields, and are not believed. Fields of different names must all be there; those of
    /// one name are alternatives (sd_journal_add_match(3)).
    /// - Parameter since: The earliest time of such an entry, in microseconds since 1970, by the wall clock.
    package func contains(_ fields: [JournalField], since: UInt64? = nil) throws(JournalError) -> Bool {
        var opened: OpaquePointer?
        let flags = CInt(SD_JOURNAL_LOCAL_ONLY)
        try check(sd_journal_open(&opened, flags), .open)
        guard let journal = opened else { throw JournalError(operation: .open, errno: ENOMEM) }
        defer { sd_journal_close(journal) }

        // Files that this user may not read are passed over in silence; with none left, "no" would be a guess.
        guard sd_journal_has_runtime_files(journal) > 0 || sd_journal_has_persistent_files(journal) > 0 else {
            throw JournalError(operation: .open, errno: EACCES)
        }

        for match in fields.map(\.assignment) + [Array("_UID=\(getuid())".utf8)] {
            try check(sd_journal_add_match(journal, match, match.count), .search)
        }
        while try check(sd_journal_next(journal), .search) > 0 {
            guard let since else { return true }
            var time: UInt64 = 0
            try check(sd_journal_get_realtime_usec(journal, &time), .search)
            if time >= since { return true }
        }
        return false
    }

    @discardableResult
    private func check(_ result: CInt, _ operation: JournalError.Operation) throws(JournalError) -> CInt {
        guard result >= 0 else { throw JournalError(operation: operation, errno: -result) }
        return result
    }
}

extension JournalField {
    /// `NAME=value`, the form in which the journal takes a field and matches it.
    fileprivate var assignment: [UInt8] {
        Array("\(name.text)=\(value)".utf8)
    }
}
