/// Which instances of a period BYSETPOS chooses, by their number in the period, from 0.
struct RulePositions {
    /// Counted from the first instance, and from the last.
    private let fromFirst: NumberSet
    private let fromLast: NumberSet

    /// The positions as the rule gives them: 1 is the first, −1 the last, 366 the most.
    init(_ positions: [Int]) {
        fromFirst = NumberSet(ordinals: positions.filter { $0 > 0 }, of: 366)
        fromLast = NumberSet(ordinals: positions.filter { $0 < 0 }.map { -$0 }, of: 366)
    }

    /// Of `total` instances the first chosen one whose number is not less than `number`.
    func first(atOrAfter number: Int, of total: Int) -> Int? {
        guard number < total else { return nil }
        let forward = fromFirst.first(atOrAfter: number).flatMap { $0 < total ? $0 : nil }
        let backward = fromLast.last(atOrBefore: total - 1 - number).map { total - 1 - $0 }
        guard let forward, let backward else { return forward ?? backward }
        return min(forward, backward)
    }
}
