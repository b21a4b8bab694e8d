/// Takes a file apart into content lines, unfolded (RFC 5545, section 3.1).
///
/// It borrows the bytes: whoever makes one holds them for as long.
struct ContentLineReader {
    let bytes: UnsafeBufferPointer<UInt8>
    let mode: Component.ParsingMode

    /// What is known of the current line.
    private(set) var facts = Facts()

    struct Facts {
        /// Where the line stands in the file, with its line break.
        var range = 0..<0
        /// Where the line begins, from 1.
        var number = 0
        /// Whether it has characters that none may have.
        var hasControls = false
        /// Whether it is ASCII alone.
        var isASCII = true
        /// Whether it is in the form of section 3.1, as far as line breaks and control characters go.
        var isStrict = true

        func fault(_ expected: String) -> Component.ParseError {
            Component.ParseError(line: number, expected: expected)
        }
    }

    /// The current line where it is not folded; without its line break.
    private var content = 0..<0
    /// The current line where it is folded.
    private var unfolded: [UInt8] = []
    private var isFolded = false

    private var position = 0
    private var linesRead = 0
    private var count = 0

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The most octets of a line after unfolding. An attachment may be in one.
    static let longestLine = 1 << 20
    /// The most lines of a file after unfolding.
    static let mostLines = 1_000_000

    init(bytes: UnsafeBufferPointer<UInt8>, mode: Component.ParsingMode) {
        self.bytes = bytes
        self.mode = mode
    }

    /// Goes to the next line; false at the end of the file.
    mutating func advance() throws(Component.ParseError) -> Bool {
        // An empty line that is passed over must not get into another file with what stands around it.
        var isFirst = true
        repeat {
            // A byte order mark may be in the midst, where files were put one behind the other.
            let hasMark = mode == .lenient && bytes[position...].starts(with: Self.byteOrderMark)
            if hasMark { position += Self.byteOrderMark.count }
            facts = Facts(range: position..<position, number: linesRead + 1, isStrict: isFirst && !hasMark)
            isFirst = false
            isFolded = false
            guard position < bytes.count else {
                return false
            }
            content = try nextPhysicalLine()
            while position < bytes.count, isFold(bytes[position]) {
                if !isFolded {
                    isFolded = true
                    unfolded.removeAll(keepingCapacity: true)
                    unfolded.append(contentsOf: bytes[content])
                }
                position += 1
                let part = try nextPhysicalLine()
                guard unfolded.count + part.count <= Self.longestLine else {
                    throw facts.fault("at most \(Self.longestLine) octets in a line")
                }
                unfolded.append(contentsOf: bytes[part])
            }
            facts.range = facts.range.lowerBound..<position
        } while mode == .lenient && (isFolded ? unfolded.isEmpty : content.isEmpty)
        count += 1
        guard count <= Self.mostLines else {
            throw facts.fault("at most \(Self.mostLines) lines")
        }
        return true
    }

    /// Gives the octets of the current line, without its line break, to `body`.
    func withLine<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Component.ParseError) -> Result
    ) throws(Component.ParseError) -> Result {
        guard isFolded else {
            return try body(UnsafeBufferPointer(rebasing: bytes[content]))
        }
        return try unfolded.withUnsafeBufferPointer(body)
    }

    private func isFold(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    private mutating func nextPhysicalLine() throws(Component.ParseError) -> Range<Int> {
        let start = position
        var end = position
        var controls = 0
        var allBits: UInt8 = 0
        while end < bytes.count {
            let byte = bytes[end]
            allBits |= byte
            if byte < 0x20 {
                if byte == UInt8(ascii: "\n") { break }
                if byte != UInt8(ascii: "\t") { controls += 1 }
            } else if byte == 0x7F {
                controls += 1
            }
            end += 1
        }
        let hasLineFeed = end < bytes.count
        position = hasLineFeed ? end + 1 : end
        let hasReturn = end > start && bytes[end - 1] == UInt8(ascii: "\r")
        if hasReturn {
            end -= 1
            controls -= 1
        }
        linesRead += 1
        if controls > 0 { facts.hasControls = true }
        if allBits >= 0x80 { facts.isASCII = false }
        if !(hasLineFeed && hasReturn) || controls > 0 {
            facts.isStrict = false
            guard mode == .lenient || hasLineFeed && hasReturn else {
                throw Component.ParseError(line: linesRead, expected: "CR LF at the end of the line")
            }
        }
        guard end - start <= Self.longestLine else {
            throw facts.fault("at most \(Self.longestLine) octets in a line")
        }
        return start..<end
    }
}
