internal import CanonicalJSON

/// The first line of a log: what it is, and since when. It is hashed like every other line.
package struct LogHeader: Hashable, Sendable {
    package static let format = "chancery-log"
    /// The version that is written and read here.
    package static let currentVersion: Int64 = 1

    package let version: Int64
    /// When the log was begun.
    package let created: Timestamp
    /// A random UUID, which tells this log from every other.
    package let id: String

    /// The header of a new log.
    init(created: Timestamp) {
        version = Self.currentVersion
        self.created = created
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        self.id = [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { Hexadecimal.encode(Array(bytes[$0])) }
            .joined(separator: "-")
    }

    /// Reads the header's line (without its line feed).
    init(_ line: UnsafeBufferPointer<UInt8>) throws(LineFault) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: line)
        } catch {
            throw LineFault("not JSON: \(error)")
        }
        guard value["format"]?.stringValue == Self.format else {
            throw LineFault("the first line does not say \"format\":\"\(Self.format)\"")
        }
        guard let version = value["version"]?.integerValue, let id = value["id"]?.stringValue,
            let created = value["created"]?.stringValue.flatMap({
                Array($0.utf8).withUnsafeBufferPointer { Timestamp($0) }
            })
        else { throw LineFault("the first line lacks \"version\", \"id\" or \"created\"") }
        self.version = version
        self.id = id
        self.created = created
    }

    /// The line with its line feed, and the head of a log that holds nothing else.
    func encoded() -> (line: [UInt8], head: Head) {
        let value: JSONValue = [
            "created": .string(created.description), "format": .string(Self.format), "id": .string(id),
            "version": .integer(version),
        ]
        var line = value.canonicalBytes
        line.removeLast()
        let hash = LogLine.seal(&line)
        return (line, Head(position: 0, hash: hash))
    }
}
