package import ICalendar
package import TimeZoneDatabase

/// A zone of the system's database, as recurrences and local times need it: `ICalendar` knows of no database.
package struct ZoneRules: LocalTimeRules {
    let zone: Zone

    package func resolve(local: Int64) -> LocalTimeResolution {
        switch zone.resolve(local: local) {
        case .unique(let utc): .unique(utc: utc)
        case .repeated(let first, let second): .repeated(first: first, second: second)
        case .skipped(let utc): .skipped(utc: utc)
        }
    }

    package func offset(atUTC utc: Int64) -> Int { zone.seconds(atUTC: utc) }
}

extension TimeZoneDatabase {
    /// The rules of a zone, nil where the system does not have it.
    package func rules(_ name: String) -> ZoneRules? { (try? zone(name)).map(ZoneRules.init) }
}
