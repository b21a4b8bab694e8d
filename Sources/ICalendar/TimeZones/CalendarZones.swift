public import TimeZoneDatabase

/// Finds the rules of the time zones that a calendar file names by TZID.
///
/// In this order, for these reasons:
/// 1. A TZID of the form `Area/Location` that is in the tz database is that zone, and so is `UTC`. All programs mean
///    the same by it, and the database is kept up: laws change, and a VTIMEZONE holds what one program knew when the
///    file was written, often only for that year.
/// 2. So is the end of a TZID that begins with a slash (RFC 5545, section 3.2.19), as in
///    `/citadel.org/20070227_1/America/New_York`.
/// 3. A name of Windows (``WindowsZones``) is the zone that CLDR has for it.
/// 4. What the VTIMEZONE of that TZID says it is another name of, by the same rules: TZID-ALIAS-OF (RFC 7808) or
///    `X-LIC-LOCATION`.
/// 5. The VTIMEZONE of the TZID (``VTimeZone``).
/// 6. A name of the database without a slash, such as `CET` or `Japan`. They come after the VTIMEZONE because they are
///    anyone's: there are files in which `GMT` has summer time.
///
/// Case matters to none of it, since TZID is a parameter (RFC 5545, section 2).
///
///     var zones = CalendarZones(calendar, database: TimeZoneDatabase())
///     let rules = try zones.rules(for: "Tokyo Standard Time")
///     (rules as? Zone)?.name  // "Asia/Tokyo"
public struct CalendarZones: Sendable {
    private let database: TimeZoneDatabase
    /// The VTIMEZONEs by TZID, in lower case.
    private var described: [String: Component] = [:]
    /// What was asked for before.
    private var answers: [String: Result<(any LocalTimeRules)?, VTimeZoneError>] = [:]
    /// The names of the database by the same in lower case, once they are needed.
    private var namesByLowercased: [String: String]?

    /// The most VTIMEZONEs of a calendar that are looked at.
    public static let maximumDescribed = 200

    /// - Parameter calendar: a VCALENDAR. Of two VTIMEZONEs with the same TZID the first counts.
    public init(_ calendar: Component, database: TimeZoneDatabase) {
        self.database = database
        for component in calendar.components.lazy.filter({ $0.name == .timeZone }).prefix(Self.maximumDescribed) {
            guard let id = component[.tzid]?.text.lowercased(), described[id] == nil else { continue }
            described[id] = component
        }
    }

    /// The rules of the zone that the calendar calls so: a `Zone`, whose name is that of the database, or a
    /// ``VTimeZone``; nil where neither the database nor the calendar has it.
    ///
    /// - Throws: where it is the calendar's own and its VTIMEZONE cannot be read.
    public mutating func rules(for id: String) throws(VTimeZoneError) -> (any LocalTimeRules)? {
        if let answer = answers[id] { return try answer.get() }
        let answer = Result { () throws(VTimeZoneError) in try find(id) }
        answers[id] = answer
        return try answer.get()
    }

    private mutating func find(_ id: String) throws(VTimeZoneError) -> (any LocalTimeRules)? {
        if let zone = commonZone(id) { return zone }
        if let description = described[id.lowercased()] {
            for name in Self.otherNames {
                if let other = description[name]?.text, let zone = commonZone(other) { return zone }
            }
            return try VTimeZone(description)
        }
        return zone(id)
    }

    private static let otherNames = [
        PropertyName(canonical: "TZID-ALIAS-OF"), PropertyName(canonical: "X-LIC-LOCATION"),
    ]

    /// The zone of a name that means the same to everyone.
    private mutating func commonZone(_ id: String) -> Zone? {
        let slash = UInt8(ascii: "/")
        if id.utf8.first != slash {
            if id.utf8.contains(slash) || id.isName("UTC") { return zone(id) }
            return WindowsZones.name(for: id).flatMap { zone($0) }
        }
        // Three parts at most: America/Argentina/Salta.
        let parts = id.split(separator: "/", maxSplits: 64)
        for count in stride(from: min(3, parts.count), to: 1, by: -1) {
            if let zone = zone(parts.suffix(count).joined(separator: "/")) { return zone }
        }
        return nil
    }

    private mutating func zone(_ name: String) -> Zone? {
        if let zone = try? database.zone(name) { return zone }
        if namesByLowercased == nil {
            namesByLowercased = Dictionary(database.names().map { ($0.lowercased(), $0) }) { first, _ in first }
        }
        return namesByLowercased?[name.lowercased()].flatMap { try? database.zone($0) }
    }
}
