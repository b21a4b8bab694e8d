internal import Glibc

/// A file of the database, read with care: the directory is trusted for nothing.
enum ZoneFile {
    /// The largest file that is read, in bytes. The largest of the tz database has less than 4,000.
    static let largest = 256 * 1024

    /// What tells a file from the one that was there before (inode(7)). One that was put in its place by rename(2) has
    /// another inode, one that was written to another time.
    struct Stamp: Hashable, Sendable {
        private let device, inode: UInt64
        private let size, seconds, nanoseconds: Int64

        fileprivate init(_ status: stat) {
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            size = Int64(status.st_size)
            seconds = Int64(status.st_mtim.tv_sec)
            nanoseconds = Int64(status.st_mtim.tv_nsec)
        }

        /// That of the file a path leads to, through all links; nil where there is none.
        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(status)
        }
    }

    /// The bytes of a regular file of at most `limit` bytes, or the first of them, and its stamp before it was read.
    static func read(
        _ path: String, upTo limit: Int = largest, keeping kept: Int = .max, zone: String
    ) throws(TimeZoneDatabaseError) -> (bytes: [UInt8], stamp: Stamp) {
        // O_NONBLOCK: a FIFO in the directory must not hold up the open.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            throw TimeZoneDatabaseError(opening: path, errno: errno, zone: zone)
        }
        defer { close(file) }

        var status = stat()
        guard fstat(file, &status) == 0 else {
            throw TimeZoneDatabaseError(opening: path, errno: errno, zone: zone)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw TimeZoneDatabaseError(.malformed, zone: zone, reason: "\(path): expected a regular file")
        }
        guard status.st_size <= limit else {
            throw TimeZoneDatabaseError(.malformed, zone: zone, reason: "\(path): expected at most \(limit) bytes")
        }

        let size = min(Int(status.st_size), kept)
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Glibc.read(file, buffer.baseAddress.map { $0 + count }, size - count)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                count += got
            }
        }
        guard failure == 0 else {
            throw TimeZoneDatabaseError(opening: path, errno: failure, zone: zone)
        }
        return (bytes, Stamp(status))
    }

    /// The names below a directory of what begins like TZif, sorted.
    ///
    /// - Parameters:
    ///   - isName: whether a part of a path may be part of a name.
    ///   - depth: how many directories below this one are looked into.
    static func names(
        in directory: String, depth: Int, where isName: (Substring.UTF8View) -> Bool
    ) -> [String] {
        guard depth >= 0, let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            guard isName(name[...].utf8) else { continue }
            let path = directory + "/" + name
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                names += Self.names(in: path, depth: depth - 1, where: isName).map { "\(name)/\($0)" }
            } else if let (bytes, _) = try? read(path, keeping: 4, zone: name), bytes.elementsEqual("TZif".utf8) {
                names.append(name)
            }
        }
        return names.sorted()
    }
}
