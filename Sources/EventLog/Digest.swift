internal import Crypto

/// A SHA-256 digest: what chains one line of the log to the next (FIPS 180-4).
package struct Digest: Hashable, Sendable, CustomStringConvertible {
    private let words: SIMD4<UInt64>

    /// How many hexadecimal digits write a digest.
    package static let hexadecimalCount = 64

    /// The digest of the bytes.
    package init(hashing bytes: UnsafeRawBufferPointer) {
        var function = SHA256()
        function.update(bufferPointer: bytes)
        words = function.finalize().withUnsafeBytes { digest in
            SIMD4(
                digest.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                digest.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                digest.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
                digest.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
        }
    }

    /// A digest from 64 lower-case hexadecimal digits, nil where they are anything else.
    package init?(hexadecimal: UnsafeBufferPointer<UInt8>) {
        guard hexadecimal.count == Self.hexadecimalCount else { return nil }
        var words = SIMD4<UInt64>()
        var isValid = true
        withUnsafeMutableBytes(of: &words) { bytes in
            for index in 0..<32 {
                let (high, highIsDigit) = Self.value(of: hexadecimal[2 * index])
                let (low, lowIsDigit) = Self.value(of: hexadecimal[2 * index + 1])
                bytes[index] = high << 4 | low
                isValid = isValid && highIsDigit && lowIsDigit
            }
        }
        guard isValid else { return nil }
        self.words = words
    }

    /// A digest from its 32 bytes, nil where there are more or fewer.
    package init?(bytes: [UInt8]) {
        guard bytes.count == MemoryLayout<SIMD4<UInt64>>.size else { return nil }
        words = bytes.withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
    }

    /// The 32 bytes.
    package var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    /// The value of a digit; without a branch, since half of the digits are letters.
    @inline(__always)
    private static func value(of digit: UInt8) -> (value: UInt8, isDigit: Bool) {
        let number = digit &- UInt8(ascii: "0")
        let letter = digit &- UInt8(ascii: "a")
        return (number < 10 ? number : letter &+ 10, (number < 10) != (letter < 6))
    }

    /// The 64 lower-case hexadecimal digits.
    package var hexadecimal: [UInt8] { withUnsafeBytes(of: words) { Hexadecimal.digits(of: $0) } }

    package var description: String { String(decoding: hexadecimal, as: UTF8.self) }
}

/// Bytes as lower-case hexadecimal digits, two a byte.
enum Hexadecimal {
    static func digits(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let digits: StaticString = "0123456789abcdef"
        return [UInt8](unsafeUninitializedCapacity: 2 * bytes.count) { text, count in
            for index in 0..<bytes.count {
                text[2 * index] = digits.utf8Start[Int(bytes[index] >> 4)]
                text[2 * index + 1] = digits.utf8Start[Int(bytes[index] & 15)]
            }
            count = 2 * bytes.count
        }
    }

    static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.withUnsafeBytes { digits(of: $0) }, as: UTF8.self)
    }
}
