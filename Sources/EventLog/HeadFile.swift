internal import CanonicalJSON
internal import Synchronization

/// The small file that names a position known durable, twice: the last two that were made durable, or one that is being
/// written beside one that is.
///
/// ```
/// {"head":"<64 hex>","position":7,"hash":"<64 hex, of this record>"}      at offset 0
/// {"head":"<64 hex>","position":6,"hash":"<64 hex, of this record>"}      at offset 4096
/// ```
///
/// It is written after each sync of the log and before the entries are acknowledged, always over the record that is not
/// the last durable one, so that a power cut cannot spoil both. It is made durable every ``syncInterval`` and when the
/// log is closed: after a power cut it may name an earlier position than the last durable one,
/// never a later one.
final class HeadFile: Sendable {
    static let name = "head"
    /// The distance of the records: no disk writes more at once.
    private static let slotSize = 4096
    private static let slots = 2
    /// In milliseconds.
    private static let syncInterval: Int64 = 50

    private let file: any DiskFile
    private let disk: any Disk
    private let state: Mutex<State>

    private struct State {
        /// The slot of the last durable record.
        var durableSlot: Int
        var lastSync: Int64
        /// Whether the other slot was written since.
        var isPending = false
    }

    /// The file of a directory; in it is `head`, durable but perhaps for the file's name. One whose latest record names
    /// it already is kept: a log that was closed in peace opens without room on the disk.
    init(on disk: some Disk, _ head: Head) throws(LogError) {
        self.disk = disk
        if let file = try disk.open(Self.name, .write), let latest = try Self.latest(in: file), latest.head == head {
            do throws(LogError) {
                // After a failed sync it may read well and not be on the disk: only what is written again is synced.
                try file.write(Self.record(of: head), at: latest.slot * Self.slotSize)
            } catch {
                guard error.isDiskFull else { throw error }
            }
            try file.syncData()
            self.file = file
            state = Mutex(State(durableSlot: latest.slot, lastSync: disk.uptime))
            return
        }
        file = try disk.put(Self.slot(head) + Self.slot(head), as: Self.name, replacing: true)
        state = Mutex(State(durableSlot: 0, lastSync: disk.uptime))
    }

    /// The latest head that a directory's file names, nil where there is none yet.
    static func read(on disk: some Disk) throws(LogError) -> Head? {
        guard let file = try disk.open(name, .read) else { return nil }
        guard let latest = try latest(in: file) else {
            throw .corrupt(
                file: file.path, offset: 0, position: 0,
                reason: "expected {\"head\":\"…\",\"position\":…,\"hash\":\"…\"}")
        }
        return latest.head
    }

    /// The latest record that can be read, and its slot.
    private static func latest(in file: any DiskFile) throws(LogError) -> (slot: Int, head: Head)? {
        let bytes = try file.prefix(slotSize * slots)
        let records = (0..<slots).compactMap { slot in
            record(bytes.dropFirst(slot * slotSize).prefix(slotSize)).map { (slot: slot, head: $0) }
        }
        return records.max { $0.head.position < $1.head.position }
    }

    private static func record(_ slot: ArraySlice<UInt8>) -> Head? {
        let line = slot.prefix { $0 != UInt8(ascii: "\n") }
        guard (try? line.withUnsafeBufferPointer { (line) throws(LineFault) in try LogLine.verifiedHash(line) }) != nil,
            let value = try? JSONValue(parsing: line), let position = value["position"]?.integerValue, position >= 0,
            let hash = value["head"]?.stringValue.flatMap({
                Array($0.utf8).withUnsafeBufferPointer { Digest(hexadecimal: $0) }
            })
        else { return nil }
        return Head(position: Int(position), hash: hash)
    }

    /// A record, filled up with spaces.
    private static func slot(_ head: Head) -> [UInt8] {
        let record = record(of: head)
        return record + [UInt8](repeating: UInt8(ascii: " "), count: slotSize - 1 - record.count) + [UInt8(ascii: "\n")]
    }

    private static func record(of head: Head) -> [UInt8] {
        let value: JSONValue = ["head": .string(head.hash.description), "position": .integer(Int64(head.position))]
        var line = value.canonicalBytes
        line.removeLast()
        _ = LogLine.seal(&line)
        return line
    }

    func write(_ head: Head) throws(LogError) {
        let (slot, isDue) = state.withLock { state in
            state.isPending = true
            return (1 - state.durableSlot, disk.uptime - state.lastSync >= Self.syncInterval)
        }
        // A shorter record ends before what is left of a longer one: readers stop at its line feed.
        try file.write(Self.record(of: head), at: slot * Self.slotSize)
        if isDue { try sync() }
    }

    /// Makes what was written durable, if it is not yet.
    func sync() throws(LogError) {
        guard state.withLock({ $0.isPending }) else { return }
        try file.syncData()
        state.withLock { $0 = State(durableSlot: 1 - $0.durableSlot, lastSync: disk.uptime) }
    }
}
