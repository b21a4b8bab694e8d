internal import CLinux
internal import Glibc

/// A file or a directory held open: the system calls that the log is made of, each with its error.
struct File: ~Copyable, Sendable {
    let path: String
    let descriptor: Int32

    init(_ path: String, _ flags: Int32, mode: mode_t = 0o640) throws(LogError) {
        self.path = path
        descriptor = open(path, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system("open", path) }
    }

    deinit { close(descriptor) }

    /// The size in bytes.
    func size() throws(LogError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system("fstat", path) }
        return Int(status.st_size)
    }

    /// Fills the buffer from `offset` as far as the file goes; answers how many bytes that were.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(LogError) -> Int {
        var done = 0
        while done < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .system("pread", path) }
            if count == 0 { break }
            done += count
        }
        return done
    }

    /// Writes all the bytes at `offset`.
    func write(_ bytes: some Collection<UInt8>, at offset: Int) throws(LogError) {
        let fault: LogError? =
            bytes.withContiguousStorageIfAvailable { writeAll($0, at: offset) }
            ?? Array(bytes).withUnsafeBufferPointer { writeAll($0, at: offset) }
        if let fault { throw fault }
    }

    private func writeAll(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> LogError? {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                return errno == ENOSPC || errno == EDQUOT ? .diskFull(path: path) : .system("pwrite", path)
            }
            done += count
        }
        return nil
    }

    /// Returns once the contents are on the disk (fdatasync(2)).
    func syncData() throws(LogError) {
        guard fdatasync(descriptor) == 0 else { throw .system("fdatasync", path) }
    }

    /// Returns once the contents and the entry's own data are on the disk (fsync(2)); for a directory, its names.
    func sync() throws(LogError) {
        guard fsync(descriptor) == 0 else { throw .system("fsync", path) }
    }

    func truncate(to size: Int) throws(LogError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw .system("ftruncate", path) }
    }

    /// Reserves blocks, leaving the size as it is; a sync that finds its blocks there has less to write. Answers false
    /// where the disk is full; where the file system cannot reserve, that is no fault.
    func reserve(_ range: Range<Int>) -> Bool {
        clinux_fallocate_keep_size(descriptor, off_t(range.lowerBound), off_t(range.count)) == 0
            || (errno != ENOSPC && errno != EDQUOT)
    }

    /// Gives up the lock.
    func unlock() { flock(descriptor, LOCK_UN) }

    /// Takes the one lock there is on this file, until it is closed; answers false where another process has it.
    func lock() throws(LogError) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw .system("flock", path) }
        return false
    }
}
