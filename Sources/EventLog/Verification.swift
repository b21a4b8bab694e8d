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
    /// How many bytes stand behind the last entry and are none: an append that is just being written, or a torn one. The
    /// empty lines of a log that is open do not count.
    package let unfinished: Int

    /// The header alone: which log this is.
    package static func header(on disk: some Disk) throws(LogError) -> LogHeader {
        guard let first = try Segment.all(on: disk).first else {
            throw .unusable(path: disk.path, reason: "there is no log here")
        }
        return try EventLog.readHeader(first, on: disk).0
    }

    /// Verifies the log on all cores.
    ///
    /// - Parameters:
    ///   - kept: a head that was kept somewhere else, which the log must still contain.
    ///   - progress: receives how many bytes of how many are done.
    /// - Throws: ``LogError/corrupt(file:offset:position:reason:)`` with the first place that is wrong.
    package static func run(
        on disk: some Disk, kept: Head? = nil, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
    ) throws(LogError) -> Verification {
        // Before the segments: the log only grows beyond it.
        let known = try HeadFile.read(on: disk)
        let segments = try Segment.all(on: disk)
        guard let first = segments.first else { throw .unusable(path: disk.path, reason: "there is no log here") }
        let (header, start) = try EventLog.readHeader(first, on: disk)
        var sizes: [Int] = []
        for segment in segments { sizes.append(try disk.open(segment.name, .read)?.size() ?? 0) }
        let (all, heads) = (sizes.reduce(0, +), [known, kept].compactMap(\.self))
        /// Compares what is found with the heads that were kept.
        func compare(_ found: Head) throws(Rewritten) {
            for kept in heads where kept.position == found.position && kept != found {
                throw Rewritten(
                    reason: "the log was rewritten: the hash is \(found.hash), and was \(kept.hash) before")
            }
        }
        do throws(Rewritten) {
            try compare(start.head)
        } catch {
            throw .corrupt(file: "\(disk.path)/\(first.name)", offset: 0, position: 0, reason: error.reason)
        }

        var walk = LogWalk(segments, on: disk, header: header, start: start)
        var done = 0
        let end: LogWalk.End
        do throws(WalkFailure<Rewritten>) {
            end = try walk.entries { (entry, _) throws(Rewritten) in
                try compare(entry.head)
                done += entry.line.count + 1
                // A daemon may append meanwhile.
                if entry.position % progressInterval == 0 { progress(min(done, all), all) }
                return true
            }
        } catch {
            switch error {
            case .log(let error): throw error
            case .body(let rewritten): throw walk.corrupt(rewritten.reason)
            }
        }
        if let fault = end.fault {
            guard walk.isInLastSegment else { throw walk.corrupt(fault.reason) }
            guard let known else { throw walk.corruptWithoutHead(fault) }
            if walk.head.position < known.position { throw walk.corrupt(fault.reason) }
        }
        for wanted in heads where wanted.position > walk.head.position {
            throw walk.corrupt("the log ends here, and had position \(wanted.position) before")
        }
        progress(all, all)
        var unfinished = 0
        if end.fault != nil, let last = try disk.open(segments[walk.segment].name, .read) {
            unfinished = try last.endOfContent(from: walk.offset) - walk.offset
        }
        return Verification(
            header: header, head: walk.head, segments: segments.count, bytes: walk.sealedSize + walk.offset,
            unfinished: unfinished)
    }

    /// After how many entries it is told again how far the work has come.
    private static let progressInterval = 4_096

    private struct Rewritten: Error {
        let reason: String
    }
}
