internal import CanonicalJSON

/// The form of a line: a canonical JSON object whose digest stands last.
///
/// ```
/// {"author":{…},"changes":[…],"id":"…","position":7,"previous":"<64 hex>","recorded":"…Z","hash":"<64 hex>"}
/// └──────────────────────────────── these bytes are hashed ────────────────────────────────┘
/// ```
enum LogLine {
    /// No line is longer than this, with its line feed.
    static let maximumLength = 4 << 20

    private static let mark: StaticString = #","hash":""#
    /// `,"hash":"` + 64 digits + `"}`
    private static let sealLength = 9 + Digest.hexadecimalCount + 2

    /// Closes a line that is complete but for its digest, and answers the digest.
    static func seal(_ line: inout [UInt8]) -> Digest {
        let hash = line.withUnsafeBytes { Digest(hashing: $0) }
        line.append(contentsOf: UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount))
        line.append(contentsOf: hash.hexadecimal)
        line.append(contentsOf: "\"}\n".utf8)
        return hash
    }

    /// The digest of a line (without its line feed), recomputed and compared with the one it carries.
    static func verifiedHash(_ line: UnsafeBufferPointer<UInt8>) throws(LineFault) -> Digest {
        guard line.count > sealLength else { throw LineFault("the line is too short to be an entry") }
        let body = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(line)[..<(line.count - sealLength)])
        let seal = UnsafeBufferPointer(rebasing: line[(line.count - sealLength)...])
        for index in 0..<mark.utf8CodeUnitCount where seal[index] != mark.utf8Start[index] {
            throw LineFault("the line does not end in its hash")
        }
        guard seal[seal.count - 2] == UInt8(ascii: "\""), seal[seal.count - 1] == UInt8(ascii: "}"),
            let written = Digest(
                hexadecimal: UnsafeBufferPointer(rebasing: seal[mark.utf8CodeUnitCount..<(seal.count - 2)]))
        else { throw LineFault("the line does not end in its hash") }
        let computed = Digest(hashing: body)
        guard computed == written else { throw LineFault("the bytes do not match their hash") }
        return computed
    }

    /// How many lines of a file, from an offset on, carry their right hash.
    static func intactLines(in file: any DiskFile, from start: Int) throws(LogError) -> Int {
        var (offset, count) = (start, 0)
        var pending: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let got = try chunk.withUnsafeMutableBufferPointer { (chunk) throws(LogError) in
                try file.read(into: UnsafeMutableRawBufferPointer(chunk), at: offset)
            }
            if got == 0 { return count }
            offset += got
            var rest = chunk[..<got]
            while let feed = rest.firstIndex(of: UInt8(ascii: "\n")) {
                pending += rest[..<feed]
                let isIntact = pending.withUnsafeBufferPointer { line in
                    (try? verifiedHash(line)) != nil
                }
                if isIntact { count += 1 }
                pending.removeAll(keepingCapacity: true)
                rest = rest[(feed + 1)...]
            }
            // What is longer than any line is none.
            if pending.count <= maximumLength { pending += rest }
        }
    }
}

extension LogEntry {
    /// Reads an entry's line (without its line feed), and checks its hash.
    init(_ line: UnsafeBufferPointer<UInt8>) throws(LineFault) {
        let hash = try LogLine.verifiedHash(line)
        var (position, recorded) = (Int64(0), Timestamp?.none)
        var (previous, id, changes) = (Digest?.none, JSONText?.none, UnsafeBufferPointer<UInt8>?.none)
        var reader = JSONReader(line)
        do throws(JSONError) {
            try reader.enterObject()
            while let key = try reader.nextKey() {
                switch key {
                case "changes": changes = try reader.skip()
                case "id": id = try reader.text()
                case "position": position = try reader.integer()
                case "previous": previous = try reader.text().utf8.flatMap { Digest(hexadecimal: $0) }
                case "recorded": recorded = try reader.text().utf8.flatMap { Timestamp($0) }
                default: try reader.skip()
                }
            }
            try reader.end()
        } catch {
            throw LineFault("not the JSON of an entry: \(error)")
        }
        guard position > 0, let previous, let recorded, let changes else {
            throw LineFault("the line lacks \"position\", \"previous\", \"recorded\" or \"changes\"")
        }
        self.init(
            position: Int(position), recorded: recorded, id: id, changes: changes, line: line,
            head: Head(position: Int(position), hash: hash), previous: previous)
    }

    /// What is wrong with the entry as the one that follows another; nil where it does follow.
    func fault(after head: Head, recorded: Timestamp) -> LineFault? {
        if position != head.position + 1 {
            return LineFault("the line says position \(position), where \(head.position + 1) was expected")
        }
        if previous != head.hash { return LineFault("the line does not follow the one before it") }
        if self.recorded < recorded { return LineFault("\"recorded\" is earlier than in the line before") }
        return nil
    }
}

/// Why bytes are not the line that was expected.
struct LineFault: Error, Hashable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
