package import TimeZoneDatabase

/// Rules of zones as a list of offsets in time: those that the system has for the years of a generated calendar, and what
/// laws make of them.
package struct ModelZones: Sendable {
    private struct Change {
        let utc: Int64
        let seconds: Int64
    }

    /// By the names of zones; in order, the first from ever on.
    private var changes: [String: [Change]] = [:]

    private static let start: Int64 = 1_262_304_000
    private static let end: Int64 = 1_420_070_400

    /// The rules as they are in these years: sampled day by day, and each change found by halving.
    package init(_ names: [String], in database: TimeZoneDatabase) throws {
        for name in names {
            let zone = try database.zone(name)
            func seconds(_ utc: Int64) -> Int64 { Int64(zone.offset(atUTC: utc).seconds) }
            var changes = [Change(utc: .min, seconds: seconds(Self.start))]
            for day in stride(from: Self.start, to: Self.end, by: 86_400) {
                var (before, after) = (day, day + 86_400)
                guard seconds(before) != seconds(after) else { continue }
                while after - before > 1 {
                    let middle = (before + after) / 2
                    if seconds(middle) == seconds(day) { before = middle } else { after = middle }
                }
                changes.append(Change(utc: after, seconds: seconds(after)))
            }
            self.changes[name] = changes
        }
    }

    package func offset(_ name: String, at utc: Int64) -> Int64 {
        changes[name]?.last { $0.utc <= utc }?.seconds ?? 0
    }

    /// Whether clocks of a zone ever show a local time, by trying the offsets that it has around then.
    package func isShown(_ local: Int64, in name: String) -> Bool {
        let offsets = [-36, -24, -12, -2, 2, 12, 24, 36].map { offset(name, at: local + $0 * 3_600) }
        return offsets.contains { offset(name, at: local - $0) == $0 }
    }

    /// Puts the clocks of a zone forward for ever, from a moment on; false where they change within days of it.
    package mutating func change(_ name: String, from utc: Int64, by seconds: Int64) -> Bool {
        guard let old = changes[name], !old.contains(where: { $0.utc > utc - 4 * 86_400 && $0.utc < utc + 4 * 86_400 })
        else { return false }
        let new = [Change(utc: utc, seconds: offset(name, at: utc) + seconds)]
        changes[name] =
            old.filter { $0.utc < utc } + new
            + old.filter { $0.utc > utc }.map { Change(utc: $0.utc, seconds: $0.seconds + seconds) }
        return true
    }

    /// The file that says the same of a zone.
    package func file(_ name: String) -> TZifFile {
        let all = changes[name] ?? []
        let seconds = Set(all.map(\.seconds)).sorted()
        func type(_ change: Change) -> UInt8 { UInt8(seconds.firstIndex(of: change.seconds) ?? 0) }
        var file = TZifFile(types: seconds.map { (Int($0), false, "LAW") })
        // What is before the first change has the first type (RFC 9636, section 3.2); a change long ago says which.
        file.transitions = all.map { (max($0.utc, 0), type($0)) }
        return file
    }
}
