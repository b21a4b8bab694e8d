internal import Glibc

/// Whole lines of a segment, in memory.
final class Round {
    /// What stands behind the lines, where that is no further line.
    enum End {
        /// Nothing: the file ends.
        case file
        case fault(LineFault)
        case disk(LogError)
    }

    /// Index of the segment.
    let segment: Int
    /// Where the first line begins.
    let offset: Int
    fileprivate(set) var end: End?
    fileprivate var buffer: UnsafeMutableRawBufferPointer
    fileprivate var count = 0

    fileprivate init(segment: Int, offset: Int, capacity: Int) {
        self.segment = segment
        self.offset = offset
        buffer = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit { buffer.deallocate() }

    private static let partSize = 1 << 17

    /// The lines, in parts that can be decoded at the same time. They are there as long as the round is.
    var parts: [UnsafeBufferPointer<UInt8>] {
        let lines = UnsafeBufferPointer(
            UnsafeMutableBufferPointer(rebasing: buffer.bindMemory(to: UInt8.self)[..<count]))
        var parts: [UnsafeBufferPointer<UInt8>] = []
        var start = 0
        while start < count {
            let end = lines.lineFeed(from: min(start + Self.partSize, count - 1)).map { $0 + 1 } ?? count
            parts.append(UnsafeBufferPointer(rebasing: lines[start..<end]))
            start = end
        }
        return parts
    }
}

/// Reads the segments of a log front to back, in rounds of whole lines.
struct RoundReader {
    private static let firstSize = 1 << 16
    private static let largestSize = 1 << 21

    private let segments: [Segment]
    private let disk: any Disk
    /// The place that is read next; nil when all is read, or an error came.
    private var place: (segment: Int, offset: Int)?
    private var file: (any DiskFile)?
    private var size = firstSize

    init(_ segments: [Segment], on disk: any Disk, segment: Int, offset: Int) {
        self.segments = segments
        self.disk = disk
        place = (segment, offset)
    }

    /// The next round; nil where there is none.
    mutating func next() -> Round? {
        guard let (segment, offset) = place else { return nil }
        let round = Round(segment: segment, offset: offset, capacity: size)
        size = min(2 * size, Self.largestSize)
        do throws(LogError) {
            if file == nil { file = try disk.open(segments[segment].name, .read) }
            if let file { try read(file, into: round) } else { round.end = .fault(LineFault("the file is gone")) }
        } catch {
            round.end = .disk(error)
        }
        switch round.end {
        case nil: place = (segment, offset + round.count)
        case .file where segment + 1 < segments.count:
            place = (segment + 1, 0)
            file = nil
        default: place = nil
        }
        return round
    }

    /// Reads as many whole lines as there is room for, and makes room where there is none for one.
    private func read(_ file: any DiskFile, into round: Round) throws(LogError) {
        var got = 0
        while true {
            got += try file.read(
                into: UnsafeMutableRawBufferPointer(rebasing: round.buffer[got...]), at: round.offset + got)
            let isAtEnd = got < round.buffer.count
            round.count = UnsafeRawBufferPointer(rebasing: round.buffer[..<got]).endOfLastLine
            if round.count > 0 || isAtEnd {
                if isAtEnd {
                    round.end = round.count == got ? .file : .fault(LineFault("the last line is not complete"))
                }
                return
            }
            guard got < LogLine.maximumLength else {
                round.end = .fault(LineFault("the line is longer than any entry"))
                return
            }
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * got, alignment: 1)
            larger.copyMemory(from: UnsafeRawBufferPointer(round.buffer))
            round.buffer.deallocate()
            round.buffer = larger
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The index behind the last line feed, 0 where there is none.
    fileprivate var endOfLastLine: Int { lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0 }
}

extension UnsafeBufferPointer<UInt8> {
    /// The index of the first line feed from `start` on.
    func lineFeed(from start: Int) -> Int? {
        guard start < count, let base = UnsafeRawPointer(baseAddress),
            let found = memchr(base + start, Int32(UInt8(ascii: "\n")), count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
