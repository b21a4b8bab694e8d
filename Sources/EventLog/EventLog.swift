internal import Synchronization

/// An append-only, hash-chained log in a directory: JSON Lines, one entry a line.
///
/// - `0000000000000001.jsonl`, `0000000000083921.jsonl`, …: the segments, each named by its first position. The first
///   begins with the header line.
/// - `head`: a position known durable. Bad bytes after it are a torn tail, bad bytes at or before it are corruption.
/// - `torn-…`: what was set aside as a torn tail, `damaged-…`: what ``LogRepair`` moved out; never deleted.
/// - `….new`: a file that is being made, and has no name yet.
///
/// While a log is open, empty lines stand behind the last entry: a sync of blocks that are there already is faster than
/// one that makes a file longer.
///
/// One process at a time has a log open. Calls block on the disk; they are safe from any thread.
package final class EventLog: Sendable {
    /// What opening found.
    package struct Recovery: Sendable {
        /// Where the torn tail went, and how many bytes it had; nil where there was none.
        package var tornTail: (path: String, bytes: Int)?
    }

    package let header: LogHeader
    package let recovery: Recovery

    let disk: any Disk
    let durable: Mutex<Durable>
    private let segmentSize: Int
    private let headFile: HeadFile
    /// Held over a write and its sync; readers do not wait for it.
    private let appending: Mutex<Appending>

    /// What is known to be on the disk.
    struct Durable {
        /// In order; the last is the one that is written.
        var segments: [Segment]
        /// The offset behind the last line, in the last segment.
        var end: Int
        /// The bytes of the segments before the last.
        var sealedSize: Int
        var head: Head
        var recorded: Timestamp
        var marks: [Mark]
    }

    private struct Appending {
        /// The last segment.
        var file: any DiskFile
        /// Its size: from the end of the log up to here it holds line feeds.
        var fileEnd: Int
        /// Set by a failed write or sync, when what the disk holds is not known any more, and when the log is closed.
        var isClosed = false
    }

    /// A place to begin reading at: the line behind `head` begins at `offset` of a segment.
    struct Mark {
        /// Index of the segment.
        let segment: Int
        let offset: Int
        let head: Head
        let recorded: Timestamp
    }

    /// How many entries lie between two marks.
    static let markInterval = 256
    /// How many bytes of empty lines are written ahead.
    private static let room = 256 << 10
    /// When a segment has so many bytes, the next one is begun.
    package static let defaultSegmentSize = 64 << 20

    // MARK: Opening

    /// Opens the log in a directory, begins it where there is none, and gives every entry to `body`, in order.
    ///
    /// - Parameters:
    ///   - now: the time, for the header of a new log.
    ///   - segmentSize: in bytes; a segment ends with the batch that reaches it.
    /// - Throws: ``LogError``; where `body` throws, its error at the entry's place, as ``LogError/corrupt(file:offset:position:reason:)``.
    package convenience init(
        directory: String, now: Timestamp, segmentSize: Int = defaultSegmentSize,
        replay body: (LogEntry) throws(ReplayFailure) -> Void
    ) throws(LogError) {
        try self.init(
            on: SystemDisk(directory), now: now, segmentSize: segmentSize, replay: body)
    }

    /// Opens the log on a disk. See ``init(directory:now:segmentSize:replay:)``.
    package init(
        on disk: some Disk, now: Timestamp, segmentSize: Int = defaultSegmentSize,
        replay body: (LogEntry) throws(ReplayFailure) -> Void
    ) throws(LogError) {
        guard try disk.lock() else { throw .locked(directory: disk.path) }
        let opened = try Self.open(disk, now: now, replay: body)
        self.disk = disk
        self.segmentSize = segmentSize
        header = opened.header
        recovery = opened.recovery
        headFile = opened.headFile
        appending = Mutex(Appending(file: opened.file, fileEnd: opened.durable.end))
        durable = Mutex(opened.durable)
    }

    package var directory: String { disk.path }
    /// Position and hash of the last durable entry.
    package var head: Head { durable.withLock { $0.head } }
    /// When the last durable entry was recorded; the log's beginning where there is none.
    package var recorded: Timestamp { durable.withLock { $0.recorded } }
    /// The size of the log in bytes.
    package var size: Int { durable.withLock { $0.sealedSize + $0.end } }

    // MARK: Appending

    /// Appends the entries, in order, all or none, and returns when they are on the disk.
    ///
    /// - Throws: ``LogError/diskFull(path:)`` where there was no room, and
    ///   ``LogError/misfit(path:position:reason:)`` where the entries do not come next: nothing was appended, and a
    ///   later call may succeed. After any other error nothing more is appended.
    package func append(_ entries: [EncodedEntry]) throws(LogError) {
        guard let last = entries.last else { return }
        let fault: LogError? = appending.withLock { state in
            guard !state.isClosed else { return .failedBefore(path: state.file.path) }
            do throws(LogError) {
                try checkFit(of: entries, path: state.file.path)
                try makeRoom(for: entries, &state)
                try write(entries, last: last, &state)
                return nil
            } catch {
                // A full disk is no harm where it kept the entries out; where they are in and the head file is not
                // written, it is.
                if error.isRefusal { return error }
                state.isClosed = true
                return error
            }
        }
        if let fault { throw fault }
    }

    /// Each entry must follow the one before it: what the log could not read again is not acknowledged.
    private func checkFit(of entries: [EncodedEntry], path: String) throws(LogError) {
        var (head, recorded) = durable.withLock { ($0.head, $0.recorded) }
        for entry in entries {
            func misfit(_ reason: String) -> LogError {
                .misfit(path: path, position: entry.head.position, reason: reason)
            }
            guard entry.previous == head else { throw misfit("it does not follow position \(head.position)") }
            guard entry.recorded >= recorded else { throw misfit("it is recorded earlier than the one before") }
            guard entry.line.count <= LogLine.maximumLength else {
                throw misfit("its line has \(entry.line.count) bytes, more than \(LogLine.maximumLength)")
            }
            (head, recorded) = (entry.head, entry.recorded)
        }
    }

    /// Begins the next segment where the last one is full.
    ///
    /// All of the last one is durable here, and the new one's name is before anything is written to it: whatever is
    /// found after a power cut, a segment that another one follows is whole. It has no empty lines either: they are
    /// written up to `segmentSize` only.
    private func makeRoom(for entries: [EncodedEntry], _ state: inout Appending) throws(LogError) {
        let (last, end, head) = durable.withLock { ($0.segments[$0.segments.count - 1], $0.end, $0.head) }
        let next = Segment(first: head.position + 1)
        guard end >= segmentSize, next != last else { return }
        let file: any DiskFile
        do throws(LogError) {
            guard let made = try disk.open(next.name, .create) else { throw .system("open", next.name) }
            file = made
        } catch {
            throw error.isDiskFull ? .diskFull(path: disk.path) : error
        }
        try disk.sync()
        disk.protect(last.name)
        state.file = file
        state.fileEnd = 0
        durable.withLock { durable in
            durable.segments.append(next)
            durable.sealedSize += durable.end
            durable.end = 0
        }
    }

    private func write(_ entries: [EncodedEntry], last: EncodedEntry, _ state: inout Appending) throws(LogError) {
        let (start, segment) = durable.withLock { ($0.end, $0.segments.count - 1) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + $1.line.count })
        var marks: [Mark] = []
        for entry in entries {
            bytes.append(contentsOf: entry.line)
            if entry.head.position % Self.markInterval == 0 {
                marks.append(
                    Mark(segment: segment, offset: start + bytes.count, head: entry.head, recorded: entry.recorded))
            }
        }
        let end = start + bytes.count
        if end > state.fileEnd {
            state.fileEnd = max(end, min(end + Self.room, segmentSize))
            bytes.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: state.fileEnd - end))
        }
        do throws(LogError) {
            try write(bytes, at: start, &state)
        } catch {
            // There may still be room without empty lines.
            guard case .diskFull = error, bytes.count > end - start else { throw error }
            bytes.removeLast(bytes.count - (end - start))
            try write(bytes, at: start, &state)
            state.fileEnd = end
        }
        try state.file.syncData()
        try headFile.write(last.head)
        durable.withLock { durable in
            durable.end = end
            durable.head = last.head
            durable.recorded = last.recorded
            durable.marks.append(contentsOf: marks)
        }
    }

    /// Writes a batch; where the disk is full, none of it.
    private func write(_ bytes: [UInt8], at start: Int, _ state: inout Appending) throws(LogError) {
        do throws(LogError) {
            try state.file.write(bytes, at: start)
        } catch {
            guard error.isDiskFull else { throw error }
            // What was written of the batch must not stay: a partial line is never followed by another.
            try state.file.truncate(to: start)
            try state.file.syncData()
            state.fileEnd = start
            throw .diskFull(path: state.file.path)
        }
    }

    /// Cuts off the empty lines, makes the `head` file durable, and lets another process append; nothing more is appended
    /// here.
    package func close() throws(LogError) {
        let fault: LogError? = appending.withLock { state in
            let (end, isSound) = (durable.withLock { $0.end }, !state.isClosed)
            state.isClosed = true
            do throws(LogError) {
                // After a failed write nobody knows what is behind the end: it is left for the next opening.
                if isSound, state.fileEnd > end {
                    try state.file.truncate(to: end)
                    try state.file.syncData()
                }
                try headFile.sync()
            } catch {
                return error
            }
            disk.unlock()
            return nil
        }
        if let fault { throw fault }
    }
}

/// Why the payload of an entry could not be replayed.
package struct ReplayFailure: Error {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
