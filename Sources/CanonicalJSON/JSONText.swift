/// A string or a key as it stands in the bytes of a ``JSONReader``, between its quotes and not yet decoded.
///
/// It borrows the reader's bytes, and is not to be kept beyond it.
public struct JSONText {
    @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
    @usableFromInline let hasEscapes: Bool
    @usableFromInline let isASCII: Bool
    /// Where the first byte stands in the reader's bytes.
    public let offset: Int

    @inlinable
    init(bytes: UnsafeBufferPointer<UInt8>, hasEscapes: Bool, isASCII: Bool, offset: Int) {
        (self.bytes, self.hasEscapes, self.isASCII, self.offset) = (bytes, hasEscapes, isASCII, offset)
    }

    /// The UTF-8 bytes, nil where the text is written with escapes.
    public var utf8: UnsafeBufferPointer<UInt8>? { hasEscapes ? nil : bytes }

    /// Whether the text says just this (an ASCII word).
    @inlinable
    @inline(__always)
    public static func == (text: JSONText, word: StaticString) -> Bool {
        if text.hasEscapes { return (try? text.string()) == "\(word)" }
        guard text.bytes.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<text.bytes.count where text.bytes[index] != word.utf8Start[index] { return false }
        return true
    }

    /// For `switch key { case "title": … }`.
    @inlinable
    @inline(__always)
    public static func ~= (word: StaticString, text: JSONText) -> Bool { text == word }

    /// The decoded string.
    public func string() throws(JSONError) -> String {
        if hasEscapes { return try unescaped() }
        // There is nothing to validate, and validating costs three times the rest.
        if isASCII { return String(decoding: bytes, as: UTF8.self) }
        guard let string = String(validating: bytes, as: UTF8.self) else { throw JSONError(.invalidText, at: offset) }
        return string
    }

    private func unescaped() throws(JSONError) -> String {
        var utf8: [UInt8] = []
        utf8.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            guard byte == UInt8(ascii: "\\"), index < bytes.count else {
                utf8.append(byte)
                continue
            }
            let escape = bytes[index]
            index += 1
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): utf8.append(escape)
            case UInt8(ascii: "b"): utf8.append(0x08)
            case UInt8(ascii: "f"): utf8.append(0x0C)
            case UInt8(ascii: "n"): utf8.append(0x0A)
            case UInt8(ascii: "r"): utf8.append(0x0D)
            case UInt8(ascii: "t"): utf8.append(0x09)
            case UInt8(ascii: "u"): utf8.append(contentsOf: UTF8.encode(try scalar(at: &index)).map(Array.init) ?? [])
            default: throw JSONError(.expected("one of \"\\/bfnrtu after a backslash"), at: offset + index - 1)
            }
        }
        guard let string = String(validating: utf8, as: UTF8.self) else { throw JSONError(.invalidText, at: offset) }
        return string
    }

    /// The scalar of `\uXXXX`, or of the two that make a surrogate pair; `index` stands behind the `u`.
    private func scalar(at index: inout Int) throws(JSONError) -> Unicode.Scalar {
        let start = index
        let first = try codeUnit(at: &index)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
            bytes[index + 1] == UInt8(ascii: "u")
        else { throw JSONError(.invalidText, at: offset + start) }
        index += 2
        let second = try codeUnit(at: &index)
        guard UTF16.isTrailSurrogate(second) else { throw JSONError(.invalidText, at: offset + start) }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private func codeUnit(at index: inout Int) throws(JSONError) -> UInt16 {
        guard bytes.count - index >= 4, bytes[index] != UInt8(ascii: "+"), bytes[index] != UInt8(ascii: "-"),
            let unit = UInt16(String(decoding: bytes[index..<(index + 4)], as: UTF8.self), radix: 16)
        else { throw JSONError(.expected("four hexadecimal digits after \\u"), at: offset + index) }
        index += 4
        return unit
    }
}
