internal import Synchronization

/// The database as it was read since its files changed last: each zone once, and by what its file is known again.
final class ZoneReading: Sendable {
    /// Counts the readings of a database, from 0.
    let number: Int
    let version: String?

    private let directory: String
    private let contents: Mutex<Contents>

    private struct Contents {
        var zones: [String: Zone] = [:]
        /// The files that were looked for, by path; nil for one that was not there. Only what is a name is looked for.
        var stamps: [String: ZoneFile.Stamp?] = [:]
        /// How many of these gave no zone.
        var failures = 0
    }

    /// The most names without a zone that are kept: names come from outside.
    private static let mostFailures = 1_000

    init(directory: String, number: Int) {
        self.directory = directory
        self.number = number
        var contents = Contents()
        version = Self.version(in: directory, &contents.stamps)
        self.contents = Mutex(contents)
    }

    func zone(_ name: String) throws(TimeZoneDatabaseError) -> Zone {
        if let known = contents.withLock({ $0.zones[name] }) {
            return known
        }
        guard TimeZoneDatabase.isName(name) else {
            throw TimeZoneDatabaseError(.invalidName, zone: name, reason: "expected a name like Europe/Paris")
        }
        let path = directory + "/" + name
        // Taken before the file is read, so that a change meanwhile is found later.
        let stamp = ZoneFile.Stamp(path: path)
        do throws(TimeZoneDatabaseError) {
            let file = try ZoneFile.read(path, zone: name)
            let zone = try Zone(name: name, tzif: file.bytes)
            // Two that read the same file at the same time get the same zone.
            return contents.withLock { contents in
                if let known = contents.zones[name] {
                    return known
                }
                contents.zones[name] = zone
                // What was found first counts, also if that was nothing: others were answered by it.
                if contents.stamps[path] == nil { contents.stamps[path] = file.stamp }
                return zone
            }
        } catch {
            contents.withLock { contents in
                guard contents.failures < Self.mostFailures, contents.stamps[path] == nil else { return }
                contents.failures += 1
                contents.stamps[path] = .some(stamp)
            }
            throw error
        }
    }

    /// Whether all files that were looked for are the same as then.
    var isCurrent: Bool {
        let stamps = contents.withLock { $0.stamps }
        return stamps.allSatisfy { path, stamp in ZoneFile.Stamp(path: path) == stamp }
    }

    /// The release named by `tzdata.zi` (`# version 2025b`) or, where that is not installed, by `+VERSION`.
    private static func version(in directory: String, _ stamps: inout [String: ZoneFile.Stamp?]) -> String? {
        func first(of name: String, upTo limit: Int) -> [UInt8]? {
            let path = directory + "/" + name
            stamps[path] = .some(ZoneFile.Stamp(path: path))
            return try? ZoneFile.read(path, upTo: limit, keeping: 64, zone: name).bytes
        }
        let marker = "# version "
        if let source = first(of: "tzdata.zi", upTo: .max), source.starts(with: marker.utf8) {
            return token(source.dropFirst(marker.utf8.count))
        }
        return first(of: "+VERSION", upTo: ZoneFile.largest).flatMap { token($0[...]) }
    }

    private static func token(_ bytes: ArraySlice<UInt8>) -> String? {
        let token = bytes.prefix { (0x21...0x7E).contains($0) }
        return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
    }
}
