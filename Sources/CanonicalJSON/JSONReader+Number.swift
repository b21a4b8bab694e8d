extension JSONReader {
    /// Any number of RFC 8259, section 6, as it stands in the bytes, for those who must not lose its digits. What it is
    /// worth is for the caller to find out; ``integer()`` is for integers.
    package mutating func number() throws(JSONError) -> UnsafeBufferPointer<UInt8> {
        let first = try nextByte("a number")
        let start = offset
        if first == UInt8(ascii: "-") { offset += 1 }
        let hasLeadingZero = offset < bytes.count && bytes[offset] == UInt8(ascii: "0")
        let firstDigit = offset
        try digits("a number")
        guard !hasLeadingZero || offset == firstDigit + 1 else {
            throw JSONError(.expected("a number without leading zeros"), at: start)
        }
        if has(UInt8(ascii: ".")) { try digits("a digit after the decimal point") }
        if has(UInt8(ascii: "e")) || has(UInt8(ascii: "E")) {
            if !has(UInt8(ascii: "+")) { _ = has(UInt8(ascii: "-")) }
            try digits("a digit in the exponent")
        }
        return UnsafeBufferPointer(rebasing: bytes[start..<offset])
    }

    /// Passes one digit or more.
    private mutating func digits(_ expected: StaticString) throws(JSONError) {
        let start = offset
        while offset < bytes.count, bytes[offset] &- 0x30 < 10 { offset += 1 }
        guard offset > start else {
            throw JSONError(offset < bytes.count ? .expected("\(expected)") : .unexpectedEnd, at: offset)
        }
    }

    /// Passes this byte, if it is next.
    private mutating func has(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }
}
