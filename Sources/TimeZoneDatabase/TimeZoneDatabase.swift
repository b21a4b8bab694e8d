import Glibc
import Synchronization

/// The time zones of this system: TZif files (RFC 9636) below one directory.
///
/// A zone is read when it is first asked for and kept. The files are trusted for nothing: names, sizes and contents
/// are checked, and what does not fit is a ``TimeZoneDatabaseError``.
///
///     let database = TimeZoneDatabase()
///     let tokyo = try database.zone("Asia/Tokyo")
///     tokyo.offset(atUTC: 0).abbreviation  // "JST"
public struct TimeZoneDatabase: Sendable {
    /// Where the files are.
    public let directory: String
    /// The release of the tz database when this value was made, as in `2025b`; `nil` if the directory does not tell.
    public let version: String?

    private let cache = Cache()

    /// The longest name that is looked up, in bytes. The longest of the tz database has 38, `posix/` included.
    static let longestName = 64
    /// The largest file that is read, in bytes. The largest of the tz database has less than 4,000.
    static let largestFile = 256 * 1024

    /// Opens the database in `directory`; without one, in `$TZDIR`, or `/usr/share/zoneinfo` (tzset(3)).
    public init(directory: String? = nil) {
        self.directory = directory ?? Self.systemDirectory
        version = Self.version(in: self.directory)
    }

    /// The zone of this name, such as `Europe/Paris`. Links and aliases have the name they were asked by.
    public func zone(_ name: String) throws(TimeZoneDatabaseError) -> Zone {
        if let known = cache.zones.withLock({ $0[name] }) {
            return known
        }
        guard Self.isName(name) else {
            throw TimeZoneDatabaseError(.invalidName, zone: name, reason: "expected a name like Europe/Paris")
        }
        let bytes = try Self.read(directory + "/" + name, upTo: Self.largestFile, zone: name)
        let zone = try Zone(name: name, tzif: bytes)
        // Two that read the same file at the same time get the same zone.
        return cache.zones.withLock { zones in
            if let known = zones[name] {
                return known
            }
            zones[name] = zone
            return zone
        }
    }

    /// The same directory read anew: the zones and the version as they are on disk now. For after a tzdata update.
    public func reloaded() -> TimeZoneDatabase {
        TimeZoneDatabase(directory: directory)
    }

    /// Only names of files that were read are kept, so the directory bounds it.
    private final class Cache: Sendable {
        let zones = Mutex<[String: Zone]>([:])
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
    private static func isName(_ name: String) -> Bool {
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

    /// The release named by `tzdata.zi` (`# version 2025b`) or, where that is not installed, by `+VERSION`.
    private static func version(in directory: String) -> String? {
        let first = try? read(directory + "/tzdata.zi", upTo: .max, keeping: 64, zone: "tzdata.zi")
        let marker = "# version "
        if let first, first.starts(with: marker.utf8) {
            return token(first.dropFirst(marker.utf8.count))
        }
        let whole = try? read(directory + "/+VERSION", upTo: largestFile, keeping: 64, zone: "+VERSION")
        return whole.flatMap { token($0[...]) }
    }

    private static func token(_ bytes: ArraySlice<UInt8>) -> String? {
        let token = bytes.prefix { (0x21...0x7E).contains($0) }
        return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
    }

    /// The bytes of a regular file of at most `limit` bytes, or the first of them.
    private static func read(
        _ path: String, upTo limit: Int, keeping kept: Int = .max, zone: String
    ) throws(TimeZoneDatabaseError) -> [UInt8] {
        // O_NONBLOCK: a FIFO in the directory must not hold up the open.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            throw TimeZoneDatabaseError(opening: path, errno: errno, zone: zone)
        }
        defer { close(file) }

        var status = stat()
        guard fstat(file, &status) == 0 else {
            throw TimeZoneDatabaseError(opening: path, errno: errno, zone: zone)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw TimeZoneDatabaseError(.malformed, zone: zone, reason: "\(path): expected a regular file")
        }
        guard status.st_size <= limit else {
            throw TimeZoneDatabaseError(.malformed, zone: zone, reason: "\(path): expected at most \(limit) bytes")
        }

        let size = min(Int(status.st_size), kept)
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Glibc.read(file, buffer.baseAddress.map { $0 + count }, size - count)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                count += got
            }
        }
        guard failure == 0 else {
            throw TimeZoneDatabaseError(opening: path, errno: failure, zone: zone)
        }
        return bytes
    }
}
