/// Takes a file apart into content lines, unfolded (RFC 5545, section 3.1).
struct ContentLineReader {
    let bytes: [UInt8]
    let mode: Component.ParsingMode
    /// The current line, without its line break.
    private(set) var line: [UInt8] = []
    /// Where the current line begins, from 1.
    private(set) var lineNumber = 0

    private var position = 0
    private var linesRead = 0
    private var count = 0

    /// The most octets of a line after unfolding. An attachment may be in one.
    static let longestLine = 1 << 20
    /// The most lines of a file after unfolding.
    static let mostLines = 1_000_000

    init(bytes: [UInt8], mode: Component.ParsingMode) {
        self.bytes = bytes
        self.mode = mode
        if mode == .lenient, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            position = 3
        }
    }

    /// Goes to the next line; false at the end of the file.
    mutating func advance() throws(Component.ParseError) -> Bool {
        repeat {
            lineNumber = linesRead + 1
            guard position < bytes.count else {
                return false
            }
            line.removeAll(keepingCapacity: true)
            try appendPhysicalLine()
            while position < bytes.count, isFold(bytes[position]) {
                position += 1
                try appendPhysicalLine()
            }
        } while line.isEmpty && mode == .lenient
        count += 1
        guard count <= Self.mostLines else {
            throw fault("at most \(Self.mostLines) lines")
        }
        return true
    }

    func fault(_ expected: String) -> Component.ParseError {
        Component.ParseError(line: lineNumber, expected: expected)
    }

    private func isFold(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    private mutating func appendPhysicalLine() throws(Component.ParseError) {
        let lineFeed = bytes[position...].firstIndex(of: UInt8(ascii: "\n"))
        var end = lineFeed ?? bytes.count
        let hasReturn = end > position && bytes[end - 1] == UInt8(ascii: "\r")
        guard mode == .lenient || lineFeed != nil && hasReturn else {
            throw Component.ParseError(line: linesRead + 1, expected: "CR LF at the end of the line")
        }
        if hasReturn {
            end -= 1
        }
        guard line.count + end - position <= Self.longestLine else {
            throw fault("at most \(Self.longestLine) octets in a line")
        }
        line.append(contentsOf: bytes[position..<end])
        position = lineFeed.map { $0 + 1 } ?? bytes.count
        linesRead += 1
    }
}
