internal import TimeZoneDatabase

/// Collects onsets, with work that has a limit.
struct OnsetSearch {
    struct Onset {
        let utc: Int64
        /// What is added to UTC before, and from then on.
        let from, to: Int
    }

    private(set) var onsets: [Onset] = []
    /// What was searched, in seconds of all rules together.
    private var searched: Int64 = 0

    /// The most onsets. Endless rules for summer and winter need 800, and a lawgiver who thinks anew each year some
    /// hundreds.
    private static let mostOnsets = 20_000
    /// The most years that are searched, of all rules together: there are rules that never come.
    private static let mostYears: Int64 = 20_000

    /// Adds the onsets through an instant.
    mutating func find(
        _ recurrence: Recurrence, of observance: Observance, through end: Int64
    ) throws(OnsetTable.Excess) {
        let start = recurrence.start.secondsSinceEpoch
        let zone = FixedOffset(seconds: observance.from)
        var range = Self.range(from: start, through: end, offset: observance.from)
        if case .untilUTC(let time)? = recurrence.rule?.end {
            range = range.clamped(to: Self.range(from: start, through: time.secondsSinceEpoch, offset: observance.from))
        }
        var found = 0
        for local in recurrence.occurrences(in: range, zone: zone) {
            guard onsets.count < Self.mostOnsets else {
                throw OnsetTable.Excess(expected: "at most \(Self.mostOnsets) onsets")
            }
            let utc = local.secondsSinceEpoch - Int64(observance.from)
            onsets.append(Onset(utc: utc, from: observance.from, to: observance.to))
            found += 1
        }
        guard let rule = recurrence.rule else { return }
        if case .count(found) = rule.end, let last = onsets.last {
            try spend(last.utc - start)
        } else {
            try spend(range.upperBound.secondsSinceEpoch - start)
        }
    }

    /// The first onset after an instant, if there is one within so many seconds.
    mutating func first(
        _ recurrence: Recurrence, of observance: Observance, after utc: Int64, within length: Int64
    ) throws(OnsetTable.Excess) -> Int64? {
        let offset = Int64(observance.from)
        let range = Self.range(from: utc + offset + 1, through: utc + length, offset: observance.from)
        let zone = FixedOffset(seconds: observance.from)
        guard let local = recurrence.occurrences(in: range, zone: zone).first(where: { _ in true }) else {
            try spend(length)
            return nil
        }
        return local.secondsSinceEpoch - offset
    }

    /// Local times, as far as the years 1 to 9999 reach.
    private static func range(from start: Int64, through end: Int64, offset: Int) -> Range<CivilDateTime> {
        let valid = CivilDateTime.validSeconds
        func near(_ seconds: Int64) -> CivilDateTime {
            CivilDateTime(validSeconds: min(max(seconds, valid.lowerBound), valid.upperBound))
        }
        let end = end < valid.upperBound ? end + Int64(offset) + 1 : end
        return near(start)..<max(near(start), near(end))
    }

    private mutating func spend(_ seconds: Int64) throws(OnsetTable.Excess) {
        searched += max(seconds, 0)
        guard searched <= Self.mostYears * 366 * CivilDateTime.secondsPerDay else {
            throw OnsetTable.Excess(expected: "rules for at most \(Self.mostYears) years in all")
        }
    }
}
