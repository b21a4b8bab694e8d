import CanonicalJSON
import EventLog
import TestSupport

/// An entry as a reader of the log is given it, kept beyond the reading.
struct ReadEntry: Equatable {
    let position: Int
    let recorded: Timestamp
    let id: String?
    let changes: String
    let line: String
    let head: Head

    init(_ entry: LogEntry) {
        position = entry.position
        recorded = entry.recorded
        id = try? entry.id?.string()
        changes = String(decoding: entry.changes, as: UTF8.self)
        line = String(decoding: entry.line, as: UTF8.self)
        head = entry.head
    }
}

extension EventLog {
    static let segment = "0000000000000001.jsonl"

    /// The log in a directory; what it replays is of no interest.
    convenience init(_ directory: TemporaryDirectory) throws(LogError) {
        try self.init(directory: directory.path, now: .begin) { (_) throws(ReplayFailure) in }
    }

    /// Appends entries of one change each, a second apart, in one batch.
    func append(_ changes: String...) throws(LogError) {
        try append(chained(changes.map { "[\"\($0)\"]" }))
    }

    /// Entries that follow the last one of the log, a second apart.
    func chained(_ changes: [String]) -> [EncodedEntry] {
        var (head, recorded) = (head, recorded)
        return changes.map { changes in
            recorded = Timestamp(milliseconds: recorded.milliseconds + 1_000)
            let entry = EncodedEntry(
                after: head, recorded: recorded, author: ["uid": 1000], changes: Array(changes.utf8), id: nil)
            head = entry.head
            return entry
        }
    }

    /// The entries from a position on, `count` at the most.
    func entries(from position: Int = 1, count: Int = .max) throws -> [ReadEntry] {
        var entries: [ReadEntry] = []
        try read(from: position) { (entry) throws(Never) in
            entries.append(ReadEntry(entry))
            return entries.count < count
        }
        return entries
    }
}

extension Timestamp {
    /// 2025-01-28T09:00:00.000Z
    static let begin = Timestamp(milliseconds: 1_738_054_800_000)
}
