import Glibc

/// What a command is given to read: the file at a path, or standard input where the path is "-".
enum InputFile {
    /// What messages call it.
    static func name(of path: String) -> String { path == "-" ? "standard input" : path }

    /// All of it; nil where that is more than `limit` bytes.
    static func contents(of path: String, upTo limit: Int) throws(Failure) -> [UInt8]? {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("\(name(of: path)): \(String(cString: strerror(errno)))") }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }

        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure("\(name(of: path)): \(String(cString: strerror(errno)))") }
            if count == 0 { return contents }
            contents.append(contentsOf: buffer[..<count])
            guard contents.count <= limit else { return nil }
        }
    }
}
