internal import CanonicalJSON
internal import Glibc
internal import Synchronization

/// The small file that names a position known durable: `{"hash":"…","position":7}`, padded to one fixed size.
///
/// It is written after each sync of the log and before the entries are acknowledged, in place, within one sector. It
/// is made durable itself at most once in ``syncInterval``: after a power cut it may name an earlier position than the
/// last durable one, never a later one.
struct HeadFile: ~Copyable, Sendable {
    private static let length = 160
    /// In seconds.
    private static let syncInterval = 1

    private let file: File
    private let lastSync = Mutex(ContinuousClock.now)

    init(directory: String) throws(LogError) {
        file = try File(directory + "/head", O_RDWR | O_CREAT)
    }

    /// The head that a directory's file names, nil where there is none yet.
    static func read(in directory: String) throws(LogError) -> Head? {
        let path = directory + "/head"
        guard access(path, F_OK) == 0 || errno != ENOENT else { return nil }
        let file = try File(path, O_RDONLY)
        var bytes = [UInt8](repeating: 0, count: Self.length + 1)
        let result: Result<Int, LogError> = bytes.withUnsafeMutableBytes { buffer in
            do throws(LogError) { return .success(try file.read(into: buffer, at: 0)) } catch { return .failure(error) }
        }
        let count = try result.get()
        if count == 0 { return nil }
        guard let value = try? JSONValue(parsing: bytes[..<count]),
            let position = value["position"]?.integerValue, position >= 0,
            let hash = value["hash"]?.stringValue.flatMap({
                Array($0.utf8).withUnsafeBufferPointer { Digest(hexadecimal: $0) }
            })
        else {
            throw .corrupt(file: file.path, offset: 0, position: 0, reason: "expected {\"hash\":\"…\",\"position\":…}")
        }
        return Head(position: Int(position), hash: hash)
    }

    func write(_ head: Head) throws(LogError) {
        let value: JSONValue = ["hash": .string(head.hash.description), "position": .integer(Int64(head.position))]
        var bytes = value.canonicalBytes
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: Self.length - 1 - bytes.count))
        bytes.append(UInt8(ascii: "\n"))
        try file.write(bytes, at: 0)
        let isDue = lastSync.withLock { last in
            let isDue = last.duration(to: .now) >= .seconds(Self.syncInterval)
            if isDue { last = .now }
            return isDue
        }
        if isDue { try sync() }
    }

    func sync() throws(LogError) { try file.syncData() }
}
