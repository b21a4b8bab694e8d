/// Reads the segments of a log one after the other, from a place on: every line is verified, and given to the caller in
/// order.
///
/// Lines are read in rounds. While one round is given to the caller, the next is decoded on all cores, and the one after
/// that is read. Rounds begin small, so that who wants little waits for little; no more than three are in memory.
struct LogWalk {
    /// What ends a walk.
    enum End {
        /// The last segment ends behind its last line, or `body` had enough.
        case clean
        /// From here on the bytes are no line that can follow.
        case fault(LineFault)

        var fault: LineFault? { if case .fault(let fault) = self { fault } else { nil } }
    }

    private static let gap = LineFault("an empty line stands here, and more behind it")

    private let disk: any Disk
    private let segments: [Segment]
    /// Index of the segment that is read.
    private(set) var segment: Int
    /// The offset behind the last good line, in that segment.
    private(set) var offset: Int
    private(set) var head: Head
    private(set) var recorded: Timestamp
    /// The bytes of the segments before, as far as they were walked through.
    private(set) var sealedSize = 0
    /// Whether empty lines stand behind the last good line.
    private var isBehindEntries = false

    /// From the first entry on.
    init(_ segments: [Segment], on disk: any Disk, header: LogHeader, start: (length: Int, head: Head)) {
        self.init(
            segments, on: disk,
            from: EventLog.Mark(segment: 0, offset: start.length, head: start.head, recorded: header.created))
    }

    /// From a mark on.
    init(_ segments: [Segment], on disk: any Disk, from mark: EventLog.Mark) {
        self.disk = disk
        self.segments = segments
        segment = mark.segment
        offset = mark.offset
        head = mark.head
        recorded = mark.recorded
    }

    var isInLastSegment: Bool { segment == segments.count - 1 }

    /// The present place, as where the log is damaged.
    func corrupt(_ reason: String) -> LogError {
        .corrupt(
            file: "\(disk.path)/\(segments[segment].name)", offset: offset, position: head.position + 1, reason: reason)
    }

    /// The same, in the last segment of a log that has no `head` file: every log that was open once has one, and without
    /// it nobody can tell a torn tail from rot.
    func corruptWithoutHead(_ fault: LineFault) -> LogError {
        corrupt("\(fault.reason); \(disk.path)/head is gone, which would tell what was durable")
    }

    /// Calls `body` with each entry, and where the line behind it begins, as long as they are right and `body` answers
    /// true. The walk then stands behind the last entry that was given.
    mutating func entries<Failure: Error>(
        _ body: (LogEntry, EventLog.Mark) throws(Failure) -> Bool
    ) throws(WalkFailure<Failure>) -> End {
        var reader = RoundReader(segments, on: disk, segment: segment, offset: offset)
        var toDecode = reader.next()
        var toGive: (round: Round, parts: [Part])?
        while toDecode != nil || toGive != nil {
            let lines = toDecode?.parts ?? []
            let parts = UnsafeMutableBufferPointer<Part?>.allocate(capacity: lines.count)
            parts.initialize(repeating: nil)
            defer { parts.deinitialize().deallocate() }
            var following: Round?
            var given = Result<End?, WalkFailure<Failure>>.success(nil)
            let isReading = toDecode != nil
            Crew.work(
                first: {
                    guard let toGive else { return true }
                    given = give(toGive.round, toGive.parts, body)
                    return if case .success(nil) = given { true } else { false }
                },
                isSmall: lines.count <= 1, 1 + lines.count
            ) { work in
                if work > 0 {
                    parts[work - 1] = Part(lines[work - 1])
                } else if isReading {
                    following = reader.next()
                }
            }
            if let end = try given.get() { return end }
            toGive = toDecode.map { ($0, parts.compactMap(\.self)) }
            toDecode = following
        }
        return .clean
    }

    /// Gives the caller what a round holds; answers what ends the walk, nil where it goes on.
    private mutating func give<Failure: Error>(
        _ round: Round, _ parts: [Part], _ body: (LogEntry, EventLog.Mark) throws(Failure) -> Bool
    ) -> Result<End?, WalkFailure<Failure>> {
        if !isBehindEntries { (segment, offset) = (round.segment, round.offset) }
        for part in parts {
            if isBehindEntries, !part.entries.isEmpty || part.fault != nil { return .success(.fault(Self.gap)) }
            for entry in part.entries {
                if let fault = entry.fault(after: head, recorded: recorded) { return .success(.fault(fault)) }
                let next = EventLog.Mark(
                    segment: segment, offset: offset + entry.line.count + 1, head: entry.head, recorded: entry.recorded)
                let goesOn: Bool
                do throws(Failure) {
                    goesOn = try body(entry, next)
                } catch {
                    return .failure(.body(error))
                }
                (offset, head, recorded) = (next.offset, next.head, next.recorded)
                if !goesOn { return .success(.clean) }
            }
            if let fault = part.fault { return .success(.fault(fault)) }
            isBehindEntries = isBehindEntries || part.endsInEmptyLines
        }
        switch round.end {
        case nil: return .success(nil)
        case .disk(let error): return .failure(.log(error))
        case .fault(let fault): return .success(.fault(isBehindEntries ? Self.gap : fault))
        case .file:
            guard !isInLastSegment else { return .success(.clean) }
            guard !isBehindEntries else { return .success(.fault(Self.gap)) }
            let next = segments[segment + 1].first
            guard next == head.position + 1 else {
                return .success(
                    .fault(LineFault("the file ends here, and the next one begins at position \(next)")))
            }
            sealedSize += offset
            return .success(nil)
        }
    }
}

/// What can end a walk early: the disk, or the one who is given the entries.
package enum WalkFailure<Body: Error>: Error {
    case log(LogError)
    case body(Body)
}

/// Lines of a round, decoded.
private struct Part {
    var entries: [LogEntry] = []
    /// What is wrong with the line behind the last entry.
    var fault: LineFault?
    /// Whether all that stands behind the last entry is empty lines.
    var endsInEmptyLines = false

    init(_ lines: UnsafeBufferPointer<UInt8>) {
        entries.reserveCapacity(lines.count / 256 + 1)
        var rest = lines[...]
        while let feed = lines.lineFeed(from: rest.startIndex) {
            if feed == rest.startIndex, rest.allSatisfy({ $0 == UInt8(ascii: "\n") }) {
                endsInEmptyLines = true
                return
            }
            do throws(LineFault) {
                entries.append(try LogEntry(UnsafeBufferPointer(rebasing: lines[rest.startIndex..<feed])))
            } catch {
                fault = error
                return
            }
            rest = lines[(feed + 1)...]
        }
    }
}
