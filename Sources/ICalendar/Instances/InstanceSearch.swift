internal import TimeZoneDatabase

extension Series {
    /// Finds the instances that overlap a span of instants.
    func find(in span: Range<Int64>, _ found: inout FoundInstances) throws(InstanceLimitError) {
        for instance in known where instance.overlaps(span) { try found.append(instance) }
        for index in segments.indices {
            let keys = segments[index].start..<(index + 1 < segments.count ? segments[index + 1].start : .max)
            var search = InstanceSearch(series: self, segment: segments[index], keys: keys, span: span)
            try search.run(&found)
        }
    }
}

/// The search for the instances of one segment of a series that overlap a span of instants.
private struct InstanceSearch {
    let series: Series
    let segment: Series.Segment
    /// Those of the segment.
    let keys: Range<Int64>
    let span: Range<Int64>
    /// The keys had so far.
    private var known: Set<Int64> = []

    init(series: Series, segment: Series.Segment, keys: Range<Int64>, span: Range<Int64>) {
        self.series = series
        self.segment = segment
        self.keys = keys
        self.span = span
    }

    mutating func run(_ found: inout FoundInstances) throws(InstanceLimitError) {
        // A period goes before an instance that a rule has at the same time.
        try take(series.periods, in: faces(reaching: Length(atLeast: [segment.length, series.longestPeriod])), &found)
        let faces = faces(reaching: segment.length)
        guard !faces.isEmpty else { return }
        try take(series.dates, in: faces, &found)
        let clock = series.clock
        var resolver = LocalTimeResolver(clock.zone)
        for rule in series.rules {
            var times = RuleTimes(of: rule, in: faces, zone: clock.zone)
            var exceptions = exceptions(in: faces)
            while let face = try times.next(&found) {
                let key = clock.isAbsolute ? resolver.resolve(local: face).utc : face
                try take(Series.Candidate(key: key, face: face), unless: &exceptions, &found)
            }
        }
    }

    private mutating func take(
        _ dates: [Series.Candidate], in faces: Range<Int64>, _ found: inout FoundInstances
    ) throws(InstanceLimitError) {
        guard !dates.isEmpty, !faces.isEmpty else { return }
        var exceptions = exceptions(in: faces)
        for date in dates[dates.partitioningIndex { $0.face >= faces.lowerBound }...] {
            guard date.face < faces.upperBound else { return }
            try found.countWork()
            try take(date, unless: &exceptions, &found)
        }
    }

    private mutating func take(
        _ candidate: Series.Candidate, unless exceptions: inout [RuleTimes], _ found: inout FoundInstances
    ) throws(InstanceLimitError) {
        guard
            keys.contains(candidate.key), !series.overridden.contains(candidate.key), !series.isExcluded(candidate)
        else { return }
        for index in exceptions.indices {
            try found.countWork()
            if try exceptions[index].contains(candidate.face, &found) { return }
        }
        guard known.insert(candidate.key).inserted else { return }
        let start = start(of: candidate)
        let end = (segment.keepsPeriods ? candidate.length : nil) ?? segment.length
        let instance = series.instance(
            of: segment.component, candidate, from: start, to: end.end(after: start, on: segment.endClock))
        if let instance, instance.overlaps(span) { try found.append(instance) }
    }

    private func start(of candidate: Series.Candidate) -> Moment {
        let clock = series.clock
        let face = candidate.face + segment.shift
        guard clock.isAbsolute, segment.clock.isAbsolute else {
            return Moment(segment.clock, face: segment.clock.kind == .date ? face.midnight : face)
        }
        let instant = segment.shift == 0 ? candidate.key : clock.instant(at: face)
        return segment.clock.kind == clock.kind
            ? Moment(clock, face: face, instant: instant) : Moment(segment.clock, instant: instant)
    }

    private func exceptions(in faces: Range<Int64>) -> [RuleTimes] {
        series.exceptionRules.map { RuleTimes(of: $0.recurrence, in: faces, zone: series.clock.zone, but: $0.omitted) }
    }

    /// Where on the clock of the series those instances of the segment are that may overlap the span, if they have a
    /// length.
    private func faces(reaching length: Length) -> Range<Int64> {
        let clock = series.clock
        // The clock on which they are shifted.
        let shifting = clock.isAbsolute && segment.clock.isAbsolute ? clock : segment.clock
        let shown = shifting.faces(of: span.lowerBound - length.between..<span.upperBound)
        // Where times become dates, those of the last day as well.
        let rest = segment.clock.kind == .date && clock.kind != .date ? CivilDateTime.secondsPerDay : 0
        let wanted = shown.lowerBound - length.onFace - segment.shift..<shown.upperBound + rest - segment.shift
        let keys = keys.clamped(to: CalendarInstances.years)
        return wanted.clamped(to: clock.isAbsolute ? clock.faces(of: keys) : keys)
            .clamped(to: CivilDateTime.validSeconds.lowerBound..<CivilDateTime.validSeconds.upperBound + 1)
    }
}

/// The times of a recurrence in a span of the clock face.
private struct RuleTimes {
    private var occurrences: Recurrence.Occurrences
    private let first: Int64
    private let omitted: Int64?
    /// The steps that were counted as work.
    private var counted = 0
    /// The time that was asked about last, or the next one after it.
    private var present = Int64.min

    /// - Parameter omitted: a time that is none of them.
    init(of recurrence: Recurrence, in faces: Range<Int64>, zone: any LocalTimeRules, but omitted: Int64? = nil) {
        // What a COUNT counts is work as well, and is not to be passed over unseen.
        let from: Int64 = if case .count = recurrence.rule?.end { .min } else { faces.lowerBound }
        occurrences = Recurrence.Occurrences(
            of: recurrence, from: from, before: faces.upperBound, zone: zone)
        first = faces.lowerBound
        self.omitted = omitted
    }

    mutating func next(_ found: inout FoundInstances) throws(InstanceLimitError) -> Int64? {
        while true {
            let next = occurrences.next()
            try found.countWork(1 + occurrences.steps - counted)
            counted = occurrences.steps
            guard let time = next?.secondsSinceEpoch else { return nil }
            if time >= first, time != omitted { return time }
        }
    }

    /// Whether a time is one of them; to be asked in ascending order.
    mutating func contains(_ time: Int64, _ found: inout FoundInstances) throws(InstanceLimitError) -> Bool {
        while present < time { present = try next(&found) ?? .max }
        return present == time
    }
}

extension Instance {
    /// One that ends as it begins overlaps what it begins in.
    fileprivate func overlaps(_ other: Range<Int64>) -> Bool {
        span.isEmpty ? other.contains(span.lowerBound) : span.overlaps(other)
    }
}
