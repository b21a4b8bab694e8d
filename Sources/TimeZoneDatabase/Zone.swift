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

    /// Every offset is less, in seconds.
    static let offsetLimit = 26 * 3600
    /// Instants and local times are taken to be this near, so that sums stay within 64 bits.
    static let instantLimit: Int64 = 1 << 55

    /// A zone from the contents of its TZif file.
    init(name: String, tzif bytes: [UInt8]) throws(TimeZoneDatabaseError) {
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

    /// What is to be added to UTC at an instant; ``Offset/seconds`` without the rest.
    public func seconds(atUTC utc: Int64) -> Int {
        offsets[period(at: Self.near(utc)).offset].seconds
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
        min(max(time, -instantLimit), instantLimit)
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

    /// The end of the year 9999, after which no transition is listed.
    static let transitionsEnd: Int64 = 253_402_300_800

    /// The changes in a span of instants, in order: those of the table, and those of the yearly rule after it, up to
    /// the end of the year 9999. Where only the abbreviation or the kind of time changes, that is one, too.
    public func transitions(in span: Range<Int64>) -> [Transition] {
        let end = min(span.upperBound, Self.transitionsEnd)
        var transitions: [Transition] = []
        var before = period(at: Self.near(span.lowerBound) - 1)
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

extension Zone {
    /// Which instants a local time means.
    public enum Resolution: Hashable, Sendable {
        /// The usual case.
        case unique(utc: Int64)
        /// Clocks were turned back, and showed the time twice.
        case repeated(first: Int64, second: Int64)
        /// Clocks were turned forward, and never showed it. The instant is by the offset before (RFC 5545, 3.3.5).
        case skipped(utc: Int64)
    }

    /// The instants of a local time, given in seconds since 1970-01-01T00:00 on the wall clock.
    ///
    /// Nothing is assumed of a change but that offsets are below 26 hours: where the date line moved, a whole day is
    /// skipped or repeated. A time shown more than twice gives the first two.
    public func resolve(local: Int64) -> Resolution {
        let local = Self.near(local)
        let reach = Int64(Self.offsetLimit)
        var first: Int64?
        var skipped: Int64?
        var period = period(at: local - reach)
        while true {
            let utc = local - Int64(offsets[period.offset].seconds)
            if (period.start..<period.end).contains(utc) {
                if let first {
                    return .repeated(first: first, second: utc)
                }
                first = utc
            }
            guard period.end <= local + reach else {
                break
            }
            let next = self.period(at: period.end)
            if skipped == nil, period.end <= utc, local - Int64(offsets[next.offset].seconds) < period.end {
                skipped = utc
            }
            period = next
        }
        if let first {
            return .unique(utc: first)
        }
        return .skipped(utc: skipped ?? local - Int64(seconds(atUTC: local)))
    }
}
