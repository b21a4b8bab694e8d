import CanonicalJSON
import EventLog
import TestSupport
import Testing

@Suite struct EventLogTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test("a new log has a header and no entries, and is the same one when it is opened again")
    func newLog() throws {
        let header = try EventLog(directory).header
        #expect(header.created == .begin)
        let log = try EventLog(directory: directory.path, now: Timestamp(milliseconds: 0)) {
            (_) throws(ReplayFailure) in Issue.record("there is no entry")
        }
        #expect(log.header == header)
        #expect(log.head.position == 0)
        #expect(log.recorded == .begin)
        #expect(log.recovery.tornTail == nil)
        #expect(try log.entries() == [])
        #expect(try log.verify() == log.head)
        #expect(directory.names == [EventLog.segment, "head"])
        #expect(try EventLog(TemporaryDirectory()).header.id != header.id)
    }

    @Test("what was appended is replayed in order when the log is opened again, and read as it was written")
    func reopened() throws {
        let (head, written) = try {
            let log = try EventLog(directory)
            try log.append("one")
            try log.append("two", "three")
            #expect(log.head.position == 3)
            return (log.head, try log.entries())
        }()
        var replayed: [ReadEntry] = []
        let log = try EventLog(directory: directory.path, now: .begin) { (entry) throws(ReplayFailure) in
            replayed.append(ReadEntry(entry))
        }
        #expect(replayed.map(\.changes) == ["[\"one\"]", "[\"two\"]", "[\"three\"]"])
        #expect(replayed.map(\.position) == [1, 2, 3])
        #expect(replayed == written)
        #expect(log.head == head)
        #expect(log.recorded == replayed.last?.recorded)
        #expect(log.recovery.tornTail == nil)
        #expect(try log.entries() == written)
        try log.append("four")
        #expect(try log.entries(from: 4).map(\.changes) == ["[\"four\"]"])
    }

    @Test("the file holds the header and the lines of the entries, byte for byte")
    func bytes() throws {
        let log = try EventLog(directory)
        let entries = log.chained(["[1]", "[2]"])
        try log.append(entries)
        try log.close()
        let lines = try directory.read(EventLog.segment).split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let header = String(decoding: lines[0], as: UTF8.self)
        #expect(
            header.hasPrefix(
                #"{"created":"2025-01-28T09:00:00.000Z","format":"chancery-log","id":"\#(log.header.id)","version":1,"hash":""#
            ))
        #expect(header.hasSuffix("\"}"))
        #expect(lines.dropFirst().dropLast().map { Array($0) + [UInt8(ascii: "\n")] } == entries.map(\.line))
        #expect(lines.last?.isEmpty == true)
        #expect(log.size == lines.map(\.count).reduce(0, +) + 3)
        // Two records, the one of before beside the one of now; each ends in the hash of its own bytes.
        let head = try directory.read("head")
        #expect(head.count == 8192)
        #expect(record(head[..<4096]).hasPrefix(#"{"head":"\#(header.suffix(66).prefix(64))","position":0,"hash":""#))
        #expect(record(head[4096...]).hasPrefix(#"{"head":"\#(log.head.hash)","position":2,"hash":""#))
    }

    private func record(_ slot: ArraySlice<UInt8>) -> String {
        String(decoding: slot.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    @Test("each entry names the hash of the one before it, the first that of the header")
    func chain() throws {
        let log = try EventLog(directory)
        let header = log.head
        try log.append("one", "two")
        let entries = try log.entries()
        #expect(entries[0].line.contains(#","position":1,"previous":"\#(header.hash)","recorded":"#))
        #expect(entries[1].line.contains(#","position":2,"previous":"\#(entries[0].head.hash)","recorded":"#))
        for entry in entries {
            let body = entry.line.dropLast(75)
            #expect(entry.line == "\(body),\"hash\":\"\(entry.head.hash)\"}")
            #expect(Array(body.utf8).withUnsafeBytes { Digest(hashing: $0) } == entry.head.hash)
        }
    }

    @Test("an id comes back as it was given, whatever characters it has")
    func id() throws {
        let log = try EventLog(directory)
        let entry = EncodedEntry(
            after: log.head, recorded: log.recorded, author: .null, changes: Array("[]".utf8), id: "once \"1\"\n日")
        try log.append([entry])
        #expect(try log.entries().map(\.id) == ["once \"1\"\n日"])
    }

    @Test("nothing is done for no entries")
    func empty() throws {
        let log = try EventLog(directory)
        let head = log.head
        try log.append([])
        #expect(log.head == head)
    }

    @Test("a log that is closed lets another open it, and takes nothing more")
    func closed() throws {
        let log = try EventLog(directory)
        let entry = EncodedEntry(after: log.head, recorded: .begin, author: .null, changes: Array("[]".utf8), id: nil)
        try log.close()
        #expect(throws: LogError.self) { try log.append([entry]) }
        #expect(try EventLog(directory).head.position == 0)
    }

    @Test("a second one who opens the log is refused, until the first has closed it")
    func locked() throws {
        try withExtendedLifetime(try EventLog(directory)) { log in
            try log.append("one")
            #expect(throws: LogError.locked(directory: directory.path)) { try EventLog(directory) }
            try log.append("two")
            try log.close()
        }
        #expect(try EventLog(directory).head.position == 2)
    }

    @Test("a directory that cannot be made is an error that names it")
    func noDirectory() {
        let error = #expect(throws: LogError.self) {
            try EventLog(directory: directory.path + "/not/there", now: .begin) { (_) throws(ReplayFailure) in }
        }
        guard case .system(call: "mkdir", path: directory.path + "/not/there", errno: 2) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("an entry that cannot be replayed keeps the log from opening, and says where it stands")
    func replayFailure() throws {
        let offset = try {
            let log = try EventLog(directory)
            try log.append("one")
            let offset = log.size
            try log.append("two")
            return offset
        }()
        #expect(
            throws: LogError.corrupt(
                file: directory.path + "/" + EventLog.segment, offset: offset, position: 2, reason: "no such change")
        ) {
            try EventLog(directory: directory.path, now: .begin) { (entry) throws(ReplayFailure) in
                if entry.position == 2 { throw ReplayFailure("no such change") }
            }
        }
    }

    // MARK: What is not appended

    @Test("entries that do not come next are refused, and the log goes on")
    func outOfPlace() throws {
        let log = try EventLog(directory)
        try log.append("one", "two")
        let (head, before) = (log.head, try directory.read(EventLog.segment))
        func entry(after previous: Head, _ milliseconds: Int64 = 2_000) -> EncodedEntry {
            EncodedEntry(
                after: previous, recorded: Timestamp(milliseconds: Timestamp.begin.milliseconds + milliseconds),
                author: .null, changes: Array("[]".utf8), id: nil)
        }
        let next = entry(after: head)
        let wrong: [[EncodedEntry]] = [
            [entry(after: Head(position: 1, hash: head.hash))],
            [entry(after: Head(position: 3, hash: head.hash))],
            [entry(after: try #require(log.entries().first).head)],
            [entry(after: [].withUnsafeBytes { Head(position: 2, hash: Digest(hashing: $0)) })],
            [entry(after: head, 1_999)],
            [next, next],
            [next, entry(after: next.head, 1_999)],
        ]
        for entries in wrong {
            let error = #expect(throws: LogError.self) { try log.append(entries) }
            guard case .misfit = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
        #expect(log.head == head)
        #expect(try directory.read(EventLog.segment) == before)
        try log.append([next])
        #expect(try log.verify() == next.head)
    }

    @Test("a line is four MiB long at the most, with its line feed")
    func longLines() throws {
        let log = try EventLog(directory)
        func entry(_ length: Int) -> EncodedEntry {
            let rest = EncodedEntry(after: log.head, recorded: log.recorded, author: .null, changes: [], id: nil).line
                .count
            let changes = "[\"" + String(repeating: "x", count: length - rest - 4) + "\"]"
            return EncodedEntry(
                after: log.head, recorded: log.recorded, author: .null, changes: Array(changes.utf8), id: nil)
        }
        let longest = entry(4 << 20)
        #expect(longest.line.count == 4 << 20)
        #expect(throws: LogError.self) { try log.append([entry(4 << 20 + 1)]) }
        try log.append([longest])
        try log.append("short")
        try log.append([entry(3 << 20)])
        #expect(try log.entries().map(\.line.utf8.count).first == longest.line.count - 1)
        #expect(try log.verify() == log.head)
    }
}
