/// The bytes of a file from which something was read, to write it again as it stood. It keeps the file's bytes.
///
/// What was read and what was made are equal if they say the same, so all sources are equal.
struct Source: Sendable {
    private let file: [UInt8]
    private let start: UInt32
    private let end: UInt32
    private let firstLine: UInt32
    /// Whether it is as RFC 5545 wants it, and may stand in another file.
    let isStrict: Bool
    /// Whether it is that of an outermost component, with what stands around it.
    let isOutermost: Bool

    /// Of what was made or changed.
    static let none = Source(of: [], 0..<0, line: 0, isStrict: false)

    /// The longest file that can be read, in bytes.
    static let longestFile = Int(UInt32.max)

    /// A stretch of a file of at most `longestFile` bytes, and the line on which it begins, from 1.
    init(of file: [UInt8], _ range: Range<Int>, line: Int, isStrict: Bool, isOutermost: Bool = false) {
        self.file = file
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        end = UInt32(truncatingIfNeeded: range.upperBound)
        firstLine = UInt32(truncatingIfNeeded: line)
        self.isStrict = isStrict
        self.isOutermost = isOutermost
    }

    /// The same and all that follows.
    func extended(toEndOf file: [UInt8]) -> Source {
        Source(
            of: file, Int(start)..<file.count, line: Int(firstLine), isStrict: isStrict && Int(end) == file.count,
            isOutermost: true)
    }

    var isEmpty: Bool { start == end }

    var bytes: ArraySlice<UInt8> { file[Int(start)..<Int(end)] }

    /// The line of the file on which it begins, from 1; nil where it was not read.
    var line: Int? { isEmpty ? nil : Int(firstLine) }
}

extension Source: Hashable {
    static func == (left: Source, right: Source) -> Bool { true }

    func hash(into hasher: inout Hasher) {}
}
