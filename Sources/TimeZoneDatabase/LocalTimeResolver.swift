/// Resolves many local times of one zone: far from any change of the offset, the zone is asked once or not at all.
package struct LocalTimeResolver: Sendable {
    private let zone: any LocalTimeRules
    /// Local times that are shown once, by the same offset.
    private var steady: Range<Int64> = 0..<0
    private var seconds: Int64 = 0

    package init(_ zone: any LocalTimeRules) {
        self.zone = zone
    }

    /// What ``LocalTimeRules/resolve(local:)`` of the zone answers.
    package mutating func resolve(local: Int64) -> LocalTimeResolution {
        if steady.contains(local) { return .unique(utc: local - seconds) }
        let near = min(max(local, -LocalTimeLimits.local), LocalTimeLimits.local)
        // The offset known last is seldom far from that of this time.
        keep(zone.period(atUTC: near - seconds))
        return steady.contains(local) ? .unique(utc: local - seconds) : zone.resolve(local: local)
    }

    /// The first local time from one on that clocks show: the end of a gap.
    package func firstShown(from local: Int64) -> Int64 {
        let local = min(max(local, -LocalTimeLimits.instant), LocalTimeLimits.instant)
        let reach = Int64(LocalTimeLimits.offset)
        var first = Int64.max
        var period = zone.period(atUTC: local - reach)
        while true {
            let start = max(local, max(period.start, local - 2 * reach) + Int64(period.seconds))
            let end = min(period.end, LocalTimeLimits.instant + 2 * reach) + Int64(period.seconds)
            if start < end { first = min(first, start) }
            // What comes after shows nothing earlier than this.
            guard period.end < LocalTimeLimits.instant, period.end - reach < first else { return min(first, end) }
            period = zone.period(atUTC: period.end)
        }
    }

    private mutating func keep(_ period: OffsetPeriod) {
        // Two offsets differ by less than twice the limit, so farther than that from a change only one can apply.
        let margin = 2 * Int64(LocalTimeLimits.offset)
        let start = max(period.start, -LocalTimeLimits.local) + margin
        let end = min(period.end, LocalTimeLimits.local) - margin
        seconds = Int64(period.seconds)
        steady = start < end ? start + seconds..<end + seconds : 0..<0
    }
}
