/// What a recurrence needs to know of a time zone. A zone database conforms to it, and this module needs none.
public protocol LocalTimeRules: Sendable {
    /// The instant, or the two, at which clocks show `local`, given as `CivilDateTime.secondsSinceEpoch`.
    func resolve(local: Int64) -> LocalTimeResolution

    /// Seconds by which local time is ahead of UTC (east is positive) at an instant, given in seconds since
    /// 1970-01-01T00:00Z.
    func offset(atUTC: Int64) -> Int
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

    /// Every local time exists once.
    public func resolve(local: Int64) -> LocalTimeResolution {
        .unique(utc: local &- Int64(seconds))
    }

    /// `seconds`, at any instant.
    public func offset(atUTC: Int64) -> Int {
        seconds
    }
}
