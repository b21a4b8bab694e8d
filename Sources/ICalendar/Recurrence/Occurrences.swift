internal import TimeZoneDatabase

/// The occurrences of a recurrence from one time on and before another. Times are seconds since 1970-01-01T00:00 on the
/// clock face; `Int64.max` stands for none.
struct Occurrences: Sequence, IteratorProtocol {
    private let additional: [CivilDateTime]
    private let excluded: [CivilDateTime]
    private let first: Int64
    private let end: Int64
    private let isAllDay: Bool

    // What is left of each source.
    private var start: Int64
    private var additionalIndex: Int
    private var excludedIndex: Int

    private var expansion: RuleExpansion?
    /// The next instance of the rule, once it is known.
    private var instance: Int64?
    /// Where to go on searching for instances of the rule.
    private var cursor: Int64
    /// How many instances COUNT still allows.
    private var remaining: Int
    /// The last instant UNTIL allows, in UTC.
    private var lastInstant = Int64.max

    private var zone: LocalTimeResolver

    init(of recurrence: Recurrence, from first: Int64, before end: Int64, zone: any LocalTimeRules) {
        self.first = first
        self.end = end
        self.zone = LocalTimeResolver(zone)
        isAllDay = recurrence.isAllDay
        additional = recurrence.additional
        excluded = recurrence.excluded
        additionalIndex = additional.partitioningIndex { $0.secondsSinceEpoch >= first }
        excludedIndex = excluded.partitioningIndex { $0.secondsSinceEpoch >= first }

        let start = recurrence.start.secondsSinceEpoch
        self.start = start >= first ? start : .max
        cursor = Swift.max(start + 1, first)
        remaining = .max
        guard let rule = recurrence.rule else { return }
        var last = end - 1
        switch rule.end {
        case .never:
            break
        case .count(let count):
            cursor = start + 1
            remaining = count - 1
        case .untilDate(let date):
            last = Swift.min(last, CivilDateTime(date: date).secondsSinceEpoch + CivilDateTime.secondsPerDay - 1)
        case .untilLocal(let time):
            last = Swift.min(last, time.secondsSinceEpoch)
        case .untilUTC(let time) where recurrence.isAllDay:
            last = Swift.min(last, time.secondsSinceEpoch)
        case .untilUTC(let time):
            lastInstant = time.secondsSinceEpoch
            // No zone is a day or more ahead.
            last = Swift.min(last, lastInstant + CivilDateTime.secondsPerDay)
        }
        expansion = RuleExpansion(rule, start: recurrence.start, isAllDay: recurrence.isAllDay, last: last)
    }

    mutating func next() -> CivilDateTime? {
        while true {
            let instance = self.instance ?? nextInstance()
            let time = Swift.min(start, instance, nextAdditional)
            // Kept for the next time unless it is the one.
            self.instance = instance == time ? nil : instance
            guard time < end else { return nil }
            if start == time { start = .max }
            if nextAdditional == time { additionalIndex += 1 }
            if !isExcluded(time) { return CivilDateTime(validSeconds: time) }
        }
    }

    private var nextAdditional: Int64 {
        additionalIndex < additional.count ? additional[additionalIndex].secondsSinceEpoch : .max
    }

    /// Times come in ascending order.
    private mutating func isExcluded(_ time: Int64) -> Bool {
        while excludedIndex < excluded.count, excluded[excludedIndex].secondsSinceEpoch < time { excludedIndex += 1 }
        return excludedIndex < excluded.count && excluded[excludedIndex].secondsSinceEpoch == time
    }

    /// The next instance of the rule that is not before `first`.
    private mutating func nextInstance() -> Int64 {
        while remaining > 0, let next = expansion?.first(atOrAfter: Int(cursor)) {
            let time = Int64(next)
            cursor = time + 1
            if !isAllDay {
                let resolution = zone.resolve(local: time)
                if case .skipped = resolution { continue }
                if resolution.utc > lastInstant { break }
            }
            remaining -= 1
            if time >= first { return time }
        }
        remaining = 0
        return .max
    }
}

extension Array {
    /// The first index whose element satisfies the predicate, which the elements after it satisfy too.
    func partitioningIndex(_ predicate: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
