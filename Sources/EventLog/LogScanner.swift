internal import Glibc

/// Reads a log's file front to back, a line at a time, through one buffer.
struct LogScanner: ~Copyable {
    /// What ends a scan.
    enum End: Equatable {
        /// The file ends behind the last line.
        case clean
        /// From this offset on the bytes are no line that can follow.
        case fault(LineFault)
    }

    private static let chunk = 1 << 20

    /// The offset behind the last good line.
    private(set) var offset: Int
    private(set) var head: Head
    private(set) var recorded: Timestamp
    private var buffer: UnsafeMutableBufferPointer<UInt8>
    /// The bytes of the buffer that are read and not yet used.
    private var pending = 0..<0

    /// A scanner that goes on behind `head`, whose line ends before `offset`.
    init(from offset: Int, after head: Head, recorded: Timestamp) {
        self.offset = offset
        self.head = head
        self.recorded = recorded
        buffer = .allocate(capacity: 2 * Self.chunk)
    }

    deinit { buffer.deallocate() }

    /// Calls `body` with each entry's line and its offset, as long as they are right and `body` answers true.
    mutating func scan<Failure: Error>(
        _ file: any DiskFile, _ body: (LogEntry, Int) throws(Failure) -> Bool
    ) throws(ScanFailure<Failure>) -> End {
        while true {
            let line: UnsafeBufferPointer<UInt8>
            do throws(LogError) {
                guard let next = try nextLine(file) else {
                    if pending.isEmpty { return .clean }
                    let isTooLong = pending.count >= LogLine.maximumLength
                    return .fault(
                        LineFault(isTooLong ? "the line is longer than any entry" : "the last line is not complete"))
                }
                line = next
            } catch {
                throw .log(error)
            }
            let entry: LogEntry
            do throws(LineFault) {
                entry = try LogLine.entry(line, after: head)
                guard entry.recorded >= recorded else {
                    throw LineFault("\"recorded\" is earlier than in the line before")
                }
            } catch {
                return .fault(error)
            }
            let goesOn: Bool
            do throws(Failure) { goesOn = try body(entry, offset) } catch { throw .body(error) }
            head = entry.head
            recorded = entry.recorded
            pending = (pending.lowerBound + line.count + 1)..<pending.upperBound
            offset += line.count + 1
            if !goesOn { return .clean }
        }
    }

    /// The next line without its line feed, nil where the file ends before it does.
    private mutating func nextLine(_ file: any DiskFile) throws(LogError) -> UnsafeBufferPointer<UInt8>? {
        var searched = pending.lowerBound
        while true {
            if let feed = lineFeed(in: searched..<pending.upperBound) {
                return UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[pending.lowerBound..<feed])
            }
            guard pending.count < LogLine.maximumLength else { return nil }
            let unsearched = pending.count
            makeRoom()
            searched = pending.lowerBound + unsearched
            let free = UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(buffer)[pending.upperBound...])
            let count = try file.read(into: free, at: offset + pending.count)
            if count == 0 { return nil }
            pending = pending.lowerBound..<(pending.upperBound + count)
        }
    }

    /// Moves what is pending to the front of the buffer, and doubles the buffer where it is full of one line.
    private mutating func makeRoom() {
        let isCrowded = pending.count > buffer.count / 2
        let target = isCrowded ? UnsafeMutableBufferPointer.allocate(capacity: buffer.count * 2) : buffer
        UnsafeMutableRawBufferPointer(target).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[pending]))
        if isCrowded {
            buffer.deallocate()
            buffer = target
        }
        pending = 0..<pending.count
    }

    private func lineFeed(in range: Range<Int>) -> Int? {
        guard !range.isEmpty, let base = UnsafeRawPointer(buffer.baseAddress),
            let found = memchr(base + range.lowerBound, Int32(UInt8(ascii: "\n")), range.count)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}

/// What can end a scan early: the disk, or the one who is given the entries.
package enum ScanFailure<Body: Error>: Error {
    case log(LogError)
    case body(Body)
}
