import CanonicalJSON
import EventLog
import TestSupport
import Testing

/// Torn is not rotten: bad bytes behind the last position known durable are set aside, others keep the log closed.
@Suite struct RecoveryTests {
    private let directory: TemporaryDirectory
    /// The files of a log of two entries that were acknowledged, and a third that was written and not acknowledged:
    /// the `head` file knows nothing of it.
    private let segment: [UInt8]
    private let head: [UInt8]
    private let entries: [ReadEntry]
    /// Where the third line begins.
    private let durable: Int

    init() throws {
        directory = try TemporaryDirectory()
        (segment, head, entries, durable) = try { [directory] in
            let log = try EventLog(directory)
            try log.append("one", "two")
            let (head, durable) = (try directory.read("head"), log.size)
            try log.append("three")
            try log.close()
            return (try directory.read(EventLog.segment), head, try log.entries(), durable)
        }()
    }

    /// Puts a log there, and nothing else.
    private func place(segment: [UInt8]?, head: [UInt8]?) throws {
        for name in directory.names { directory.remove(name) }
        if let segment { try directory.write(segment, to: EventLog.segment) }
        if let head { try directory.write(head, to: "head") }
    }

    /// Opens what is there, and expects a refusal that changes nothing; answers the error.
    @discardableResult
    private func expectRefusal(
        _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> LogError? {
        let before = try directory.contents
        let error = #expect(throws: LogError.self, comment, sourceLocation: sourceLocation) { try EventLog(directory) }
        #expect(try directory.contents == before, "nothing is changed on the disk", sourceLocation: sourceLocation)
        return error
    }

    // MARK: Torn

    @Test("a line that was written and not acknowledged is kept where it is whole")
    func unacknowledged() throws {
        try place(segment: segment, head: head)
        let log = try EventLog(directory)
        #expect(log.recovery.tornTail == nil)
        #expect(try log.entries() == entries)
    }

    @Test("a line that was cut off anywhere is set aside, and the log goes on behind the one before it")
    func everyTruncation() throws {
        for length in durable..<segment.count {
            try place(segment: Array(segment[..<length]), head: head)
            let kept = try {
                let log = try EventLog(directory)
                if length == durable {
                    #expect(log.recovery.tornTail == nil)
                } else {
                    let torn = try #require(log.recovery.tornTail)
                    #expect(torn.bytes == length - durable)
                    let name = try #require(directory.names.first { $0.hasPrefix("torn-1-\(durable)") })
                    #expect(torn.path == "\(directory.path)/\(name)")
                    #expect(try directory.read(name) == Array(segment[durable..<length]))
                }
                #expect(try directory.read(EventLog.segment) == Array(segment[..<durable]))
                try log.append("another")
                return try log.entries()
            }()
            let log = try EventLog(directory)
            #expect(log.recovery.tornTail == nil)
            guard try log.entries() == kept, Array(kept.prefix(2)) == Array(entries.prefix(2)), kept.count == 3 else {
                Issue.record("cut off at \(length)")
                return
            }
        }
    }

    @Test(
        "what stands behind the last line and is no line is set aside",
        arguments: [
            Array("garbage".utf8), [0x00], [UInt8](repeating: 0, count: 5_000), Array("{}\n".utf8),
            [0xFF, 0x0A], [0x0A, 0x20], [0x0A, 0x7B, 0x7D, 0x0A], [UInt8](repeating: 0x0A, count: 300_000) + [0x00],
            [UInt8](repeating: 0x78, count: 5 << 20),
        ])
    func garbage(bytes: [UInt8]) throws {
        try place(segment: segment + bytes, head: head)
        let log = try EventLog(directory)
        #expect(try #require(log.recovery.tornTail).bytes == bytes.count)
        #expect(try log.entries() == entries)
        let name = try #require(directory.names.first { $0.hasPrefix("torn-1-\(segment.count)") })
        #expect(try directory.read(name) == bytes)
    }

    @Test("the empty lines that a process left when it was killed are cut off, however many they are")
    func emptyLines() throws {
        for count in [1, 511, 100_000, 5 << 20] {
            try place(segment: segment + [UInt8](repeating: 0x0A, count: count), head: head)
            #expect(try Verification.run(on: SystemDisk(directory.path)).unfinished == 0)
            let log = try EventLog(directory)
            #expect(log.recovery.tornTail == nil)
            #expect(try log.entries() == entries)
            #expect(try directory.read(EventLog.segment) == segment)
        }
    }

    @Test("behind what is set aside, the empty lines are left out; before it, they are not")
    func tornBetweenEmptyLines() throws {
        let torn = Array("\n\ntorn".utf8)
        try place(segment: segment + torn + [UInt8](repeating: 0x0A, count: 100_000), head: head)
        #expect(try Verification.run(on: SystemDisk(directory.path)).unfinished == torn.count)
        #expect(try EventLog(directory).recovery.tornTail?.bytes == torn.count + 1)
        let name = try #require(directory.names.first { $0.hasPrefix("torn-") })
        #expect(try directory.read(name) == torn + [0x0A])
    }

    @Test("a line that is right by itself and does not follow is set aside: doubled, skipped or recorded earlier")
    func notFollowing() throws {
        let lines = [0, 1].map { Array(entries[$0].line.utf8) + [0x0A] }
        let earlier = EncodedEntry(
            after: entries[1].head, recorded: .begin, author: .null, changes: Array("[]".utf8), id: nil)
        let ahead = EncodedEntry(
            after: entries[2].head, recorded: entries[2].recorded, author: .null, changes: Array("[]".utf8), id: nil)
        for tail in [lines[1], lines[0], earlier.line, ahead.line, ahead.line + Array(segment[durable...])] {
            try place(segment: Array(segment[..<durable]) + tail, head: head)
            let log = try EventLog(directory)
            #expect(log.recovery.tornTail?.bytes == tail.count)
            #expect(try log.entries() == Array(entries.prefix(2)))
        }
    }

    @Test("torn tails are never overwritten: a second one is set aside beside the first")
    func twice() throws {
        try place(segment: Array(segment[..<durable]), head: head)
        for _ in 0..<2 {
            try directory.write(Array(segment[..<durable]) + Array("torn".utf8), to: EventLog.segment)
            _ = try EventLog(directory)
        }
        #expect(directory.names.count { $0.hasPrefix("torn-") } == 2)
    }

    @Test("without its head file a sound log opens, and has one again; a damaged one is refused, since nobody can tell")
    func noHead() throws {
        try place(segment: segment, head: nil)
        #expect(try EventLog(directory).head == entries[entries.count - 1].head)
        #expect(directory.names.contains("head"))
        try place(segment: segment + Array("torn".utf8), head: nil)
        let refusal = try expectRefusal()
        guard case .corrupt = refusal else {
            Issue.record("not refused as damage")
            return
        }
        let disk = try SystemDisk(directory.path)
        #expect(throws: try #require(refusal)) { try Verification.run(on: disk) }
        #expect(try LogRepair.run(on: disk)?.damage == refusal)
        #expect(try EventLog(directory).entries() == entries)
    }

    @Test("of a log with any byte changed nothing is lost: it is refused, or the change is set aside behind the head")
    func everyByte() throws {
        for index in segment.indices {
            var bytes = segment
            bytes[index] ^= UInt8(1) << UInt8(index % 8)
            try place(segment: bytes, head: head)
            if index < durable {
                let error = try expectRefusal("byte \(index)")
                guard case .corrupt(directory.path + "/" + EventLog.segment, let offset, let position, _) = error,
                    position == lineNumber(of: index), offset == lineStart(position), (0...2).contains(position)
                else {
                    Issue.record("byte \(index): \(String(describing: error))")
                    return
                }
            } else {
                let log = try EventLog(directory)
                guard log.recovery.tornTail?.bytes == segment.count - durable,
                    try log.entries() == Array(entries.prefix(2))
                else {
                    Issue.record("byte \(index)")
                    return
                }
            }
        }
    }

    private func lineNumber(of index: Int) -> Int { segment[..<index].count { $0 == 0x0A } }
    private func lineStart(_ line: Int) -> Int {
        line == 0 ? 0 : (segment.indices.filter { segment[$0] == 0x0A }.dropFirst(line - 1).first ?? 0) + 1
    }

    @Test("a record of the head file with any bit changed is not believed: the other one counts")
    func everyBitOfHead() throws {
        let newest = Array(head[4096...].prefix { $0 != 0x0A })
        for index in newest.indices {
            for bit in UInt8(0)..<8 {
                var bytes = head
                bytes[4096 + index] ^= 1 << bit
                try place(segment: segment, head: bytes)
                #expect(try EventLog(directory).head == entries[2].head)
                bytes[index] ^= 1 << bit
                try place(segment: segment, head: bytes)
                guard try expectRefusal("byte \(index), bit \(bit)") != nil else { return }
            }
        }
    }

    @Test("a log that ends before the position known durable is refused, wherever it ends")
    func shorterThanHead() throws {
        for length in 0..<durable {
            try place(segment: Array(segment[..<length]), head: head)
            guard case .corrupt = try expectRefusal("cut off at \(length)") else { return }
        }
    }

    @Test("a head file without its log is refused")
    func noSegment() throws {
        try place(segment: nil, head: head)
        guard case .corrupt(_, 0, 0, _) = try expectRefusal() else {
            Issue.record("not refused as damage")
            return
        }
    }

    @Test("the log of another header does not pass for this one, even with no entry")
    func otherLog() throws {
        let (mine, other) = (try TemporaryDirectory(), try TemporaryDirectory())
        _ = try EventLog(mine)
        _ = try EventLog(other)
        try place(segment: try other.read(EventLog.segment), head: try mine.read("head"))
        guard case .corrupt(_, _, 0, _) = try expectRefusal() else {
            Issue.record("not refused as damage")
            return
        }
    }

    @Test("a log of a later version is refused as one that cannot be used, not as damage")
    func laterVersion() throws {
        let header = String(decoding: segment.prefix { $0 != 0x0A }, as: UTF8.self)
        let body = String(header.dropLast(75).dropLast(1)) + "2"
        let hash = Array(body.utf8).withUnsafeBytes { Digest(hashing: $0) }
        try place(segment: Array("\(body),\"hash\":\"\(hash)\"}\n".utf8), head: nil)
        let error = try expectRefusal()
        guard case .unusable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
