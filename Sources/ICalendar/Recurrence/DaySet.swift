/// A set of days of one period, by their number from its first day, which is 0. Room for 384 days, as the longest
/// period is a year of 53 weeks; a value in place, with nothing on the heap.
struct DaySet {
    private static let wordCount = 6
    private var words = InlineArray<6, UInt64>(repeating: 0)

    /// The empty set.
    init() {}

    /// The days 0..<count.
    init(count: Int) {
        for index in 0..<Self.wordCount { words[index] = Self.mask(bits: count - index * 64) }
    }

    /// Of `count` days those that are counted from the first (1) or from the last (−1).
    init(ordinals: [Int], of count: Int) {
        for ordinal in ordinals {
            let day = ordinal > 0 ? ordinal - 1 : count + ordinal
            if 0..<count ~= day { insert(day) }
        }
    }

    mutating func insert(_ day: Int) {
        words[day >> 6] |= 1 << UInt64(day & 63)
    }

    func contains(_ day: Int) -> Bool {
        word(day >> 6) >> UInt64(day & 63) & 1 == 1
    }

    var isEmpty: Bool {
        for index in 0..<Self.wordCount where words[index] != 0 { return false }
        return true
    }

    mutating func formIntersection(_ other: DaySet) {
        for index in 0..<Self.wordCount { words[index] &= other.words[index] }
    }

    mutating func formUnion(_ other: DaySet) {
        for index in 0..<Self.wordCount { words[index] |= other.words[index] }
    }

    /// The days from `first` on, as many as `count`, with `first` as 0. Before 0 there are none.
    func slice(from first: Int, count: Int) -> DaySet {
        let wordOffset = first >> 6
        let bitOffset = UInt64(first & 63)
        var slice = DaySet()
        var index = 0
        while index < Self.wordCount, index * 64 < count {
            let source = index + wordOffset
            // To shift by 64 is to shift all out.
            let word = word(source) >> bitOffset | word(source + 1) << (64 - bitOffset)
            slice.words[index] = word & Self.mask(bits: count - index * 64)
            index += 1
        }
        return slice
    }

    /// The lowest bits set, as many as there are.
    private static func mask(bits: Int) -> UInt64 {
        bits >= 64 ? .max : (1 << UInt64(max(bits, 0))) - 1
    }

    private func word(_ index: Int) -> UInt64 {
        0..<Self.wordCount ~= index ? words[index] : 0
    }

    // MARK: Order

    /// How many days are in the set.
    var count: Int {
        var count = 0
        for index in 0..<Self.wordCount { count += words[index].nonzeroBitCount }
        return count
    }

    /// The first day of the set that is not before `day`.
    func first(atOrAfter day: Int) -> Int? {
        var index = day >> 6
        var from = day & 63
        while index < Self.wordCount {
            if let bit = words[index].firstBit(atOrAfter: from) { return index * 64 + bit }
            index += 1
            from = 0
        }
        return nil
    }

    /// How many days of the set are before `day`.
    func count(before day: Int) -> Int {
        var count = 0
        for index in 0..<Self.wordCount where index <= day >> 6 {
            count += index < day >> 6 ? words[index].nonzeroBitCount : words[index].bitCount(below: day & 63)
        }
        return count
    }

    /// The day with so many others before it.
    func day(at position: Int) -> Int? {
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
    /// The lowest bit set at `position` (0...64) or above.
    func firstBit(atOrAfter position: Int) -> Int? {
        let rest = self >> UInt64(position)
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
