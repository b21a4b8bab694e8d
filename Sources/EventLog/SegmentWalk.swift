/// Reads the segments of a log one after the other, from a place on.
struct SegmentWalk {
    /// What ends a walk.
    enum End {
        /// The last segment ends behind its last line, or `body` had enough.
        case clean
        /// From here on the bytes are no line that can follow.
        case fault(LineFault)

        var fault: LineFault? { if case .fault(let fault) = self { fault } else { nil } }
    }

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

    /// Calls `body` with each entry, its offset and the index of its segment, as long as they are right and `body`
    /// answers true.
    mutating func entries<Failure: Error>(
        _ body: (LogEntry, Int, Int) throws(Failure) -> Bool
    ) throws(ScanFailure<Failure>) -> End {
        while true {
            let file: (any DiskFile)?
            do throws(LogError) {
                file = try disk.open(segments[segment].name, .read)
            } catch {
                throw .log(error)
            }
            guard let file else { return .fault(LineFault("the file is gone")) }
            var scanner = LogScanner(from: offset, after: head, recorded: recorded)
            var goesOn = true
            let index = segment
            defer { (offset, head, recorded) = (scanner.offset, scanner.head, scanner.recorded) }
            let end = try scanner.scan(file) { (entry, offset) throws(Failure) in
                goesOn = try body(entry, offset, index)
                return goesOn
            }
            if case .fault(let fault) = end { return .fault(fault) }
            guard goesOn, !isInLastSegment else { return .clean }
            guard segments[segment + 1].first == scanner.head.position + 1 else {
                return .fault(
                    LineFault("the file ends here, and the next one begins at position \(segments[segment + 1].first)"))
            }
            sealedSize += scanner.offset
            segment += 1
            scanner = LogScanner(from: 0, after: scanner.head, recorded: scanner.recorded)
        }
    }
}
