import EventLog
import Glibc
import TestSupport

/// A disk in memory that fails as real ones do.
///
/// It counts what is done to it. At one operation it can fail with an error, or lose its power: then everything fails
/// until ``powerOn(using:)``, which decides what of the unsynced was kept. Of a write that was not synced each sector may
/// be there, be missing or be half there, in any order; names that were not synced may be there or not; cutting off may
/// have happened or not.
///
/// Unchecked: a simulation runs on one thread, so that the same seed makes the same run.
final class SimulatedDisk: Disk, @unchecked Sendable {
    static let sector = 512

    enum Fault: Hashable {
        case powerCut
        case error(Int32)
    }

    /// The contents of a file: as it reads now, and what it is made of.
    struct Contents {
        enum Change {
            case write([UInt8], offset: Int)
            case truncate(Int)
        }
        var durable: [UInt8] = []
        var live: [UInt8] = []
        var unsynced: [Change] = []
    }

    private enum NameChange {
        case link(String, Int)
        case rename(String, String)
    }

    private struct State {
        var files: [Int: Contents] = [:]
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        var unsyncedNames: [NameChange] = []
        var nextFile = 0
        var isLocked = false
        var isOff = false
        var hasFailed = false
        var operations = 0
        /// How often each file was made durable.
        var syncs: [Int: Int] = [:]
        var faultAt: Int?
        var fault = Fault.powerCut
        var random: SplitMix64
    }

    let path = "disk"
    private var state: State

    init(seed: UInt64) { state = State(random: SplitMix64(seed: seed)) }

    /// How many operations there were.
    var operations: Int { state.operations }

    /// How often the file that has the name now was made durable.
    func syncs(of name: String) -> Int { state.names[name].flatMap { state.syncs[$0] } ?? 0 }

    /// Makes one later operation fail, counted from now; the next is 0.
    func fail(after count: Int, with fault: Fault) {
        state.faultAt = state.operations + count
        state.fault = fault
    }

    /// Ends what was to fail, and gives up the lock, as the end of the process does.
    func endProcess() {
        state.faultAt = nil
        state.isLocked = false
    }

    var isOff: Bool { state.isOff }
    /// Whether the operation that was to fail has been reached.
    var hasFailed: Bool { state.hasFailed }

    /// The power is back, and what was not synced has met its fate.
    func powerOn() {
        for change in state.unsyncedNames where Bool.random(using: &state.random) {
            Self.apply(change, to: &state.durableNames)
        }
        state.unsyncedNames = []
        state.names = state.durableNames
        for key in state.files.keys.sorted() { settle(key) }
        state.isOff = false
        endProcess()
    }

    /// The names and contents as they read now.
    var contents: [String: [UInt8]] { state.names.mapValues { state.files[$0]?.live ?? [] } }

    /// Changes a bit of what the disk holds.
    func flip(_ name: String, at offset: Int, bit: UInt8) {
        guard let key = state.names[name], var contents = state.files[key] else { return }
        contents.live[offset] ^= 1 << bit
        if offset < contents.durable.count { contents.durable[offset] ^= 1 << bit }
        state.files[key] = contents
    }

    // MARK: Fates

    private static func apply(_ change: NameChange, to names: inout [String: Int]) {
        switch change {
        case .link(let name, let key): names[name] = key
        case .rename(let old, let new):
            guard let key = names.removeValue(forKey: old) else { return }
            names[new] = key
        }
    }

    private func settle(_ key: Int) {
        guard var contents = state.files[key] else { return }
        // What reaches the platter of several writes to one place is the newest that reached it.
        for change in contents.unsynced {
            switch change {
            case .truncate(let size):
                if Bool.random(using: &state.random) { contents.durable.cut(to: size) }
            case .write(let bytes, let offset):
                var start = 0
                while start < bytes.count {
                    let room = Self.sector - (offset + start) % Self.sector
                    let end = min(start + room, bytes.count)
                    let kept =
                        switch Int.random(in: 0..<4, using: &state.random) {
                        case 0: start
                        case 1: Int.random(in: start...end, using: &state.random)
                        default: end
                        }
                    contents.durable.put(bytes[start..<kept], at: offset + start)
                    start = end
                }
            }
        }
        contents.live = contents.durable
        contents.unsynced = []
        state.files[key] = contents
    }

    // MARK: Operations

    /// Counts an operation, and fails it if it is the one: `partly` is then done, what may have happened of it.
    private func begin(_ call: String, _ path: String, partly: () -> Void = {}) throws(LogError) {
        if state.isOff { throw .system(call: call, path: path, errno: EIO) }
        let isDue = state.operations == state.faultAt
        state.operations += 1
        guard isDue else { return }
        state.hasFailed = true
        switch state.fault {
        case .powerCut:
            state.isOff = true
            partly()
            throw .system(call: call, path: path, errno: EIO)
        case .error(let errno):
            partly()
            throw .system(call: call, path: path, errno: errno)
        }
    }

    func names() throws(LogError) -> [String] {
        try begin("opendir", path)
        return state.names.keys.sorted().shuffled(using: &state.random)
    }

    func open(_ name: String, _ access: DiskAccess) throws(LogError) -> (any DiskFile)? {
        try begin("open", name)
        if let key = state.names[name] {
            guard access != .create else { throw .system(call: "open", path: name, errno: EEXIST) }
            return SimulatedFile(disk: self, path: "disk/\(name)", key: key)
        }
        guard access == .create || access == .writeOrCreate else { return nil }
        state.nextFile += 1
        state.files[state.nextFile] = Contents()
        state.names[name] = state.nextFile
        state.unsyncedNames.append(.link(name, state.nextFile))
        return SimulatedFile(disk: self, path: "disk/\(name)", key: state.nextFile)
    }

    func rename(_ name: String, to newName: String, replacing: Bool) throws(LogError) {
        try begin("rename", name)
        guard replacing || state.names[newName] == nil else {
            throw .system(call: "rename", path: newName, errno: EEXIST)
        }
        Self.apply(.rename(name, newName), to: &state.names)
        state.unsyncedNames.append(.rename(name, newName))
    }

    func sync() throws(LogError) {
        try begin("fsync", path)
        state.durableNames = state.names
        state.unsyncedNames = []
    }

    func lock() throws(LogError) -> Bool {
        try begin("flock", path)
        defer { state.isLocked = true }
        return !state.isLocked
    }

    func unlock() { state.isLocked = false }

    func protect(_ name: String) {}

    func unprotect(_ name: String) {}

    /// Some milliseconds for each operation, so that what is due after a while is due after a few appends.
    var uptime: Int64 { 16 * Int64(operations) }

    private final class SimulatedFile: DiskFile {
        let disk: SimulatedDisk
        let path: String
        let key: Int

        init(disk: SimulatedDisk, path: String, key: Int) {
            self.disk = disk
            self.path = path
            self.key = key
        }

        func size() throws(LogError) -> Int {
            try disk.begin("fstat", path)
            return disk.state.files[key]?.live.count ?? 0
        }

        func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(LogError) -> Int {
            try disk.begin("pread", path)
            let bytes = Array((disk.state.files[key]?.live ?? []).dropFirst(offset).prefix(buffer.count))
            buffer.copyBytes(from: bytes)
            return bytes.count
        }

        func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(LogError) {
            let bytes = Array(bytes)
            try disk.begin("pwrite", path) {
                put(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &disk.state.random))), at: offset)
            }
            put(bytes, at: offset)
        }

        private func put(_ bytes: [UInt8], at offset: Int) {
            disk.state.files[key]?.live.put(bytes[...], at: offset)
            disk.state.files[key]?.unsynced.append(.write(bytes, offset: offset))
        }

        func truncate(to size: Int) throws(LogError) {
            try disk.begin("ftruncate", path)
            disk.state.files[key]?.live.cut(to: size)
            disk.state.files[key]?.unsynced.append(.truncate(size))
        }

        func syncData() throws(LogError) {
            try disk.begin("fdatasync", path) {
                // After a failed sync the pages count as clean: what did not reach the disk never will, and still reads.
                let live = disk.state.files[key]?.live ?? []
                disk.settle(key)
                if !disk.isOff { disk.state.files[key]?.live = live }
            }
            guard var contents = disk.state.files[key] else { return }
            // Only what was changed since the last sync, also where that one failed.
            for change in contents.unsynced {
                switch change {
                case .truncate(let size): contents.durable.cut(to: size)
                case .write(let bytes, let offset): contents.durable.put(bytes[...], at: offset)
                }
            }
            contents.unsynced = []
            disk.state.files[key] = contents
            disk.state.syncs[key, default: 0] += 1
        }
    }
}

extension [UInt8] {
    fileprivate mutating func put(_ bytes: ArraySlice<UInt8>, at offset: Int) {
        guard !bytes.isEmpty else { return }
        if count < offset { append(contentsOf: [UInt8](repeating: 0, count: offset - count)) }
        let kept = Swift.min(bytes.count, count - offset)
        replaceSubrange(offset..<(offset + kept), with: bytes.prefix(kept))
        append(contentsOf: bytes.dropFirst(kept))
    }

    fileprivate mutating func cut(to size: Int) {
        if size < count { removeLast(count - size) }
    }
}
