import CanonicalJSON
import Glibc

/// Changes as JSON Lines: one a line; blank lines are passed over.
struct ChangeFile {
    /// How many bytes are read. What they hold without white space must fit into one call.
    private static let maximumSize = 16 << 20

    /// What the user calls the file.
    let name: String
    private(set) var changes: [JSONValue] = []
    /// The number of each change's line, from 1.
    private var lineNumbers: [Int] = []

    init(name: String, contents: [UInt8]) throws(Failure) {
        self.name = name
        let lines = contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) {
            let place = "\(name):\(index + 1)"
            let change: JSONValue
            do throws(JSONError) {
                change = try JSONValue(parsing: line)
            } catch {
                throw Failure("\(place): not a change in JSON: \(error). Nothing was appended.")
            }
            guard change.objectValue != nil else {
                throw Failure("\(place): expected a change, an object, not \(change.kindName). Nothing was appended.")
            }
            changes.append(change)
            lineNumbers.append(index + 1)
        }
        guard !changes.isEmpty else { throw Failure("\(name): expected a change a line, and there is none") }
    }

    /// Reads the file at a path, or standard input where the path is "-".
    init(path: String) throws(Failure) {
        let name = path == "-" ? "standard input" : path
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure("\(name): \(String(cString: strerror(errno)))") }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }

        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Failure("\(name): \(String(cString: strerror(errno)))") }
            if count == 0 { break }
            contents.append(contentsOf: buffer[..<count])
            guard contents.count <= Self.maximumSize else {
                throw Failure("\(name): has more than \(Self.maximumSize) bytes, too much for one entry of the log")
            }
        }
        try self.init(name: name, contents: contents)
    }

    /// Where a change stands, as "file:line".
    func place(ofChange index: Int) -> String {
        lineNumbers.indices.contains(index) ? "\(name):\(lineNumbers[index])" : name
    }
}
