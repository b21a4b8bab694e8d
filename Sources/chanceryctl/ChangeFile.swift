import CanonicalJSON

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
        let name = InputFile.name(of: path)
        guard let contents = try InputFile.contents(of: path, upTo: Self.maximumSize) else {
            throw Failure("\(name): has more than \(Self.maximumSize) bytes, too much for one entry of the log")
        }
        try self.init(name: name, contents: contents)
    }

    /// Where a change stands, as "file:line".
    func place(ofChange index: Int) -> String {
        lineNumbers.indices.contains(index) ? "\(name):\(lineNumbers[index])" : name
    }
}
