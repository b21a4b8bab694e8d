internal import TimeZoneDatabase

extension Recurrence {
    /// Occurrences in ascending order, each once. They are found one by one as they are asked for, and none of them costs
    /// memory.
    public struct Occurrences: Sequence, IteratorProtocol, Sendable {
        // Times are seconds since 1970-01-01T00:00 on the clock face; `Int64.max` stands for none.

        private let end: Int64

        /// DTSTART, RDATE and EXDATE, as far as they are ahead.
        private var start: Int64
        private var additional: SortedTimes
        private var excluded: SortedTimes

        private var expansion: RuleExpansion?
        /// The next instance of the rule; nil where it is not known yet.
        private var instance: Int64?
        /// Instances before are counted, and left out.
        private let first: Int64
        /// How many instances COUNT still allows.
        private var remaining = Int.max
        /// The last instant UNTIL allows, in UTC.
        private var lastInstant = Int64.max
        private let isAllDay: Bool
        private var zone: LocalTimeResolver

        init(of recurrence: Recurrence, from first: Int64, before end: Int64, zone: any LocalTimeRules) {
            self.first = first
            self.end = end
            self.zone = LocalTimeResolver(zone)
            isAllDay = recurrence.isAllDay
            additional = SortedTimes(recurrence.additional, from: first)
            excluded = SortedTimes(recurrence.excluded, from: first)
            let start = recurrence.start.secondsSinceEpoch
            self.start = start >= first ? start : .max
            var from = Swift.max(start + 1, first)
            guard let rule = recurrence.rule else { return }
            var last = end - 1
            switch rule.end {
            case .never:
                break
            case .count(let count):
                from = start + 1
                remaining = count - 1
            case .untilDate(let date):
                last = Swift.min(last, CivilDateTime(date: date).secondsSinceEpoch + CivilDateTime.secondsPerDay - 1)
            case .untilLocal(let time):
                last = Swift.min(last, time.secondsSinceEpoch)
            case .untilUTC(let time) where recurrence.isAllDay:
                last = Swift.min(last, time.secondsSinceEpoch)
            case .untilUTC(let time):
                lastInstant = time.secondsSinceEpoch
                // No zone is two days ahead.
                last = Swift.min(last, lastInstant + 2 * CivilDateTime.secondsPerDay)
            }
            expansion = RuleExpansion(
                rule, start: recurrence.start, isAllDay: recurrence.isAllDay, from: from, through: last)
        }

        /// How many steps were taken so far: the work that was done.
        var steps: Int { expansion?.steps ?? 0 }

        /// The next occurrence; nil after the last.
        public mutating func next() -> CivilDateTime? {
            while true {
                let instance = self.instance ?? nextInstance()
                let time = Swift.min(instance, Swift.min(start, additional.next))
                // Kept for the next time unless it is the one.
                self.instance = instance == time ? nil : instance
                guard time < end else { return nil }
                if start == time { start = .max }
                additional.drop(before: time + 1)
                excluded.drop(before: time)
                if excluded.next != time { return CivilDateTime(validSeconds: time) }
            }
        }

        /// The next instance of the rule that is not before `first`.
        private mutating func nextInstance() -> Int64 {
            while remaining > 0, let next = expansion?.next() {
                let time = Int64(next)
                if !isAllDay {
                    let resolution = zone.resolve(local: time)
                    if case .skipped = resolution {
                        // At once to the end of the gap: of seconds there are thousands in it.
                        expansion?.skip(to: Int(zone.firstShown(from: time)))
                        continue
                    }
                    if resolution.utc > lastInstant { break }
                }
                remaining -= 1
                if time >= first { return time }
            }
            remaining = 0
            return .max
        }
    }
}

/// What is left of a sorted list of times, from which the first are dropped.
private struct SortedTimes {
    private let times: [CivilDateTime]
    private var index: Int
    /// The first; `Int64.max` after the last.
    private(set) var next = Int64.max

    init(_ times: [CivilDateTime], from first: Int64) {
        self.times = times
        index = times.partitioningIndex { $0.secondsSinceEpoch >= first }
        if index < times.count { next = times[index].secondsSinceEpoch }
    }

    mutating func drop(before time: Int64) {
        while next < time {
            index += 1
            next = index < times.count ? times[index].secondsSinceEpoch : .max
        }
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
