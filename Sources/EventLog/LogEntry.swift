package import CanonicalJSON

/// Position and digest of a line of the log: with it, all that came before is fixed.
package struct Head: Hashable, Sendable {
    /// The position of the entry; 0 is the header line.
    package let position: Int
    package let hash: Digest

    package init(position: Int, hash: Digest) {
        self.position = position
        self.hash = hash
    }
}

/// What an entry says, wherever in a log it will stand.
package struct EntryBody: Sendable {
    /// The beginning of its line.
    fileprivate let bytes: [UInt8]

    /// - Parameters:
    ///   - author: who appends.
    ///   - changes: the canonical JSON of the payload, an array.
    ///   - id: the idempotency id, if the author gave one.
    package init(author: JSONValue, changes: [UInt8], id: String?) {
        var line: [UInt8] = []
        line.reserveCapacity(changes.count + 384)
        line.append(contentsOf: #"{"author":"#.utf8)
        author.write(to: &line)
        line.append(contentsOf: #","changes":"#.utf8)
        line.append(contentsOf: changes)
        if let id {
            line.append(contentsOf: #","id":"#.utf8)
            JSONValue.write(id, to: &line)
        }
        bytes = line
    }
}

/// An entry that is ready to be written: its line, and the head that the log has with it.
package struct EncodedEntry: Sendable {
    /// The head that the line follows.
    let previous: Head
    package let head: Head
    package let recorded: Timestamp
    /// The line, with its line feed.
    package let line: [UInt8]

    /// Makes the line that follows `previous`. See ``EntryBody/init(author:changes:id:)``.
    package init(after previous: Head, recorded: Timestamp, author: JSONValue, changes: [UInt8], id: String?) {
        self.init(after: previous, recorded: recorded, EntryBody(author: author, changes: changes, id: id))
    }

    /// Makes the line that follows `previous`.
    package init(after previous: Head, recorded: Timestamp, _ body: EntryBody) {
        let position = previous.position + 1
        var line = body.bytes
        line.append(contentsOf: #","position":"#.utf8)
        line.append(contentsOf: String(position).utf8)
        line.append(contentsOf: #","previous":""#.utf8)
        line.append(contentsOf: previous.hash.hexadecimal)
        line.append(contentsOf: #"","recorded":""#.utf8)
        line.append(contentsOf: recorded.description.utf8)
        line.append(UInt8(ascii: "\""))
        self.previous = previous
        self.head = Head(position: position, hash: LogLine.seal(&line))
        self.recorded = recorded
        self.line = line
    }
}

/// An entry as it stands in the log, borrowed from the buffer it was read into: valid only inside the closure it is
/// given to.
package struct LogEntry {
    package let position: Int
    package let recorded: Timestamp
    /// The idempotency id.
    package let id: JSONText?
    /// The payload's JSON, an array.
    package let changes: UnsafeBufferPointer<UInt8>
    /// The whole line, without its line feed.
    package let line: UnsafeBufferPointer<UInt8>
    package let head: Head
    /// The hash of the line that it says it follows.
    let previous: Digest
}
