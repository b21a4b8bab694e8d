internal import CanonicalJSON
package import Chancery
package import EventLog

/// The file beside the log that keeps which reminders the configuration had, and until when: after a restart with other
/// ones a reminder is owed by those of its moment.
///
/// `{"former":[{"entries":[…],"until":"2025-03-01T09:00:00Z"}],"present":[…]}`. It can be deleted; then the present ones
/// are taken as having been there always.
package struct RulesFile {
    static let name = "reminder-rules"
    /// How many former ones are kept; what was due before is judged by the earliest of them.
    private static let maximumFormer = 20
    /// Far more than so many configurations have.
    private static let maximumSize = 16 << 20

    private let disk: any Disk

    package init(on disk: any Disk) { self.disk = disk }

    private struct Contents {
        var former: [ReminderPolicy.Former] = []
        var present: [ReminderPolicy.Entry]
    }

    /// Why the file is of no use.
    package struct Unreadable: Error, CustomStringConvertible {
        package let path: String
        package var description: String { "\(path) is not understood: it is written anew" }
    }

    /// What the configuration had before `entries`; takes note of them where they are new.
    ///
    /// - Parameters:
    ///   - now: in seconds since 1970.
    ///   - inForce: what a running daemon knows of it. Without, it is read from the file.
    ///   - warn: is told what goes wrong. Nothing of it keeps the daemon from starting.
    package func former(
        to entries: [ReminderPolicy.Entry], now: Int64, inForce: ReminderPolicy? = nil, warn: (any Error) -> Void
    ) -> [ReminderPolicy.Former] {
        var contents = inForce.map { Contents(former: $0.former, present: $0.entries) }
        if contents == nil {
            do { contents = try read() } catch { warn(error) }
        }
        guard var contents else {
            do { try write(Contents(present: entries)) } catch { warn(error) }
            return []
        }
        // The clock may have been ahead when they were written.
        for index in contents.former.indices { contents.former[index].until = min(contents.former[index].until, now) }
        if contents.present != entries {
            contents.former.append(ReminderPolicy.Former(entries: contents.present, until: now))
            contents.former = contents.former.suffix(Self.maximumFormer)
            contents.present = entries
            do { try write(contents) } catch { warn(error) }
        }
        return contents.former
    }

    /// Nil where there is no file.
    private func read() throws -> Contents? {
        guard let file = try disk.open(Self.name, .read) else { return nil }
        let unreadable = Unreadable(path: "\(disk.path)/\(Self.name)")
        let size = try file.size()
        guard size <= Self.maximumSize else { throw unreadable }
        var bytes = [UInt8](repeating: 0, count: size)
        let count = try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: 0) }
        guard let json = try? JSONValue(parsing: bytes[..<count]), let former = json["former"]?.arrayValue,
            let present = Self.entries(json["present"])
        else { throw unreadable }
        return Contents(
            former: try former.map { json in
                guard let entries = Self.entries(json["entries"]), let until = json["until"]?.stringValue,
                    let time = Viewpoint.time(until)
                else { throw unreadable }
                return ReminderPolicy.Former(entries: entries, until: time.milliseconds / 1_000)
            }, present: present)
    }

    private static func entries(_ json: JSONValue?) -> [ReminderPolicy.Entry]? {
        guard let entries = json?.arrayValue?.map({ ReminderPolicy.Entry(json: $0) }), !entries.contains(nil) else {
            return nil
        }
        return entries.compactMap(\.self)
    }

    /// The new contents are there whole or not at all.
    private func write(_ contents: Contents) throws {
        let json: JSONValue = [
            "present": .array(contents.present.map(\.json)),
            "former": .array(
                contents.former.map {
                    ["entries": .array($0.entries.map(\.json)), "until": .string(rfc3339($0.until))]
                }),
        ]
        try disk.put(json.canonicalBytes + [UInt8(ascii: "\n")], as: Self.name, replacing: true)
        try disk.sync()
    }
}
