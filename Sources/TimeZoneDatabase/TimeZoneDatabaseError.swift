import Glibc

/// Why a zone cannot be had.
public struct TimeZoneDatabaseError: Error, Hashable, Sendable {
    /// What kind of fault it is. More may be added.
    public enum Code: Hashable, Sendable {
        /// The name is none that a zone can have; nothing was looked up.
        case invalidName
        /// There is no such zone.
        case notFound
        /// The system refused to read the file.
        case unreadable
        /// The file is not TZif (RFC 9636), or is damaged.
        case malformed
    }

    /// What kind of fault it is.
    public let code: Code
    /// The name that was asked for.
    public let zone: String
    /// What was wrong, where, and what was expected; for people.
    public let reason: String

    init(_ code: Code, zone: String, reason: String) {
        self.code = code
        self.zone = zone
        self.reason = reason
    }

    init(opening path: String, errno: Int32, zone: String) {
        let missing = errno == ENOENT || errno == ENOTDIR
        self.init(missing ? .notFound : .unreadable, zone: zone, reason: "\(path): \(String(cString: strerror(errno)))")
    }
}

extension TimeZoneDatabaseError: CustomStringConvertible {
    /// One line, with everything above.
    public var description: String {
        // The name came from outside: its debug form keeps it on one line and bounded.
        "time zone \(String(zone.prefix(TimeZoneDatabase.longestName)).debugDescription): \(reason)"
    }
}
