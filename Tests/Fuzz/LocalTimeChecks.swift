import TimeZoneDatabase

/// What holds of every zone, whatever its rules.
func checkLocalTimeRules(_ zone: some LocalTimeRules) {
    let instants = instants(of: zone)
    for instant in instants { checkPeriod(of: zone, at: instant) }
    checkLocalTimes(of: zone, around: instants)
    for instant in [Int64.min, .max] {
        check(abs(zone.period(atUTC: instant).seconds) < 26 * 3600, "an offset at the ends of time")
        _ = zone.resolve(local: instant)
    }
}

/// Where something may be amiss: about changes of the offset, both ends of time, and a few years.
func instants(of zone: some LocalTimeRules) -> [Int64] {
    // 1901, 1970, 2000, 2037, 2400, 9999; the year 1; as far as can be asked.
    var instants: [Int64] = [-2_177_452_800, 0, 951_782_400, 2_145_916_800, 13_569_465_600, 253_402_300_799]
    instants += [-62_135_596_800, 1 << 54, -1 << 54]
    var utc = Int64.min
    for _ in 0..<24 {
        utc = zone.period(atUTC: utc).end
        guard abs(utc) < 1 << 54 else { break }
        instants.append(utc)
    }
    return instants
}

private func checkPeriod(of zone: some LocalTimeRules, at utc: Int64) {
    let period = zone.period(atUTC: utc)
    check(period.start <= utc && utc < period.end, "\(period) contains \(utc)")
    check(abs(period.seconds) < 26 * 3600, "an offset of less than 26 hours")
    for other in [max(period.start, utc - 1 << 40), min(period.end - 1, utc + 1 << 40)] {
        check(zone.period(atUTC: other) == period, "the period is the same at \(other) as at \(utc)")
    }
    if period.end < 1 << 55 {
        check(zone.period(atUTC: period.end).start == period.end, "the next period begins with the end of \(period)")
    }
    if period.start > -1 << 55 {
        check(zone.period(atUTC: period.start - 1).end == period.start, "one ends with the beginning of \(period)")
    }
}

/// What a local time means is found by trying every offset near it.
private func checkLocalTimes(of zone: some LocalTimeRules, around instants: [Int64]) {
    var resolver = LocalTimeResolver(zone)
    for instant in instants {
        var offsets: Set<Int64> = []
        var utc = instant - 60 * 3600
        // A file may have any number of changes in so many hours.
        for _ in 0..<200 where utc < instant + 60 * 3600 {
            let period = zone.period(atUTC: utc)
            offsets.insert(Int64(period.seconds))
            utc = period.end
        }
        guard utc >= instant + 60 * 3600 else { continue }
        for shift in offsets {
            for local in [instant + shift - 1, instant + shift, instant + shift + 1800] {
                let found = offsets.map { local - $0 }.filter { local - $0 == Int64(zone.seconds(atUTC: $0)) }.sorted()
                let resolution = zone.resolve(local: local)
                check(resolver.resolve(local: local) == resolution, "many are resolved as one is")
                switch resolution {
                case .unique(let utc): check(found == [utc], "\(local) is \(found), not only \(utc)")
                case .repeated(let first, let second):
                    check(Array(found.prefix(2)) == [first, second], "\(local) is \(found), not \(first), \(second)")
                case .skipped(let utc):
                    check(found.isEmpty, "\(local) is \(found), and not skipped")
                    check(offsets.contains(local - utc), "a skipped time is by an offset near it")
                    check(zone.period(atUTC: utc).start > utc - 60 * 3600, "a skipped time is after a gap")
                }
            }
        }
    }
}
