// What opening a log finds, and does to its files.

extension EventLog {
    /// A log that was read to its end.
    struct Opened {
        let header: LogHeader
        let recovery: Recovery
        let headFile: HeadFile
        /// The last segment.
        let file: any DiskFile
        let durable: Durable
    }

    static func open(
        _ disk: some Disk, now: Timestamp, replay body: (LogEntry) throws(ReplayFailure) -> Void
    ) throws(LogError) -> Opened {
        let known = try HeadFile.read(on: disk)
        var segments = try Segment.all(on: disk)
        if segments.isEmpty {
            let first = Segment(first: 1)
            guard known == nil else {
                throw .corrupt(
                    file: "\(disk.path)/\(first.name)", offset: 0, position: 0,
                    reason: "the file is gone, but \(disk.path)/head is there")
            }
            try begin(first, on: disk, now: now)
            segments = [first]
        }
        let (header, start) = try readHeader(segments[0], on: disk)
        if let known, known.position == 0, known != start.head {
            throw .corrupt(
                file: "\(disk.path)/\(segments[0].name)", offset: 0, position: 0,
                reason: "the hash is not the one that \(disk.path)/head names")
        }
        var walk = LogWalk(segments, on: disk, header: header, start: start)
        var marks = [Mark(segment: 0, offset: start.length, head: start.head, recorded: header.created)]
        /// Where what is known durable ends.
        var durableEnd = known?.position == 0 ? marks[0] : nil
        let end: LogWalk.End
        do throws(WalkFailure<ReplayFailure>) {
            end = try walk.entries { (entry, next) throws(ReplayFailure) in
                if let known, entry.position == known.position, entry.head != known {
                    throw ReplayFailure("the hash is not the one that \(disk.path)/head names")
                }
                try body(entry)
                if entry.position == known?.position { durableEnd = next }
                if entry.position % markInterval == 0 { marks.append(next) }
                return true
            }
        } catch {
            switch error {
            case .log(let error): throw error
            case .body(let failure): throw walk.corrupt(failure.reason)
            }
        }
        if let known, walk.head.position < known.position {
            let missing =
                "the log ends here, but \(disk.path)/head says that position \(known.position) was durable"
            throw walk.corrupt(end.fault?.reason ?? missing)
        }
        let last = segments[segments.count - 1]
        if let fault = end.fault {
            // A segment was complete and durable when the next one was begun.
            guard walk.isInLastSegment else { throw walk.corrupt(fault.reason) }
            guard known != nil else { throw walk.corruptWithoutHead(fault) }
        }
        for sealed in segments.dropLast() { disk.protect(sealed.name) }
        // A copy may have been made read-only, or the next file was set aside by a repair.
        disk.unprotect(last.name)
        guard let file = try disk.open(last.name, .write) else {
            throw walk.corrupt("the file is gone")
        }
        var recovery = Recovery()
        if end.fault != nil {
            let name = "torn-\(last.first)-\(walk.offset)"
            recovery.tornTail = try setAside(file, from: walk.offset, as: name, on: disk)
        }
        // The empty lines that a process that was killed left.
        if try file.size() > walk.offset { try file.truncate(to: walk.offset) }
        // After a failed sync the rest may read well and not be on the disk: only what is written again is synced.
        let from = durableEnd?.segment == segments.count - 1 ? durableEnd?.offset ?? 0 : 0
        try copy(file, from, upTo: walk.offset, to: file, at: from)
        try file.syncData()
        let headFile = try HeadFile(on: disk, walk.head)
        try disk.sync()
        let durable = Durable(
            segments: segments, end: walk.offset, sealedSize: walk.sealedSize, head: walk.head,
            recorded: walk.recorded, marks: marks)
        return Opened(header: header, recovery: recovery, headFile: headFile, file: file, durable: durable)
    }

    /// Writes a log that holds nothing but its header. It appears whole or not at all.
    private static func begin(_ segment: Segment, on disk: some Disk, now: Timestamp) throws(LogError) {
        try disk.put(LogHeader(created: now).encoded().line, as: segment.name, replacing: false)
        try disk.sync()
    }

    /// The header, and where the entries begin.
    static func readHeader(
        _ segment: Segment, on disk: some Disk
    ) throws(LogError) -> (LogHeader, (length: Int, head: Head)) {
        let path = "\(disk.path)/\(segment.name)"
        guard segment.first == 1 else {
            throw .corrupt(
                file: path, offset: 0, position: 0,
                reason: "this is the first file of the log, and the one before it, from position 1, is gone")
        }
        guard let file = try disk.open(segment.name, .read) else {
            throw .corrupt(file: path, offset: 0, position: 0, reason: "the file is gone")
        }
        let bytes = try file.prefix(4096)
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
            throw .corrupt(file: path, offset: 0, position: 0, reason: "the first line is not complete")
        }
        let (header, hash): (LogHeader, Digest)
        do throws(LineFault) {
            (header, hash) = try bytes[..<end].withUnsafeBufferPointer { (line) throws(LineFault) in
                (try LogHeader(line), try LogLine.verifiedHash(line))
            }
        } catch {
            throw .corrupt(file: path, offset: 0, position: 0, reason: error.reason)
        }
        guard header.version == LogHeader.currentVersion else {
            throw .unusable(
                path: path, reason: "the log's version is \(header.version), not \(LogHeader.currentVersion)")
        }
        return (header, (end + 1, Head(position: 0, hash: hash)))
    }

    /// The name, or with a number behind it where it is taken.
    static func freeName(_ name: String, on disk: some Disk) throws(LogError) -> String {
        let names = Set(try disk.names())
        return (0...names.count).lazy.map { $0 == 0 ? name : "\(name)-\($0)" }.first { !names.contains($0) } ?? name
    }

    /// Moves the rest of a file, up to the empty lines at its end, to a file of its own and cuts it off. Nothing is
    /// overwritten.
    static func setAside(
        _ file: any DiskFile, from start: Int, as name: String, on disk: some Disk
    ) throws(LogError) -> (path: String, bytes: Int) {
        let free = try freeName(name, on: disk)
        guard let side = try disk.open(free, .create) else { throw .system("open", free) }
        let end = min(try file.endOfContent(from: start) + 1, try file.size())
        let bytes = try copy(file, start, upTo: end, to: side, at: 0)
        try side.syncData()
        try disk.sync()
        try file.truncate(to: start)
        try file.syncData()
        return (side.path, bytes)
    }

    /// Copies what a file holds between two offsets; answers how many bytes that were.
    @discardableResult
    static func copy(
        _ source: any DiskFile, _ start: Int, upTo end: Int, to target: any DiskFile, at place: Int
    ) throws(LogError) -> Int {
        var done = 0
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
        defer { chunk.deallocate() }
        while start + done < end {
            let wanted = UnsafeMutableRawBufferPointer(rebasing: chunk[..<min(chunk.count, end - start - done)])
            let count = try source.read(into: wanted, at: start + done)
            if count == 0 { break }
            try target.write(UnsafeRawBufferPointer(rebasing: wanted[..<count]), at: place + done)
            done += count
        }
        return done
    }
}
