internal import CLinux
// A dispatch source may be cancelled from anywhere; the module does not say so yet.
@preconcurrency internal import Dispatch
internal import Glibc
internal import NIOCore
internal import Synchronization

/// Tells when something in a directory, or in those inside it, was put there, written or taken away (inotify(7)). While
/// nothing is, it does nothing.
///
/// Of the directories above, only the next one is watched: where a link higher up is changed, that is not seen.
final class DirectoryWatch: Sendable {
    /// Comes after a change; several may come as one.
    let changes: AsyncStream<Void>

    private let directory: String
    private let descriptor: CInt
    private let state = Mutex(State())

    private struct State {
        /// The watch on the directory that this one is in: of interest is there only what has its name.
        var parent = CInt.min
        var count = 0
    }

    /// How many directories inside each other are watched.
    private static let depth = 4

    private static let mask = UInt32(
        IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
            | IN_ONLYDIR)

    /// Watches nothing yet: see ``follow()``.
    init(_ directory: String) throws {
        let descriptor = inotify_init1(CInt(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "inotify_init1") }
        self.directory =
            (directory.hasPrefix("/") ? "/" : "./") + directory.split(separator: "/").joined(separator: "/")
        self.descriptor = descriptor
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        changes = stream
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
        source.setEventHandler { [weak self] in
            if self?.readEvents() == true { continuation.yield() }
        }
        source.setCancelHandler { close(descriptor) }
        continuation.onTermination = { _ in source.cancel() }
        source.activate()
    }

    /// How many changes there were.
    var count: Int { state.withLock { $0.count } }

    /// Watches the directories that are there now: the directory, those inside, and the one it is in, where another
    /// may be put in its place. To be called again after changes.
    ///
    /// - Returns: Whether the directory is there and watched.
    @discardableResult
    func follow() -> Bool {
        let parent = directory.lastIndex(of: "/").map { String(directory[...$0]) } ?? "/"
        let watch = inotify_add_watch(descriptor, parent, UInt32(IN_CREATE | IN_MOVED_TO | IN_ONLYDIR))
        if watch >= 0 { state.withLock { $0.parent = watch } }
        return follow(directory, depth: Self.depth)
    }

    private func follow(_ path: String, depth: Int) -> Bool {
        // What is no directory is not watched, so that nobody has to ask before.
        guard depth > 0, inotify_add_watch(descriptor, path, Self.mask) >= 0 else { return false }
        guard let stream = opendir(path) else { return true }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { _ = follow("\(path)/\(name)", depth: depth - 1) }
        }
        return true
    }

    /// Takes what there is to read; whether one of the events is of interest.
    private func readEvents() -> Bool {
        var isChange = false
        let name = directory.utf8.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let length = read(descriptor, &buffer, buffer.count)
            guard length > 0 else { break }
            state.withLock { state in
                // wd, mask, cookie, the length of the name: 4 bytes each; then the name, filled up with zeros.
                var event = buffer[..<length]
                while event.count >= 16 {
                    let header = event.withUnsafeBytes { bytes in
                        (0..<4).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self) }
                    }
                    let file = event.dropFirst(16).prefix(Int(header[3])).prefix { $0 != 0 }
                    event = event.dropFirst(16 + Int(header[3]))
                    if CInt(bitPattern: header[0]) != state.parent || file.elementsEqual(name) {
                        isChange = true
                        state.count += 1
                    }
                }
            }
        }
        return isChange
    }
}
