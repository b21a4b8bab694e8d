/// The directory that a log lives in, with all that is ever done to it: everything that ``EventLog`` asks of the world
/// goes through here, so that a simulated disk and clock can stand in for the real ones.
///
/// Names are of files in the directory. What is written is durable only after the file was synced, and a name only after
/// the directory was.
package protocol Disk: Sendable {
    /// How messages name the directory.
    var path: String { get }

    /// The names of all files.
    func names() throws(LogError) -> [String]

    /// Opens a file; nil where there is none and `access` makes none.
    func open(_ name: String, _ access: DiskAccess) throws(LogError) -> (any DiskFile)?

    /// Gives a file another name, whole or not at all, also over a power cut.
    ///
    /// - Parameter replacing: whether a file that has the name may be gone for it; otherwise that is an error.
    func rename(_ name: String, to newName: String, replacing: Bool) throws(LogError)

    /// Returns once the names are durable.
    func sync() throws(LogError)

    /// Takes the one lock there is on the directory; answers false where somebody else has it.
    func lock() throws(LogError) -> Bool

    /// Gives up the lock.
    func unlock()

    /// Guards a file that is complete against writing, as far as the file system and the process's privileges allow.
    func protect(_ name: String)

    /// Lets a file's owner write it again.
    func unprotect(_ name: String)

    /// A clock that never goes back, in milliseconds.
    var uptime: Int64 { get }
}

/// What a file is opened for.
package enum DiskAccess: Hashable, Sendable {
    case read
    /// To read and write a file that is there.
    case write
    /// To write a new file; one of that name must not be there.
    case create
    /// To read and write, made where it is not there.
    case writeOrCreate
}

/// An open file of a ``Disk``.
package protocol DiskFile: AnyObject, Sendable {
    /// How messages name the file.
    var path: String { get }

    /// The size in bytes.
    func size() throws(LogError) -> Int

    /// Fills the buffer from `offset` as far as the file goes; answers how many bytes that were.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(LogError) -> Int

    /// Writes all the bytes at `offset`. After an error any part of them may be there.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LogError)

    /// Cuts off what stands behind `size`.
    func truncate(to size: Int) throws(LogError)

    /// Returns once contents and size are durable.
    func syncData() throws(LogError)
}

extension Disk {
    /// Makes a file that has its name only when its contents are durable; the name is when the directory was synced.
    @discardableResult
    package func put(_ bytes: [UInt8], as name: String, replacing: Bool) throws(LogError) -> any DiskFile {
        let draft = name + ".new"
        guard let file = try open(draft, .writeOrCreate) else { throw .system("open", draft) }
        try file.truncate(to: 0)
        try file.write(bytes, at: 0)
        try file.syncData()
        try rename(draft, to: name, replacing: replacing)
        return file
    }
}

extension DiskFile {
    func write(_ bytes: [UInt8], at offset: Int) throws(LogError) {
        try bytes.withUnsafeBufferPointer { (bytes) throws(LogError) in
            try write(UnsafeRawBufferPointer(bytes), at: offset)
        }
    }

    /// The index behind the last byte, from `start` on, that is no line feed; `start` where there is none.
    func endOfContent(from start: Int) throws(LogError) -> Int {
        var (offset, end) = (start, start)
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try chunk.withUnsafeMutableBufferPointer { (chunk) throws(LogError) in
                try read(into: UnsafeMutableRawBufferPointer(chunk), at: offset)
            }
            if count == 0 { return end }
            if let last = chunk[..<count].lastIndex(where: { $0 != UInt8(ascii: "\n") }) { end = offset + last + 1 }
            offset += count
        }
    }

    /// The first bytes of the file, at most `limit`.
    func prefix(_ limit: Int) throws(LogError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = try bytes.withUnsafeMutableBufferPointer { (buffer) throws(LogError) in
            try read(into: UnsafeMutableRawBufferPointer(buffer), at: 0)
        }
        return Array(bytes[..<count])
    }
}
