import CanonicalJSON
import EventLog
import TestSupport
import Testing

@Suite struct ReadingTests {
    /// Where reading begins: at every 256th entry the log knows the offset.
    static let positions = [-1, 0, 1, 2, 255, 256, 257, 258, 511, 512, 513, 599, 600, 601, Int.max]

    private let directory: TemporaryDirectory
    private let log: EventLog

    /// A log of 600 entries, one every second.
    init() throws {
        directory = try TemporaryDirectory()
        log = try EventLog(directory)
        try log.append(log.chained((1...600).map { "[\($0)]" }))
    }

    @Test("reading begins at any position and ends at the last", arguments: positions)
    func from(position: Int) throws {
        let expected = (1...600).filter { $0 >= position }
        let entries = try log.entries(from: position)
        #expect(entries.map(\.position) == expected)
        #expect(entries.map(\.changes) == expected.map { "[\($0)]" })
    }

    @Test("the places to begin at are the same after the log was opened again")
    func reopened() throws {
        let other = try TemporaryDirectory()
        for (name, bytes) in try directory.contents { try other.write(bytes, to: name) }
        let copy = try EventLog(other)
        for position in Self.positions { #expect(try copy.entries(from: position) == log.entries(from: position)) }
        #expect(copy.head == log.head)
    }

    @Test("reading ends where the reader says, and no entry is given after")
    func stopped() throws {
        #expect(try log.entries(from: 300, count: 3).map(\.position) == [300, 301, 302])
        #expect(try log.entries(from: 600, count: 1).map(\.position) == [600])
    }

    @Test("what becomes durable meanwhile is not given")
    func appendedMeanwhile() throws {
        var positions: [Int] = []
        try log.read(from: 598) { (entry) throws(LogError) in
            positions.append(entry.position)
            try log.append("more")
            return true
        }
        #expect(positions == [598, 599, 600])
        #expect(try log.entries(from: 598).count == 6)
    }

    @Test("lines behind the last durable one are not given, as right as they may be")
    func beyondDurable() throws {
        let next = log.chained(["[601]"])
        try directory.write(try directory.read(EventLog.segment) + next.flatMap(\.line), to: EventLog.segment)
        #expect(try log.entries(from: 600).map(\.position) == [600])
        #expect(try log.entries(from: 601) == [])
        #expect(try log.verify().position == 600)
    }

    @Test("an error of the reader comes back as it is")
    func readerFails() {
        struct Enough: Error {}
        let error = #expect(throws: WalkFailure<Enough>.self) {
            try log.read(from: 1) { (_) throws(Enough) in throw Enough() }
        }
        guard case .body = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "the position as of a time is that of the last entry recorded by then",
        arguments: [
            (Int64(-1), 0), (0, 0), (999, 0), (1_000, 1), (1_001, 1), (255_999, 255), (256_000, 256), (257_500, 257),
            (600_000, 600), (1 << 60, 600), (-1 << 60, 0),
        ])
    func asOf(milliseconds: Int64, position: Int) throws {
        let time = Timestamp(milliseconds: Timestamp.begin.milliseconds + milliseconds)
        #expect(try log.position(asOf: time) == position)
    }

    @Test("of entries recorded in the same millisecond the last one counts")
    func sameMillisecond() throws {
        let directory = try TemporaryDirectory()
        let log = try EventLog(directory)
        for _ in 1...300 {
            try log.append([
                EncodedEntry(after: log.head, recorded: .begin, author: .null, changes: Array("[]".utf8), id: nil)
            ])
        }
        #expect(try log.position(asOf: .begin) == 300)
        #expect(try log.position(asOf: Timestamp(milliseconds: Timestamp.begin.milliseconds - 1)) == 0)
    }

    // MARK: Damage under an open log

    @Test("damage that comes while the log is open is found by reading and by verifying, and told by its place")
    func damaged() throws {
        let entry = try #require(try log.entries(from: 400, count: 1).first)
        var bytes = try directory.read(EventLog.segment)
        let offset = try #require(bytes.firstRange(of: Array(entry.line.utf8))).lowerBound
        bytes[offset + 20] ^= 1
        try directory.write(bytes, to: EventLog.segment)
        let corrupt = LogError.corrupt(
            file: directory.path + "/" + EventLog.segment, offset: offset, position: 400,
            reason: "the bytes do not match their hash")
        #expect(throws: corrupt) { try log.verify() }
        let error = #expect(throws: WalkFailure<Never>.self) { try log.entries(from: 390) }
        guard case .log(corrupt) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try log.entries(from: 513).count == 88, "what lies behind a later place to begin at is still read")
    }

    @Test("a log that became shorter neither verifies nor reads as if nothing were missing", arguments: [1, 300, 599])
    func shorter(entries: Int) throws {
        let bytes = try directory.read(EventLog.segment)
        let last = try #require(try log.entries(from: entries, count: 1).first)
        let end = try #require(bytes.firstRange(of: Array(last.line.utf8))).upperBound + 1
        try directory.write(Array(bytes[..<end]), to: EventLog.segment)
        #expect(throws: LogError.self) { try log.verify() }
        #expect(throws: WalkFailure<Never>.self) { _ = try log.entries() }
        #expect(try log.entries(count: entries).count == entries, "what is there and asked for is given")
        try directory.write(bytes, to: EventLog.segment)
        #expect(try log.verify() == log.head)
    }
}
