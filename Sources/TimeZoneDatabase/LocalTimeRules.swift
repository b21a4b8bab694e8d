/// What sets the clocks of a place apart from UTC, and when: a zone of the tz database, a VTIMEZONE, a fixed offset.
///
/// Instants are seconds since 1970-01-01T00:00Z; local times are seconds since 1970-01-01T00:00 on the wall clock.
public protocol LocalTimeRules: Sendable {
    /// The run of one offset around an instant. Any instant may be asked for.
    func period(atUTC utc: Int64) -> OffsetPeriod
}

/// A run of one offset from UTC. The one before and the one after it may have the same.
public struct OffsetPeriod: Hashable, Sendable {
    /// The first instant; `Int64.min` where there is none.
    public let start: Int64
    /// The first instant after; `Int64.max` where there is none.
    public let end: Int64
    /// To be added to UTC; positive east of Greenwich. Less than 26 hours either way.
    public let seconds: Int

    /// A period; an offset of 26 hours or more is taken as less.
    public init(start: Int64, end: Int64, seconds: Int) {
        self.start = start
        self.end = end
        self.seconds = min(max(seconds, 1 - LocalTimeLimits.offset), LocalTimeLimits.offset - 1)
    }

    /// Whether the instant is in this period.
    func contains(_ utc: Int64) -> Bool { start <= utc && utc < end }
}

package enum LocalTimeLimits {
    /// Every offset is less, in seconds.
    static let offset = 26 * 3600
    /// Instants are taken to be this near, so that sums stay within 64 bits.
    package static let instant: Int64 = 1 << 55
    /// Local times are taken to be this near: the instants that may be theirs are all near enough to be asked for.
    static let local = instant - 2 * Int64(offset)
}

extension LocalTimeRules {
    /// What is to be added to UTC at an instant, in seconds.
    public func seconds(atUTC utc: Int64) -> Int { period(atUTC: utc).seconds }

    /// The instants of a local time.
    ///
    /// Nothing is assumed of a change but that offsets are below 26 hours: where the date line moved, a whole day is
    /// skipped or repeated. A time shown more than twice gives the first two.
    public func resolve(local: Int64) -> LocalTimeResolution {
        let local = min(max(local, -LocalTimeLimits.local), LocalTimeLimits.local)
        let reach = Int64(LocalTimeLimits.offset)
        var first: Int64?
        var skipped: Int64?
        var period = period(atUTC: local - reach)
        while true {
            let utc = local - Int64(period.seconds)
            if period.contains(utc) {
                if let first {
                    return .repeated(first: first, second: utc)
                }
                first = utc
            }
            guard period.end <= local + reach else {
                break
            }
            let next = self.period(atUTC: period.end)
            if skipped == nil, period.end <= utc, local - Int64(next.seconds) < period.end {
                skipped = utc
            }
            period = next
        }
        if let first {
            return .unique(utc: first)
        }
        return .skipped(utc: skipped ?? local - Int64(period.seconds))
    }
}

/// What a local time means in a zone. Instants are seconds since 1970-01-01T00:00Z.
public enum LocalTimeResolution: Hashable, Sendable {
    /// Clocks show it once.
    case unique(utc: Int64)

    /// Clocks show it twice, as when they are put back.
    case repeated(first: Int64, second: Int64)

    /// Clocks never show it, as when they are put forward: the instant by the offset before the gap
    /// (RFC 5545 section 3.3.5).
    case skipped(utc: Int64)

    /// The instant RFC 5545 section 3.3.5 takes: of two the first, in a gap that of the offset before it.
    public var utc: Int64 {
        switch self {
        case .unique(let utc), .repeated(first: let utc, second: _), .skipped(let utc): utc
        }
    }
}

/// A zone whose clocks are never changed. `FixedOffset(seconds: 0)` is UTC.
public struct FixedOffset: LocalTimeRules, Hashable {
    /// Seconds ahead of UTC; east is positive.
    public let seconds: Int

    /// A zone `seconds` ahead of UTC; RFC 5545 section 3.3.14 knows less than a day either way.
    public init(seconds: Int) {
        self.seconds = seconds
    }

    /// One for all time.
    public func period(atUTC: Int64) -> OffsetPeriod {
        OffsetPeriod(start: .min, end: .max, seconds: seconds)
    }
}
