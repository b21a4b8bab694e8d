// Dates, times and rules are ASCII. They are read and written as bytes, without a String in between.

extension Span<UInt8> {
    /// The number written by the ASCII digits in `range`; nil when a byte is not a digit or there are too few.
    func number(_ range: Range<Int>) -> Int? {
        guard range.lowerBound >= 0, range.upperBound <= count else { return nil }
        var number = 0
        for index in range {
            let digit = self[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }

    /// Whether the byte at `index` is this ASCII character.
    func has(_ character: Unicode.Scalar, at index: Int) -> Bool {
        index >= 0 && index < count && self[index] == UInt8(ascii: character)
    }
}

extension StringProtocol {
    /// Calls `body` with the UTF-8 bytes of the text, in place where the text is contiguous (on Linux it always is).
    @inlinable
    func withUTF8Bytes<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        utf8.withContiguousStorageIfAvailable { body($0.span) } ?? body(Array(utf8).span)
    }

    /// Whether the text is a name given in upper-case ASCII letters and digits, in either case. Unlike `uppercased()`
    /// it takes no other letter for one of ASCII.
    func isName(_ name: String) -> Bool {
        utf8.elementsEqual(name.utf8) { $0 == $1 || $0 == $1 | 0x20 }
    }
}

extension Substring {
    /// The parts between a separator, which may be empty.
    func separated(by separator: Unicode.Scalar) -> [Substring] {
        // In bytes: a combining mark after the separator would make another Character of it, and U+037E is a semicolon.
        utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false).map(Substring.init)
    }
}

extension String {
    /// The parts between a separator, which may be empty.
    func separated(by separator: Unicode.Scalar) -> [Substring] { self[...].separated(by: separator) }
}

/// Fills the storage of a new String with ASCII. What does not fit is dropped, so give the exact capacity.
struct FixedWidthWriter {
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    private init(_ buffer: UnsafeMutableBufferPointer<UInt8>) {
        self.buffer = buffer
    }

    /// The text that `body` writes, at most `capacity` bytes long.
    static func text(capacity: Int, _ body: (inout FixedWidthWriter) -> Void) -> String {
        String(unsafeUninitializedCapacity: capacity) { buffer in
            var writer = FixedWidthWriter(buffer)
            body(&writer)
            return writer.count
        }
    }

    mutating func write(_ character: Unicode.Scalar) {
        write(byte: UInt8(ascii: character))
    }

    /// Writes the last `width` decimal digits of a number that is not negative.
    mutating func write(_ number: Int, width: Int) {
        var unit = 1
        for _ in 1..<width { unit *= 10 }
        while unit > 0 {
            write(byte: UInt8(ascii: "0") + UInt8(number / unit % 10))
            unit /= 10
        }
    }

    private mutating func write(byte: UInt8) {
        guard count < buffer.count else { return }
        buffer.initializeElement(at: count, to: byte)
        count += 1
    }
}
