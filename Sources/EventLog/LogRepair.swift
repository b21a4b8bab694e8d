/// What a repair moved out of a damaged log, so that the rest of it can be used again.
///
/// Nothing is deleted: from the first wrong line on all is moved to files of its own, `damaged-…`, where it can be read,
/// and the `head` file is copied to one of them. The first wrong line may be a good one in itself
/// whose hash is not the one that `head` names: which of the lines before it were rewritten, nobody can tell.
package struct LogRepair: Sendable {
    /// The last entry that is left.
    package let head: Head
    /// What was wrong, and where.
    package let damage: LogError
    /// The files that hold what was moved.
    package let files: [String]
    /// How many bytes were moved.
    package let bytes: Int
    /// How many lines among them have a hash of their own that is right: they can be read, and entered again.
    package let intact: Int
    /// The last position that the log is known to have had; nil where that is not known.
    package let lastKnown: Int?

    /// Repairs the log on a disk; nil where nothing is wrong with it.
    ///
    /// - Throws: ``LogError/locked(directory:)`` where a process appends to it, and ``LogError/unusable(path:reason:)``
    ///   where the first line is damaged or is not the one that `head` names: without it the rest is no log.
    package static func run(on disk: some Disk) throws(LogError) -> LogRepair? {
        guard try disk.lock() else { throw .locked(directory: disk.path) }
        defer { disk.unlock() }
        let damage: LogError
        do throws(LogError) {
            _ = try Verification.run(on: disk)
            return nil
        } catch {
            guard case .corrupt = error else { throw error }
            damage = error
        }
        var segments = try Segment.all(on: disk)
        guard let first = segments.first else { throw damage }
        let (header, start): (LogHeader, (length: Int, head: Head))
        do throws(LogError) {
            (header, start) = try EventLog.readHeader(first, on: disk)
        } catch {
            throw .unusable(path: disk.path, reason: "the first line is damaged, and without it the rest is no log")
        }
        let known = try? HeadFile.read(on: disk)
        if let known, known.position == 0, known != start.head {
            throw .unusable(path: disk.path, reason: "the first line is another than \(disk.path)/head names")
        }
        var walk = LogWalk(segments, on: disk, header: header, start: start)
        do throws(WalkFailure<Rewritten>) {
            _ = try walk.entries { (entry, _) throws(Rewritten) in
                if let known, entry.position == known.position, entry.head != known { throw Rewritten() }
                return true
            }
        } catch {
            switch error {
            case .log(let error): throw error
            case .body: break
            }
        }
        // The last first: whatever ends this half-way, what is left is damaged at the same place, and can be repaired.
        var (files, bytes, intact) = ([String](), 0, 0)
        for segment in segments[(walk.segment + 1)...].reversed() {
            guard let file = try disk.open(segment.name, .read) else { continue }
            bytes += try file.size()
            intact += try LogLine.intactLines(in: file, from: 0)
            let name = try EventLog.freeName("damaged-\(segment.first)-0", on: disk)
            disk.unprotect(segment.name)
            try disk.rename(segment.name, to: name, replacing: false)
            files.append("\(disk.path)/\(name)")
        }
        segments.removeSubrange((walk.segment + 1)...)
        let last = segments[walk.segment]
        disk.unprotect(last.name)
        guard let file = try disk.open(last.name, .write) else { throw damage }
        if try file.endOfContent(from: walk.offset) > walk.offset {
            intact += try LogLine.intactLines(in: file, from: walk.offset)
            let moved = try EventLog.setAside(
                file, from: walk.offset, as: "damaged-\(last.first)-\(walk.offset)", on: disk)
            bytes += moved.bytes
            files.append(moved.path)
        }
        // A copy: as long as it is there, what it says keeps a log that was repaired half-way from being used.
        if let head = try disk.open(HeadFile.name, .read) {
            let name = try EventLog.freeName("damaged-\(HeadFile.name)", on: disk)
            guard let copy = try disk.open(name, .create) else { throw .system("open", name) }
            try EventLog.copy(head, 0, upTo: .max, to: copy, at: 0)
            try copy.syncData()
            try disk.sync()
            files.insert(copy.path, at: 0)
        }
        _ = try HeadFile(on: disk, walk.head)
        try disk.sync()
        return LogRepair(
            head: walk.head, damage: damage, files: files.reversed(), bytes: bytes, intact: intact,
            lastKnown: known?.position)
    }

    /// An entry is not the one that `head` names.
    private struct Rewritten: Error {}
}
