internal import TimeZoneDatabase

/// All onsets of a VTIMEZONE in one row, to be searched like the table of a TZif file.
///
/// Rules without an end are written out for 400 years after all else has ended. From then on they give the same again
/// every 400 years, so that any time is looked up among these.
struct OnsetTable {
    /// When the offset changes, ascending.
    private let instants: [Int64]
    /// For each instant, what is added to UTC from then on.
    private let offsets: [Int32]
    /// What is added to UTC before all: the TZOFFSETFROM of the first onset.
    private let initial: Int
    /// The 400 years that come again and again, from one onset to the same one in the next 400.
    private let cycle: Range<Int64>?

    /// The most onsets in four days: what looks for a local time goes through those near it.
    static let mostInFourDays = 32
    private static let fourDays = 4 * CivilDateTime.secondsPerDay

    private static let cycleLength = Int64(RecurrenceRule.cycleDays) * CivilDateTime.secondsPerDay

    /// Why there is no table: what was expected.
    struct Excess: Error {
        let expected: String
    }

    /// The onsets of one observance or more. Of two at the same instant one counts, in each reading the same.
    init(_ observances: [Observance]) throws(Excess) {
        var search = OnsetSearch()
        var endless: [(onsets: Recurrence, of: Observance)] = []
        var last = Int64.min
        for observance in observances {
            for recurrence in observance.onsets {
                if recurrence.rule?.isCyclic == true {
                    endless.append((recurrence, observance))
                    last = max(last, recurrence.start.secondsSinceEpoch - Int64(observance.from))
                } else {
                    try search.find(recurrence, of: observance, through: .max)
                }
            }
        }
        last = search.onsets.reduce(last) { max($0, $1.utc) }
        // Of rules that come again, the first after all that does not.
        var firstOfCycle: Int64?
        for (recurrence, observance) in endless {
            let first = try search.first(recurrence, of: observance, after: last, within: Self.cycleLength)
            if let first { firstOfCycle = min(firstOfCycle ?? first, first) }
        }
        for (recurrence, observance) in endless {
            try search.find(recurrence, of: observance, through: (firstOfCycle ?? last) + Self.cycleLength)
        }
        let onsets = search.onsets

        let order = onsets.indices.sorted { (onsets[$0].utc, $0) < (onsets[$1].utc, $1) }
        var row: [OnsetSearch.Onset] = []
        row.reserveCapacity(order.count)
        for index in order {
            if row.last?.utc == onsets[index].utc { row.removeLast() }
            row.append(onsets[index])
        }
        for (one, other) in zip(row, row.dropFirst(Self.mostInFourDays)) where other.utc - one.utc < Self.fourDays {
            throw Excess(expected: "at most \(Self.mostInFourDays) onsets in four days")
        }
        instants = row.map(\.utc)
        offsets = row.map { Int32($0.to) }
        initial = row.first?.from ?? 0
        // What ends with the year 9999 does not come again.
        if let first = firstOfCycle, row.last?.utc == first + Self.cycleLength {
            cycle = first..<first + Self.cycleLength
        } else {
            cycle = nil
        }
    }

    /// The run of one offset around an instant that is within 2⁵⁵ seconds of 1970.
    func period(atUTC utc: Int64) -> OffsetPeriod {
        var shift: Int64 = 0
        if let cycle, utc >= cycle.upperBound {
            shift = (utc - cycle.lowerBound) / Self.cycleLength * Self.cycleLength
        }
        // The first instant after.
        var (next, upper) = (0, instants.count)
        while next < upper {
            let middle = (next + upper) / 2
            if instants[middle] <= utc - shift { next = middle + 1 } else { upper = middle }
        }
        return OffsetPeriod(
            start: next == 0 ? .min : instants[next - 1] + shift,
            end: next == instants.count ? .max : instants[next] + shift,
            seconds: next == 0 ? initial : Int(offsets[next - 1]))
    }
}
