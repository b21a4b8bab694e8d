/// A set of numbers from 0 to 383, in place, with nothing on the heap: the days of a period, counted from its first (the
/// longest period is a year of 53 weeks), or the positions of BYSETPOS.
struct NumberSet {
    private static let wordCount = 6
    private var words = InlineArray<6, UInt64>(repeating: 0)

    /// The empty set.
    init() {}

    /// The numbers 0..<count.
    init(count: Int) {
        for index in 0..<Self.wordCount { words[index] = Self.mask(bits: count - index * 64) }
    }

    /// Of the numbers 0..<count those that are counted from the first (1) or from the last (−1).
    init(ordinals: [Int], of count: Int) {
        for ordinal in ordinals {
            let number = ordinal > 0 ? ordinal - 1 : count + ordinal
            if 0..<count ~= number { insert(number) }
        }
    }

    mutating func insert(_ number: Int) {
        words[number >> 6] |= 1 << UInt64(number & 63)
    }

    mutating func insert(_ range: Range<Int>) {
        var index = range.lowerBound >> 6
        while index * 64 < range.upperBound {
            words[index] |=
                Self.mask(bits: range.upperBound - index * 64) & ~Self.mask(bits: range.lowerBound - index * 64)
            index += 1
        }
    }

    func contains(_ number: Int) -> Bool {
        word(number >> 6) >> UInt64(number & 63) & 1 == 1
    }

    var isEmpty: Bool {
        for index in 0..<Self.wordCount where words[index] != 0 { return false }
        return true
    }

    mutating func formIntersection(_ other: NumberSet) {
        for index in 0..<Self.wordCount { words[index] &= other.words[index] }
    }

    /// Takes in the numbers of another set, each greater by `first`; those above 383 are lost.
    mutating func formUnion(_ other: NumberSet, from first: Int) {
        let offset = UInt64(first & 63)
        var target = first >> 6
        for index in 0..<Self.wordCount where target < Self.wordCount {
            let word = other.words[index]
            words[target] |= word &<< offset
            target += 1
            // The rest is shifted by 64 − offset, which may be 64, in two steps.
            if target < Self.wordCount { words[target] |= (word &>> 1) &>> (63 - offset) }
        }
    }

    /// The numbers of `first..<first + count`, less `first`.
    func slice(from first: Int, count: Int) -> NumberSet {
        let offset = UInt64(first & 63)
        var source = first >> 6
        var slice = NumberSet()
        var index = 0
        while index < Self.wordCount, index * 64 < count {
            let word = (word(source) &>> offset) | ((word(source + 1) &<< 1) &<< (63 - offset))
            slice.words[index] = word & Self.mask(bits: count - index * 64)
            index += 1
            source += 1
        }
        return slice
    }

    /// The lowest bits set, as many as there are.
    private static func mask(bits: Int) -> UInt64 {
        bits >= 64 ? .max : (1 << UInt64(max(bits, 0))) - 1
    }

    private func word(_ index: Int) -> UInt64 {
        index < Self.wordCount ? words[index] : 0
    }

    // MARK: Order

    /// How many numbers are in the set.
    var count: Int {
        var count = 0
        for index in 0..<Self.wordCount { count += words[index].nonzeroBitCount }
        return count
    }

    /// The least number that is not less than this one.
    @inline(__always)
    func first(atOrAfter number: Int) -> Int? {
        var index = number >> 6
        var from = number & 63
        while index < Self.wordCount {
            if let bit = words[index].firstBit(atOrAfter: from) { return index * 64 + bit }
            index += 1
            from = 0
        }
        return nil
    }

    /// The greatest number that is not greater than this one.
    func last(atOrBefore number: Int) -> Int? {
        var index = min(number >> 6, Self.wordCount - 1)
        var bits = Self.mask(bits: number - index * 64 + 1)
        while index >= 0 {
            let word = words[index] & bits
            if word != 0 { return index * 64 + 63 - word.leadingZeroBitCount }
            index -= 1
            bits = .max
        }
        return nil
    }

    /// How many numbers of the set are less than this one.
    func count(before number: Int) -> Int {
        var count = 0
        for index in 0..<Self.wordCount where index <= number >> 6 {
            count += (words[index] & Self.mask(bits: number - index * 64)).nonzeroBitCount
        }
        return count
    }

    /// The number with so many others before it.
    func number(at position: Int) -> Int? {
        var remaining = position
        for index in 0..<Self.wordCount {
            let count = words[index].nonzeroBitCount
            if remaining < count { return words[index].bit(at: remaining).map { index * 64 + $0 } }
            remaining -= count
        }
        return nil
    }
}

extension UInt64 {
    /// The lowest bit set at `position` (0...63) or above.
    func firstBit(atOrAfter position: Int) -> Int? {
        let rest = self &>> UInt64(position)
        return rest == 0 ? nil : position + rest.trailingZeroBitCount
    }

    /// How many bits are set below `position` (0...63).
    func bitCount(below position: Int) -> Int {
        (self & ((1 << UInt64(position)) - 1)).nonzeroBitCount
    }

    /// The bit set with so many set ones below it.
    func bit(at position: Int) -> Int? {
        var rest = self
        for _ in 0..<position { rest &= rest &- 1 }
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }
}
