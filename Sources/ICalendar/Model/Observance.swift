/// What a time zone observes for a while, as STANDARD and DAYLIGHT describe it (RFC 5545, section 3.6.5).
public struct Observance: Hashable, Sendable {
    /// Seconds to be added to UTC; positive east of Greenwich. Less than 100 hours either way.
    public let offset: Int
    /// Whether it is daylight saving time, as the tz database has it: in Europe/Dublin that is winter.
    public let isDaylightSaving: Bool
    /// The abbreviation, such as `CEST`.
    public let name: String

    /// An observance; an offset of 100 hours or more is taken as less.
    public init(offset: Int, isDaylightSaving: Bool, name: String) {
        self.offset = min(max(offset, 1 - Self.offsetLimit), Self.offsetLimit - 1)
        self.isDaylightSaving = isDaylightSaving
        self.name = name
    }

    /// TZOFFSETTO has two digits for the hours.
    private static let offsetLimit = 100 * 3600

    /// The same with an offset of whole minutes, as clients expect it. Only some offsets before 1972 had seconds.
    var rounded: Observance {
        let minutes = (offset + Self.offsetLimit + 30) / 60 - Self.offsetLimit / 60
        return Observance(offset: minutes * 60, isDaylightSaving: isDaylightSaving, name: name)
    }
}

/// The beginning of an observance.
public struct Onset: Hashable, Sendable {
    /// The first instant, in seconds since 1970-01-01T00:00Z.
    public let utc: Int64
    /// What is observed from then on.
    public let observance: Observance

    /// An onset at an instant.
    public init(utc: Int64, observance: Observance) {
        self.utc = utc
        self.observance = observance
    }
}
