internal import Glibc
internal import Synchronization

/// The time zones of this system: TZif files (RFC 9636) below one directory.
///
/// A zone is read when it is first asked for and kept. The files are trusted for nothing: names, sizes and contents
/// are checked, and what does not fit is a ``TimeZoneDatabaseError``.
///
///     let database = TimeZoneDatabase()
///     let tokyo = try database.zone("Asia/Tokyo")
///     tokyo.offset(atUTC: 0).abbreviation  // "JST"
///
/// Copies are one database: when one of them is refreshed after an update of tzdata, all are. What must not change
/// in the course of a longer piece of work is asked of a ``snapshot()``.
public struct TimeZoneDatabase: Sendable {
    /// Where the files are.
    public let directory: String

    private let current: Current

    /// The longest name that is looked up, in bytes. The longest of the tz database has 38, `posix/` included.
    static let longestName = 64

    /// Opens the database in `directory`; without one, in `$TZDIR`, or `/usr/share/zoneinfo` (tzset(3)).
    public init(directory: String? = nil) {
        let directory = directory ?? Self.systemDirectory
        self.init(directory: directory, reading: ZoneReading(directory: directory, number: 0))
    }

    private init(directory: String, reading: ZoneReading) {
        self.directory = directory
        current = Current(reading)
    }

    /// The release of the tz database, as in `2025b`; `nil` if the directory does not tell.
    public var version: String? { current.reading.version }

    /// How often ``refresh()`` found that the files had changed. What was made with the zones of another generation
    /// may have to be made anew.
    public var generation: Int { current.reading.number }

    /// The zone of this name, such as `Europe/Paris`. Links and aliases have the name they were asked by.
    public func zone(_ name: String) throws(TimeZoneDatabaseError) -> Zone {
        try current.reading.zone(name)
    }

    /// The names of all zones in the directory, links and aliases included, sorted. Those below `posix/` and `right/`,
    /// which are the same once more, and the files that say which zone this machine is in are not listed.
    public func names() -> [String] {
        let others = ["posix", "right", "localtime", "posixrules"]
        // America/North_Dakota/Center is as deep as it gets.
        return ZoneFile.names(in: directory, depth: 2) { part in
            !part.isEmpty && part.count <= Self.longestName && part.allSatisfy(Self.isNameByte)
                && !others.contains { $0.utf8.elementsEqual(part) }
        }
    }

    /// Looks whether the files that were read are still there as they were; if not, zones and version are read anew
    /// when they are asked for. Costs a stat(2) for each zone in use.
    ///
    /// - Returns: Whether there was a change.
    @discardableResult
    public func refresh() -> Bool {
        let reading = current.reading
        guard !reading.isCurrent else { return false }
        return current.replace(reading, by: ZoneReading(directory: directory, number: reading.number + 1))
    }

    /// The database as it is now, which a ``refresh()`` of this one leaves as it is. Zones that nobody has asked for
    /// yet are still read from the directory.
    public func snapshot() -> TimeZoneDatabase {
        TimeZoneDatabase(directory: directory, reading: current.reading)
    }

    /// The reading that all copies of a database share.
    private final class Current: Sendable {
        private let state: Mutex<ZoneReading>

        init(_ reading: ZoneReading) { state = Mutex(reading) }

        var reading: ZoneReading { state.withLock { $0 } }

        /// False if another has been put in its place already.
        func replace(_ old: ZoneReading, by new: ZoneReading) -> Bool {
            state.withLock { reading in
                guard reading === old else { return false }
                reading = new
                return true
            }
        }
    }
}

extension TimeZoneDatabase {
    private static var systemDirectory: String {
        if let variable = getenv("TZDIR"), variable.pointee != 0 {
            return String(cString: variable)
        }
        return "/usr/share/zoneinfo"
    }

    /// Letters, digits, `_`, `+` and `-`, in parts between slashes. With no dot there is no way up or out.
    static func isName(_ name: String) -> Bool {
        let bytes = name.utf8
        guard bytes.count <= longestName else {
            return false
        }
        return bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.allSatisfy(isNameByte)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }
}
