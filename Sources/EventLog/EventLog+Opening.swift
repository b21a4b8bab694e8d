internal import Glibc

// What opening a log does to its files.

extension EventLog {
    /// Writes a log that holds nothing but its header. It appears whole or not at all.
    static func begin(_ path: String, in folder: borrowing File, now: Timestamp) throws(LogError) {
        let draft = path + ".new"
        do {
            let file = try File(draft, O_WRONLY | O_CREAT | O_TRUNC)
            try file.write(LogHeader(created: now).encoded().line, at: 0)
            try file.sync()
        }
        guard rename(draft, path) == 0 else { throw .system("rename", draft) }
        try folder.sync()
    }

    static func readHeader(_ file: borrowing File) throws(LogError) -> (LogHeader, (length: Int, head: Head)) {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let result: Result<Int, LogError> = bytes.withUnsafeMutableBytes { buffer in
            do throws(LogError) { return .success(try file.read(into: buffer, at: 0)) } catch { return .failure(error) }
        }
        let line = bytes.prefix(try result.get()).prefix { $0 != UInt8(ascii: "\n") }
        guard line.count < (try result.get()) else {
            throw .corrupt(file: file.path, offset: 0, position: 0, reason: "the first line is not complete")
        }
        let (header, hash): (LogHeader, Digest)
        do throws(LineFault) {
            (header, hash) = try line.withUnsafeBufferPointer { (line) throws(LineFault) in
                (try LogHeader(line), try LogLine.verifiedHash(line))
            }
        } catch {
            throw .corrupt(file: file.path, offset: 0, position: 0, reason: error.reason)
        }
        guard header.version == LogHeader.currentVersion else {
            throw .unusable(
                path: file.path, reason: "the log's version is \(header.version), not \(LogHeader.currentVersion)")
        }
        return (header, (line.count + 1, Head(position: 0, hash: hash)))
    }

    /// Moves a torn tail to a file of its own and cuts it off.
    static func setAside(
        _ segment: borrowing File, _ range: Range<Int>, fault: LineFault, in folder: borrowing File
    ) throws(LogError) -> (path: String, bytes: Int) {
        let path = "\(folder.path)/torn-\(range.lowerBound)-\(UInt32.random(in: .min ... .max))"
        let side = try File(path, O_WRONLY | O_CREAT | O_EXCL)
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
        defer { chunk.deallocate() }
        var offset = range.lowerBound
        while offset < range.upperBound {
            let count = try segment.read(into: chunk, at: offset)
            if count == 0 { break }
            try side.write(UnsafeMutableRawBufferPointer(rebasing: chunk[..<count]), at: offset - range.lowerBound)
            offset += count
        }
        try side.sync()
        try folder.sync()
        try segment.truncate(to: range.lowerBound)
        try segment.sync()
        return (path, range.count)
    }
}
