public import TimeZoneDatabase

/// A time zone as a calendar file describes it: a VTIMEZONE (RFC 5545, section 3.6.5).
///
/// Before the first onset the TZOFFSETFROM of that one holds. A rule without an end goes on for ever.
///
///     let calendar = try Component.parse(file, mode: .lenient)
///     let office = try VTimeZone(calendar.components[0])
///     office.seconds(atUTC: 1_743_296_400)  // 7200
///
/// Where the tz database has the zone, that is the better source: see ``CalendarZones``.
public struct VTimeZone: LocalTimeRules {
    /// TZID: what the file calls it.
    public let id: String

    private let table: OnsetTable

    /// The most STANDARDs and DAYLIGHTs that are read. A zone has had some hundred changes, if all are told singly.
    public static let maximumObservances = 1_000

    /// Reads a VTIMEZONE.
    ///
    /// DTSTART, RDATE and RRULE are as RFC 5545 has them, but UNTIL may be a local time, RDATE a PERIOD, whose start
    /// counts, and an offset `-0000`. Other properties are not looked at.
    ///
    /// - Throws: where there is no TZID, no STANDARD or DAYLIGHT, or one without its time and offsets; an offset of a
    ///   day or more; a rule of hours, minutes or seconds; more than 20,000 onsets, or 32 in four days; and where the
    ///   rules together would have to be searched through more than 20,000 years.
    public init(_ component: Component) throws(VTimeZoneError) {
        func fault(_ reason: String) -> VTimeZoneError {
            VTimeZoneError(timeZone: component[.tzid]?.text ?? "", component, reason: reason)
        }
        guard component.name == .timeZone else { throw fault("expected a VTIMEZONE") }
        guard let id = component[.tzid]?.text, !id.isEmpty else { throw fault("expected TZID") }
        var observances: [Observance] = []
        for part in component.components where part.name == .standard || part.name == .daylight {
            guard observances.count < Self.maximumObservances else {
                throw fault("expected at most \(Self.maximumObservances) of STANDARD and DAYLIGHT")
            }
            observances.append(try Observance(part, timeZone: id))
        }
        guard !observances.isEmpty else { throw fault("expected STANDARD or DAYLIGHT") }
        do throws(OnsetTable.Excess) {
            table = try OnsetTable(observances)
        } catch {
            throw fault("expected \(error.expected)")
        }
        self.id = id
    }

    /// The run of one offset around an instant. Neighbours may have the same seconds: a name may change alone.
    public func period(atUTC utc: Int64) -> OffsetPeriod {
        table.period(atUTC: min(max(utc, -LocalTimeLimits.instant), LocalTimeLimits.instant))
    }
}
