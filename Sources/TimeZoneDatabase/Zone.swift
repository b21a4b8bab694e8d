/// The local time of one place, past and future: which offset from UTC holds when.
///
/// Instants are seconds since 1970-01-01T00:00Z, in POSIX time. Nothing here changes after it was read, and a copy is
/// a reference. Times more than 2⁵⁵ seconds (a thousand million years) away are answered as if they were that far.
public final class Zone: Sendable {
    /// What sets local time apart from UTC for a while.
    public struct Offset: Hashable, Sendable {
        /// To be added to UTC; positive east of Greenwich. Less than 26 hours either way.
        public let seconds: Int
        /// Whether the tz database calls this daylight saving time. It may be behind standard time (Europe/Dublin).
        public let isDaylightSaving: Bool
        /// Such as `JST`, or `+05` where nothing is in use.
        public let abbreviation: String
    }

    /// The name it was asked by, such as `Europe/Paris`.
    public let name: String

    private let instants: [Int64]
    private let kinds: [UInt8]
    /// Those of the table, then the two of the rule.
    private let offsets: [Offset]
    private let rule: TZString?

    /// A zone from the contents of its TZif file (RFC 9636), of any version.
    ///
    /// - Throws: ``TimeZoneDatabaseError`` with the code `malformed` where that is not what the bytes are.
    public init(name: String, tzif bytes: [UInt8]) throws(TimeZoneDatabaseError) {
        let file: TZif
        do {
            file = try TZif(bytes)
        } catch {
            let reason = "not TZif: expected \(error.expected) at byte \(error.offset)"
            throw TimeZoneDatabaseError(.malformed, zone: name, reason: reason)
        }
        self.name = name
        instants = file.instants
        kinds = file.kinds
        rule = file.rule
        var offsets = file.offsets
        if let rule {
            offsets.append(rule.standard)
            offsets.append(rule.daylight?.offset ?? rule.standard)
        }
        self.offsets = offsets
    }

    /// What holds at an instant.
    public func offset(atUTC utc: Int64) -> Offset {
        offsets[period(at: Self.near(utc)).offset]
    }
}

extension Zone: LocalTimeRules {
    /// The run of one offset around an instant. Neighbours may have the same seconds: the abbreviation may change alone.
    public func period(atUTC utc: Int64) -> OffsetPeriod {
        let period = period(at: Self.near(utc))
        return OffsetPeriod(start: period.start, end: period.end, seconds: offsets[period.offset].seconds)
    }
}

extension Zone {
    /// A run of one offset. Neighbours may have the same.
    private struct Period {
        /// The first instant.
        var start: Int64
        /// The first instant after.
        var end: Int64
        /// Index in `offsets`.
        var offset: Int
    }

    /// Around an instant that is near, or hardly farther.
    private func period(at utc: Int64) -> Period {
        // The first instant after `utc`.
        var next = 0
        var upper = instants.count
        while next < upper {
            let middle = (next + upper) / 2
            if instants[middle] <= utc {
                next = middle + 1
            } else {
                upper = middle
            }
        }
        let start = next == 0 ? Int64.min : instants[next - 1]
        let offset = next == 0 ? 0 : Int(kinds[next - 1])
        guard next == instants.count else {
            return Period(start: start, end: instants[next], offset: offset)
        }
        guard let rule else {
            return Period(start: start, end: .max, offset: offset)
        }
        let yearly = rule.period(at: utc)
        // The last entry of the table holds until the next change by the rule, even where some versions of zic end
        // the table with a change that the rule does not know (America/Ojinaga, 2022). With no table it is all rule.
        if yearly.start <= start, next > 0 {
            return Period(start: start, end: yearly.end, offset: offset)
        }
        let ruled = yearly.isDaylightSaving ? offsets.count - 1 : offsets.count - 2
        return Period(start: yearly.start, end: yearly.end, offset: ruled)
    }

    private static func near(_ time: Int64) -> Int64 {
        min(max(time, -LocalTimeLimits.instant), LocalTimeLimits.instant)
    }
}

extension Zone {
    /// A change of the offset.
    public struct Transition: Hashable, Sendable {
        /// The first instant of `after`.
        public let utc: Int64
        /// What held until then.
        public let before: Offset
        /// What holds from then on.
        public let after: Offset
    }

    /// The last change that the zone's file lists by itself, in seconds since 1970-01-01T00:00Z; from then on there are
    /// only those of its yearly rule. nil where it lists none.
    public var lastListedTransition: Int64? { instants.last }

    /// The beginning of the year 1, before which no transition is listed.
    static let transitionsStart: Int64 = -62_135_596_800
    /// The end of the year 9999, after which no transition is listed.
    static let transitionsEnd: Int64 = 253_402_300_800

    /// The changes in a span of instants, in order: those of the table, and those of the yearly rule after it, in
    /// the years 1 to 9999. Where only the abbreviation or the kind of time changes, that is one, too.
    public func transitions(in span: Range<Int64>) -> [Transition] {
        let end = min(span.upperBound, Self.transitionsEnd)
        var transitions: [Transition] = []
        var before = period(at: Self.near(max(span.lowerBound, Self.transitionsStart)) - 1)
        while before.end < end {
            let after = period(at: before.end)
            if offsets[before.offset] != offsets[after.offset] {
                transitions.append(
                    Transition(utc: before.end, before: offsets[before.offset], after: offsets[after.offset])
                )
            }
            before = after
        }
        return transitions
    }
}
