internal import CLinux
internal import Glibc

/// A directory of the file system: system calls, each with its error.
package final class SystemDisk: Disk {
    package let path: String
    private let folder: SystemFile

    /// Opens the directory; makes it where there is none, if it may.
    package init(_ path: String, mayMake: Bool = true) throws(LogError) {
        self.path = path
        if mayMake, mkdir(path, 0o750) != 0, errno != EEXIST { throw .system("mkdir", path) }
        guard let folder = try SystemFile(path, O_RDONLY | O_DIRECTORY) else { throw .system("open", path) }
        self.folder = folder
    }

    package func names() throws(LogError) -> [String] {
        guard let directory = opendir(path) else { throw .system("opendir", path) }
        defer { closedir(directory) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(directory) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        // What could not be read must not pass for a file that is gone.
        guard errno == 0 else { throw .system("readdir", path) }
        return names
    }

    package func open(_ name: String, _ access: DiskAccess) throws(LogError) -> (any DiskFile)? {
        let flags =
            switch access {
            case .read: O_RDONLY
            case .write: O_RDWR
            case .create: O_RDWR | O_CREAT | O_EXCL
            case .writeOrCreate: O_RDWR | O_CREAT
            }
        // Whoever may write to the directory must not have root write elsewhere.
        let file = try SystemFile("\(path)/\(name)", flags | O_NOFOLLOW)
        if flags & O_CREAT != 0 { file?.giveToOwner(of: folder) }
        return file
    }

    package func rename(_ name: String, to newName: String, replacing: Bool) throws(LogError) {
        let (old, new) = ("\(path)/\(name)", "\(path)/\(newName)")
        guard (replacing ? Glibc.rename(old, new) : clinux_rename_noreplace(old, new)) == 0 else {
            throw .system("rename", "\(path)/\(name)")
        }
    }

    package func sync() throws(LogError) {
        guard fsync(folder.descriptor) == 0 else { throw .system("fsync", path) }
    }

    package func lock() throws(LogError) -> Bool {
        if flock(folder.descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw .system("flock", path) }
        return false
    }

    package func unlock() { flock(folder.descriptor, LOCK_UN) }

    package func protect(_ name: String) {
        changeMode(of: name) { $0 & ~(S_IWUSR | S_IWGRP | S_IWOTH) }
        clinux_set_immutable("\(path)/\(name)", 1)
    }

    package func unprotect(_ name: String) {
        clinux_set_immutable("\(path)/\(name)", 0)
        changeMode(of: name) { $0 | S_IWUSR }
    }

    private func changeMode(of name: String, _ change: (mode_t) -> mode_t) {
        let file = Glibc.open("\(path)/\(name)", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        var status = stat()
        guard file >= 0 else { return }
        defer { close(file) }
        guard fstat(file, &status) == 0 else { return }
        let mode = change(status.st_mode) & 0o7777
        if mode != status.st_mode & 0o7777 { fchmod(file, mode) }
    }

    package var uptime: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// An open file of the file system.
private final class SystemFile: DiskFile {
    let path: String
    let descriptor: Int32

    /// nil where there is no such file.
    init?(_ path: String, _ flags: Int32) throws(LogError) {
        self.path = path
        descriptor = Glibc.open(path, flags | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            if errno == ENOENT, flags & O_CREAT == 0 { return nil }
            throw LogError.system("open", path)
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// What root makes beside a service's log, the service must be able to open. A file that has another name as well is
    /// not one that was made here.
    func giveToOwner(of folder: SystemFile) {
        var status = stat()
        guard geteuid() == 0, fstat(descriptor, &status) == 0, status.st_nlink == 1,
            fstat(folder.descriptor, &status) == 0
        else { return }
        _ = fchown(descriptor, status.st_uid, status.st_gid)
    }

    func size() throws(LogError) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system("fstat", path) }
        return Int(status.st_size)
    }

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

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LogError) {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .system("pwrite", path) }
            done += count
        }
    }

    func truncate(to size: Int) throws(LogError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw .system("ftruncate", path) }
    }

    func syncData() throws(LogError) {
        guard fdatasync(descriptor) == 0 else { throw .system("fdatasync", path) }
    }
}
