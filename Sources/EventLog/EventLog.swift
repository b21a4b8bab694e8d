internal import Glibc
internal import Synchronization

/// An append-only, hash-chained log in a directory: JSON Lines, one entry a line.
///
/// - `0000000000000001.jsonl`: the header line, then the entries from position 1.
/// - `head`: a position known durable. Bad bytes after it are a torn tail, bad bytes at or before it are corruption.
/// - `torn-…`: what was set aside as a torn tail, never deleted.
///
/// One process at a time has a log open. Calls block on the disk; they are safe from any thread.
package final class EventLog: Sendable {
    /// What opening found.
    package struct Recovery: Sendable {
        /// Where the torn tail went, and how many bytes it had; nil where there was none.
        package var tornTail: (path: String, bytes: Int)?
    }

    package let directory: String
    package let header: LogHeader
    package let recovery: Recovery

    private let folder: File
    private let segment: File
    private let headFile: HeadFile
    private let durable: Mutex<Durable>
    /// Held over a write and its sync; readers do not wait for it.
    private let appending: Mutex<Appending>

    /// What is known to be on the disk.
    private struct Durable {
        /// The offset behind the last line.
        var end: Int
        var head: Head
        var recorded: Timestamp
        var marks: [Mark]
    }

    private struct Appending {
        /// Blocks are reserved up to this offset.
        var reserved: Int
        /// Set by a failed write or sync, when what the disk holds is not known any more, and when the log is closed.
        var isClosed = false
    }

    /// A place to begin reading at: the line behind `head` begins at `offset`.
    private struct Mark {
        let offset: Int
        let head: Head
        let recorded: Timestamp
    }

    /// How many entries lie between two marks.
    private static let markInterval = 256
    /// How many bytes are reserved ahead.
    private static let reservation = 4 << 20

    static let segmentName = "0000000000000001.jsonl"

    // MARK: Opening

    /// Opens the log in a directory, begins it where there is none, and gives every entry to `body`, in order.
    ///
    /// - Parameter now: the time, for the header of a new log.
    /// - Throws: ``LogError``; where `body` throws, its error at the entry's place, as ``LogError/corrupt(file:offset:position:reason:)``.
    package init(
        directory: String, now: Timestamp, replay body: (LogEntry) throws(ReplayFailure) -> Void
    ) throws(LogError) {
        self.directory = directory
        if mkdir(directory, 0o750) != 0, errno != EEXIST { throw .system("mkdir", directory) }
        folder = try File(directory, O_RDONLY | O_DIRECTORY)
        guard try folder.lock() else { throw .locked(directory: directory) }
        let path = directory + "/" + Self.segmentName
        let known = try HeadFile.read(in: directory)
        if access(path, F_OK) != 0 {
            guard known == nil else {
                throw .corrupt(
                    file: path, offset: 0, position: 0, reason: "the file is gone, but \(directory)/head is there")
            }
            try Self.begin(path, in: folder, now: now)
        }
        segment = try File(path, O_RDWR)
        let size = try segment.size()
        let (header, headLine) = try Self.readHeader(segment)
        self.header = header
        if let known, known.position == 0, known != headLine.head {
            throw .corrupt(
                file: path, offset: 0, position: 0, reason: "the hash is not the one that \(directory)/head names")
        }

        var marks = [Mark(offset: headLine.length, head: headLine.head, recorded: header.created)]
        var scanner = LogScanner(from: headLine.length, after: headLine.head, recorded: header.created)
        let end: LogScanner.End
        do throws(ScanFailure<ReplayFailure>) {
            end = try scanner.scan(segment) { (entry, offset) throws(ReplayFailure) in
                if let known, entry.position == known.position, entry.head != known {
                    throw ReplayFailure("the hash is not the one that \(directory)/head names")
                }
                try body(entry)
                if entry.position % Self.markInterval == 0 {
                    marks.append(
                        Mark(offset: offset + entry.line.count + 1, head: entry.head, recorded: entry.recorded))
                }
                return true
            }
        } catch {
            switch error {
            case .log(let error): throw error
            case .body(let failure):
                throw .corrupt(
                    file: path, offset: scanner.offset, position: scanner.head.position + 1, reason: failure.reason)
            }
        }
        var recovery = Recovery()
        if let known, scanner.head.position < known.position {
            var reason = "the log ends here, but \(directory)/head says that position \(known.position) was durable"
            if case .fault(let fault) = end { reason = fault.reason }
            throw .corrupt(file: path, offset: scanner.offset, position: scanner.head.position + 1, reason: reason)
        }
        if case .fault(let fault) = end {
            // Every log that was open once has a head file; without it nobody can tell a torn tail from rot.
            guard known != nil else {
                throw .corrupt(
                    file: path, offset: scanner.offset, position: scanner.head.position + 1,
                    reason: "\(fault.reason); \(directory)/head is gone, which would tell what was durable")
            }
            recovery.tornTail = try Self.setAside(segment, scanner.offset..<size, fault: fault, in: folder)
        }
        self.recovery = recovery
        try segment.syncData()
        headFile = try HeadFile(directory: directory)
        try headFile.write(scanner.head)
        try headFile.sync()
        try folder.sync()
        durable = Mutex(
            Durable(end: scanner.offset, head: scanner.head, recorded: scanner.recorded, marks: marks))
        appending = Mutex(Appending(reserved: scanner.offset))
    }

    // MARK: Appending

    /// Position and hash of the last durable entry.
    package var head: Head { durable.withLock { $0.head } }
    /// When the last durable entry was recorded; the log's beginning where there is none.
    package var recorded: Timestamp { durable.withLock { $0.recorded } }
    /// The size of the log in bytes.
    package var size: Int { durable.withLock { $0.end } }

    /// Appends the entries, in order, all or none, and returns when they are on the disk.
    ///
    /// - Throws: ``LogError/diskFull(path:)`` where there was no room, and
    ///   ``LogError/misfit(path:position:reason:)`` where the entries do not come next: nothing was appended, and a
    ///   later call may succeed. After any other error nothing more is appended.
    package func append(_ entries: [EncodedEntry]) throws(LogError) {
        guard let last = entries.last else { return }
        let fault: LogError? = appending.withLock { state in
            guard !state.isClosed else { return .failedBefore(path: segment.path) }
            do throws(LogError) {
                try checkFit(of: entries)
            } catch {
                return error
            }
            do throws(LogError) {
                try write(entries, last: last, &state)
                return nil
            } catch {
                // A full disk is no harm where it kept the entries out; where they are in and the head file is not
                // written, it is.
                if error == .diskFull(path: segment.path) { return error }
                state.isClosed = true
                if case .diskFull(let path) = error { return .system(call: "pwrite", path: path, errno: ENOSPC) }
                return error
            }
        }
        if let fault { throw fault }
    }

    /// Each entry must follow the one before it: what the log could not read again is not acknowledged.
    private func checkFit(of entries: [EncodedEntry]) throws(LogError) {
        var (head, recorded) = durable.withLock { ($0.head, $0.recorded) }
        for entry in entries {
            func misfit(_ reason: String) -> LogError {
                .misfit(path: segment.path, position: entry.head.position, reason: reason)
            }
            guard entry.previous == head else { throw misfit("it does not follow position \(head.position)") }
            guard entry.recorded >= recorded else { throw misfit("it is recorded earlier than the one before") }
            guard entry.line.count <= LogLine.maximumLength else {
                throw misfit("its line has \(entry.line.count) bytes, more than \(LogLine.maximumLength)")
            }
            (head, recorded) = (entry.head, entry.recorded)
        }
    }

    private func write(_ entries: [EncodedEntry], last: EncodedEntry, _ state: inout Appending) throws(LogError) {
        let start = durable.withLock { $0.end }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + $1.line.count })
        var marks: [Mark] = []
        for entry in entries {
            bytes.append(contentsOf: entry.line)
            if entry.head.position % Self.markInterval == 0 {
                marks.append(Mark(offset: start + bytes.count, head: entry.head, recorded: entry.recorded))
            }
        }
        if start + bytes.count > state.reserved {
            let reserved = start + bytes.count + Self.reservation
            if segment.reserve(start..<reserved) { state.reserved = reserved }
        }
        do throws(LogError) {
            try segment.write(bytes, at: start)
        } catch .diskFull(let path) {
            // What was written of the batch must not stay: a partial line is never followed by another.
            try segment.truncate(to: start)
            try segment.syncData()
            state.reserved = start
            throw .diskFull(path: path)
        }
        try segment.syncData()
        try headFile.write(last.head)
        durable.withLock { durable in
            durable.end = start + bytes.count
            durable.head = last.head
            durable.recorded = last.recorded
            durable.marks.append(contentsOf: marks)
        }
    }

    /// Makes the `head` file durable too, and lets another process append; nothing more is appended here.
    package func close() throws(LogError) {
        let fault: LogError? = appending.withLock { state in
            state.isClosed = true
            do throws(LogError) { try headFile.sync() } catch { return error }
            folder.unlock()
            return nil
        }
        if let fault { throw fault }
    }

    // MARK: Reading

    /// Gives the durable entries from a position on to `body`, verified, in order, until it answers false.
    ///
    /// Entries that become durable meanwhile are not given.
    package func read<Failure: Error>(
        from position: Int, _ body: (LogEntry) throws(Failure) -> Bool
    ) throws(ScanFailure<Failure>) {
        let first = max(position, 1)
        let (mark, head) = durable.withLock { durable in
            (durable.marks[min((first - 1) / Self.markInterval, durable.marks.count - 1)], durable.head)
        }
        guard first <= head.position else { return }
        var scanner = LogScanner(from: mark.offset, after: mark.head, recorded: mark.recorded)
        var isWanted = true
        let end = try scanner.scan(segment) { (entry, _) throws(Failure) in
            guard entry.position >= first else { return true }
            isWanted = try body(entry)
            return isWanted && entry.position < head.position
        }
        let reason: String
        switch end {
        case .fault(let fault): reason = fault.reason
        case .clean where isWanted && scanner.head.position < head.position: reason = "the log ends here"
        case .clean: return
        }
        throw .log(
            .corrupt(
                file: segment.path, offset: scanner.offset, position: scanner.head.position + 1, reason: reason))
    }

    /// The position of the last entry that was recorded at or before a time; 0 where there is none.
    package func position(asOf time: Timestamp) throws(LogError) -> Int {
        let mark = durable.withLock { durable in
            durable.marks.last { $0.recorded <= time } ?? durable.marks[0]
        }
        var position = mark.head.position
        do throws(ScanFailure<Never>) {
            try read(from: position + 1) { (entry) in
                guard entry.recorded <= time else { return false }
                position = entry.position
                return true
            }
        } catch {
            switch error {
            case .log(let error): throw error
            }
        }
        return position
    }

    /// Reads the whole log and checks every hash and the chain; answers the head that was reached.
    package func verify() throws(LogError) -> Head {
        let (_, start) = try Self.readHeader(segment)
        let target = head
        var scanner = LogScanner(from: start.length, after: start.head, recorded: header.created)
        var end = LogScanner.End.clean
        if target.position > 0 {
            do throws(ScanFailure<Never>) {
                end = try scanner.scan(segment) { (entry, _) in entry.position < target.position }
            } catch {
                switch error {
                case .log(let error): throw error
                }
            }
        }
        if case .fault(let fault) = end {
            throw .corrupt(
                file: segment.path, offset: scanner.offset, position: scanner.head.position + 1, reason: fault.reason)
        }
        guard scanner.head == target else {
            throw .corrupt(
                file: segment.path, offset: scanner.offset, position: scanner.head.position,
                reason: "the hash differs from the one that was acknowledged")
        }
        return target
    }
}

/// Why the payload of an entry could not be replayed.
package struct ReplayFailure: Error {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
