internal import Dispatch
internal import Synchronization

/// A log that was read from end to end without being opened for appending: every hash, and the chain through all
/// segments. A process may append to it meanwhile.
package struct Verification: Sendable {
    package let header: LogHeader
    /// The last entry.
    package let head: Head
    /// How many files there are.
    package let segments: Int
    /// How many bytes were verified.
    package let bytes: Int
    /// How many bytes stand behind the last entry and are none: an append that is just being written, or a torn one.
    package let unfinished: Int

    /// The header alone: which log this is.
    package static func header(on disk: some Disk) throws(LogError) -> LogHeader {
        guard let first = try Segment.all(on: disk).first else {
            throw .unusable(path: disk.path, reason: "there is no log here")
        }
        return try EventLog.readHeader(first, on: disk).0
    }

    /// Verifies the log, as many segments at a time as there are cores.
    ///
    /// - Parameters:
    ///   - kept: a head that was kept somewhere else, which the log must still contain.
    ///   - progress: receives how many bytes of how many are done, from any thread, one call at a time.
    /// - Throws: ``LogError/corrupt(file:offset:position:reason:)`` with the first place that is wrong.
    package static func run(
        on disk: some Disk, kept: Head? = nil,
        progress: @escaping @Sendable (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(LogError) -> Verification {
        // Before the segments: the log only grows beyond it.
        let known = try HeadFile.read(on: disk)
        let segments = try Segment.all(on: disk)
        guard let first = segments.first else { throw .unusable(path: disk.path, reason: "there is no log here") }
        let (header, start) = try EventLog.readHeader(first, on: disk)
        var sizes: [Int] = []
        for segment in segments { sizes.append(try disk.open(segment.name, .read)?.size() ?? 0) }

        let (all, heads) = (sizes.reduce(0, +), [known, kept].compactMap(\.self))
        let checked = Mutex((parts: [Int: Result<Part, LogError>](), bytes: 0))
        DispatchQueue.concurrentPerform(iterations: segments.count) { [sizes] index in
            let part = Result { () throws(LogError) in
                let start = index == 0 ? (offset: start.length, head: start.head) : nil
                return try Part(segments[index], from: start, wanted: heads, on: disk)
            }
            checked.withLock { checked in
                checked.parts[index] = part
                checked.bytes += sizes[index]
                progress(checked.bytes, all)
            }
        }

        // Each part is right by itself; now whether each follows the one before.
        var (head, recorded) = (start.head, header.created)
        var unfinished = 0
        for (index, segment) in segments.enumerated() {
            guard let part = try checked.withLock({ $0.parts[index] })?.get() else { continue }
            func corrupt(at offset: Int, _ reason: String) -> LogError {
                .corrupt(
                    file: "\(disk.path)/\(segment.name)", offset: offset, position: head.position + 1, reason: reason)
            }
            guard segment.first == head.position + 1 else {
                throw corrupt(at: 0, "the file begins with position \(segment.first)")
            }
            if let first = part.firstRecorded {
                guard part.previous == head.hash else {
                    throw corrupt(at: 0, "the line does not follow the one before it")
                }
                guard first >= recorded else { throw corrupt(at: 0, "\"recorded\" is earlier than in the line before") }
                (head, recorded) = (part.head, part.recorded)
            }
            if let wrong = part.differing.first {
                throw .corrupt(
                    file: "\(disk.path)/\(segment.name)", offset: wrong.offset, position: wrong.head.position,
                    reason: "the log was rewritten: the hash is \(wrong.found), and was \(wrong.head.hash) before")
            }
            if let fault = part.fault {
                guard index == segments.count - 1, head.position >= known?.position ?? 0 else {
                    throw corrupt(at: part.end, fault.reason)
                }
                unfinished = sizes[index] - part.end
            }
        }
        for wanted in heads where wanted.position > head.position {
            throw .corrupt(
                file: "\(disk.path)/\(segments[segments.count - 1].name)",
                offset: sizes[segments.count - 1] - unfinished,
                position: head.position + 1,
                reason: "the log ends here, and had position \(wanted.position) before")
        }
        if let wrong = heads.first(where: { $0.position == 0 && $0 != start.head }) {
            throw .corrupt(
                file: "\(disk.path)/\(first.name)", offset: 0, position: wrong.position,
                reason: "the log was rewritten: the hash is \(start.head.hash), and was \(wrong.hash) before")
        }
        return Verification(
            header: header, head: head, segments: segments.count, bytes: all - unfinished, unfinished: unfinished)
    }
}

/// A segment by itself.
private struct Part: Sendable {
    /// The hash that its first line says it follows; nil where it has none.
    let previous: Digest?
    /// Its last good line.
    let head: Head
    /// When its first and its last line were recorded; the former is nil where there are none.
    let firstRecorded: Timestamp?
    let recorded: Timestamp
    /// The offset behind the last good line, and what is wrong from there on.
    let end: Int
    let fault: LineFault?
    /// The heads that were asked for, whose lines are in it with another hash.
    let differing: [(head: Head, found: Digest, offset: Int)]

    /// - Parameter start: where the entries begin; nil where that is with the file.
    init(
        _ segment: Segment, from start: (offset: Int, head: Head)?, wanted: [Head], on disk: some Disk
    ) throws(LogError) {
        guard let file = try disk.open(segment.name, .read) else {
            throw .corrupt(
                file: "\(disk.path)/\(segment.name)", offset: 0, position: segment.first, reason: "the file is gone")
        }
        var previous = start?.head.hash
        if previous == nil { previous = LogLine.previous(in: try file.prefix(LogLine.maximumLength)) }
        // Where there is none, the first line is found to be wrong.
        let before = Head(
            position: segment.first - 1, hash: previous ?? Digest(hashing: UnsafeRawBufferPointer(start: nil, count: 0))
        )
        var scanner = LogScanner(
            from: start?.offset ?? 0, after: before, recorded: Timestamp(milliseconds: .min))
        var firstRecorded: Timestamp?
        var differing: [(head: Head, found: Digest, offset: Int)] = []
        let end: LogScanner.End
        do throws(ScanFailure<Never>) {
            end = try scanner.scan(file) { (entry, offset) in
                if firstRecorded == nil { firstRecorded = entry.recorded }
                for head in wanted where head.position == entry.position && head != entry.head {
                    differing.append((head, entry.head.hash, offset))
                }
                return true
            }
        } catch {
            switch error {
            case .log(let error): throw error
            }
        }
        self.previous = previous
        self.head = scanner.head
        self.firstRecorded = firstRecorded
        self.recorded = scanner.recorded
        self.end = scanner.offset
        self.fault = if case .fault(let fault) = end { fault } else { nil }
        self.differing = differing
    }
}
