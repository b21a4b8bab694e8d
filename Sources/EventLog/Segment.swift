/// A file of the log: `0000000000000001.jsonl` holds the entries from position 1 on, and before them the header line.
///
/// A segment is sealed when the next one is begun: all of it is durable by then, and it is never written again.
struct Segment: Hashable, Sendable {
    /// The position of its first entry.
    let first: Int

    private static let digits = 16
    private static let suffix = ".jsonl"

    init(first: Int) { self.first = first }

    /// nil where the name is not that of a segment.
    init?(name: String) {
        let number = name.utf8.prefix(Self.digits)
        guard number.count == Self.digits, number.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            name.utf8.dropFirst(Self.digits).elementsEqual(Self.suffix.utf8), let first = Int(name.prefix(Self.digits))
        else { return nil }
        self.first = first
    }

    var name: String {
        let number = String(first)
        return String(repeating: "0", count: max(Self.digits - number.count, 0)) + number + Self.suffix
    }

    /// The segments of a directory, in order.
    static func all(on disk: some Disk) throws(LogError) -> [Segment] {
        try disk.names().compactMap { Segment(name: $0) }.sorted { $0.first < $1.first }
    }
}
