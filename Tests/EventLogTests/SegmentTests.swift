import EventLog
import Glibc
import TestSupport
import Testing

/// A log of several segments, which hold about three entries each.
@Suite("Segments")
struct SegmentTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        let log = try Self.open(directory)
        for number in 1...10 { try log.append("\(number)") }
        try log.close()
    }

    @discardableResult
    private static func open(_ directory: TemporaryDirectory) throws(LogError) -> EventLog {
        try EventLog(directory: directory.path, now: .begin, segmentSize: 700) { (_) throws(ReplayFailure) in }
    }

    private var segments: [String] { directory.names.filter { $0.hasSuffix(".jsonl") } }

    /// The bytes of all segments, one after the other.
    private func whole() throws -> [UInt8] { try segments.flatMap { try directory.read($0) } }

    @Test("are named by their first position, and hold the lines one after the other")
    func names() throws {
        let log = try Self.open(directory)
        #expect(
            segments == [
                "0000000000000001.jsonl", "0000000000000004.jsonl", "0000000000000007.jsonl", "0000000000000010.jsonl",
            ])
        try log.append("11")
        #expect(log.size < (try whole().count), "empty lines stand behind the entries of a log that is open")
        try log.close()
        #expect(log.size == (try whole().count))
        #expect(try log.entries().map(\.position) == Array(1...11))
        #expect(try log.entries(from: 7, count: 2).map(\.changes) == ["[\"7\"]", "[\"8\"]"])
        #expect(try log.verify() == log.head)
        for name in segments.dropFirst() {
            let first = try #require(try directory.read(name).split(separator: 0x0A).first)
            #expect(String(decoding: first, as: UTF8.self).contains("\"position\":\(Int(name.prefix(16)) ?? 0),"))
        }
    }

    @Test("are the same whatever the size is later")
    func otherSize() throws {
        let before = try whole()
        let log = try EventLog(directory)
        try log.append("11")
        #expect(segments.count == 4)
        #expect(try whole().starts(with: before))
        try log.close()
        // Beyond the smaller size, which the first three have reached: a file is not written ahead of it.
        let small = try EventLog(directory: directory.path, now: .begin, segmentSize: 1) { (_) throws(ReplayFailure) in
        }
        for number in 12...14 { try small.append("\(number)") }
        #expect(segments.count == 7)
        #expect(try whole().count == small.size)
        for name in segments {
            #expect(try directory.blocks(name) <= (directory.read(name).count + 4_095) / 4_096 * 8, "\(name)")
        }
    }

    @Test("an empty line behind the entries of a sealed one is damage")
    func emptyLine() throws {
        let name = segments[1]
        let bytes = try directory.read(name)
        directory.remove(name)
        try directory.write(bytes + [0x0A], to: name)
        guard
            case .corrupt(_, bytes.count, 7, _) = #expect(
                throws: LogError.self, performing: { try Self.open(directory) })
        else {
            Issue.record("not where it is")
            return
        }
    }

    @Test("the last one opens where it was made read-only, as in a copy; the others are made so")
    func readOnly() throws {
        try directory.setMode(0o400, of: segments[3])
        try directory.setMode(0o640, of: segments[0])
        try Self.open(directory).append("11")
        #expect(try directory.mode(segments[3]) == 0o600)
        #expect(try directory.mode(segments[0]) == 0o440)
    }

    @Test("are read-only when they are sealed")
    func sealed() throws {
        for name in segments.dropLast() { #expect(try directory.mode(name) == 0o440, "\(name)") }
        #expect(try directory.mode(segments[3]) == 0o640)
    }

    @Test("a missing one, or one under another name, is damage")
    func missing() throws {
        let names = segments
        for name in names {
            let bytes = try directory.read(name)
            directory.remove(name)
            guard case .corrupt = #expect(throws: LogError.self, performing: { try Self.open(directory) }) else {
                Issue.record("\(name) is not missed")
                return
            }
            #expect(throws: LogError.self) { try Verification.run(on: SystemDisk(directory.path)) }
            try directory.write(bytes, to: name)
        }
        try Self.open(directory)
    }

    @Test("no byte of a sealed one can be changed or cut off unnoticed")
    func everyByte() throws {
        let name = segments[1]
        let bytes = try directory.read(name)
        directory.remove(name)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= 0x10
            for tampered in [damaged, Array(bytes[..<index])] {
                try directory.write(tampered, to: name)
                let error = #expect(throws: LogError.self) { try Self.open(directory) }
                guard case .corrupt(directory.path + "/" + name, _, let position, _) = error, (3...6).contains(position)
                else {
                    Issue.record("byte \(index): \(String(describing: error))")
                    return
                }
                #expect(throws: LogError.self) { try Verification.run(on: SystemDisk(directory.path)) }
            }
        }
    }

    @Test("an empty last one, which a crash can leave, is no fault")
    func emptyLast() throws {
        try directory.write([], to: "0000000000000011.jsonl")
        let log = try Self.open(directory)
        try log.append("11")
        #expect(try log.entries().count == 11)
        #expect(try directory.read("0000000000000011.jsonl").isEmpty == false)
    }

    // MARK: Verification

    @Test("are verified side by side, with what was found")
    func verification() throws {
        let verification = try Verification.run(on: SystemDisk(directory.path))
        #expect(verification.head == (try Self.open(directory).head))
        #expect(verification.segments == 4)
        #expect(verification.bytes == (try whole().count))
        #expect(verification.unfinished == 0)
        let last = try directory.read(segments[3])
        try directory.write(last + Array("{\"author\"".utf8), to: segments[3])
        #expect(try Verification.run(on: SystemDisk(directory.path)).unfinished == 9)
    }

    @Test("a head that was kept is found in the log, or the log is another one")
    func kept() throws {
        let log = try Self.open(directory)
        try log.close()
        let disk = try SystemDisk(directory.path)
        for entry in try log.entries() { _ = try Verification.run(on: disk, kept: entry.head) }
        let other = Head(position: 5, hash: log.head.hash)
        // The fifth entry is the second line of its segment.
        let line = try #require(try directory.read(segments[1]).split(separator: 0x0A).first)
        let found = try log.entries(from: 5, count: 1)[0].head.hash
        #expect(
            throws: LogError.corrupt(
                file: "\(directory.path)/\(segments[1])", offset: line.count + 1, position: 5,
                reason: "the log was rewritten: the hash is \(found), and was \(other.hash) before")
        ) { try Verification.run(on: disk, kept: other) }
        #expect(throws: LogError.self) { try Verification.run(on: disk, kept: Head(position: 0, hash: other.hash)) }
        #expect(throws: LogError.self) {
            try Verification.run(on: disk, kept: Head(position: 11, hash: log.head.hash))
        }
    }

    // MARK: Repair

    @Test("a sound log is not repaired")
    func nothingToRepair() throws {
        let before = try directory.contents
        #expect(try LogRepair.run(on: SystemDisk(directory.path)) == nil)
        #expect(try directory.contents == before)
    }

    @Test("a damaged log is repaired by moving all from the damage on to the side", arguments: [0, 1, 2, 3])
    func repair(segment: Int) throws {
        let (names, before) = (segments, try whole())
        var bytes = try directory.read(names[segment])
        // In the last line of the segment.
        bytes[bytes.count - 100] ^= 1
        directory.remove(names[segment])
        try directory.write(bytes, to: names[segment])
        let damage = #expect(throws: LogError.self) { try Self.open(directory) }

        let repair = try #require(try LogRepair.run(on: SystemDisk(directory.path)))
        #expect(repair.damage == damage)
        #expect(repair.lastKnown == 10)
        #expect(repair.intact == 10 - repair.head.position - 1)
        let log = try Self.open(directory)
        #expect(log.head == repair.head)
        #expect(log.recovery.tornTail == nil)
        #expect(repair.files.last == "\(directory.path)/damaged-head")
        let moved = try repair.files.dropLast().flatMap {
            try directory.read(String($0.split(separator: "/").last ?? ""))
        }
        #expect(moved.count == repair.bytes)
        #expect(try whole().count + moved.count == before.count)
        #expect(zip(try whole() + moved, before).count { $0 != $1 } == 1, "but for the changed byte all is there")
        try log.append("again")
        #expect(try log.entries().last?.position == repair.head.position + 1)
    }

    @Test("a log that its head file contradicts is repaired by moving all from that position on, and the head file")
    func repairRewritten() throws {
        let (names, lines) = (segments, try Self.open(directory).entries())
        let head = try directory.read("head")
        for name in directory.names { directory.remove(name) }
        let other = try Self.open(directory)
        for number in 1...12 { try other.append("other \(number)") }
        try other.close()
        try directory.write(head, to: "head")
        // Another header, so that is no part of that log at all.
        #expect(throws: LogError.self) { try Self.open(directory) }
        let repair = try #require(try LogRepair.run(on: SystemDisk(directory.path)))
        #expect(repair.head.position == 9)
        #expect(repair.lastKnown == 10)
        #expect(try directory.read("damaged-head") == head)
        let moved = try repair.files.dropLast().flatMap {
            try directory.read(String($0.split(separator: "/").last ?? ""))
        }
        #expect(moved.count == repair.bytes)
        #expect(repair.intact == 3)
        #expect(try Self.open(directory).entries().count == 9)
        #expect(names.count == 4 && lines.count == 10)
    }

    @Test("no link in the directory leads a repair elsewhere")
    func links() throws {
        let other = try TemporaryDirectory()
        try other.write(Array("mine".utf8), to: "file")
        try directory.write(try directory.read(segments[3]).dropLast(20), to: segments[3])
        #expect(symlink("\(other.path)/file", "\(directory.path)/head.new") == 0)
        #expect(throws: LogError.self) { try LogRepair.run(on: SystemDisk(directory.path)) }
        #expect(try other.read("file") == Array("mine".utf8))
        #expect(throws: LogError.self, "what head says is still in force") { try Self.open(directory) }
        directory.remove("head.new")
        #expect(try LogRepair.run(on: SystemDisk(directory.path))?.lastKnown == 10)
        try Self.open(directory)
    }

    @Test("what root's repair makes belongs to whom the directory belongs", .enabled(if: geteuid() == 0))
    func owner() throws {
        let last = segments[3]
        try directory.write(try directory.read(last).dropLast(20), to: last)
        #expect(chown(directory.path, 12_345, 12_346) == 0)
        #expect(try LogRepair.run(on: SystemDisk(directory.path)) != nil)
        let made = directory.names.filter { $0.hasPrefix("damaged-\(10)") || $0 == "head" }
        #expect(made.count == 2)
        for name in made {
            var status = stat()
            #expect(stat("\(directory.path)/\(name)", &status) == 0)
            #expect((status.st_uid, status.st_gid) == (12_345, 12_346), "\(name)")
        }
    }

    @Test("a repaired log opens, also where the head file still names the position before", arguments: 2...12)
    func repairBesideOlderRecord(entries: Int) throws {
        let disk = SimulatedDisk(seed: 1)
        let log = try EventLog(on: disk, now: .begin) { (_) throws(ReplayFailure) in }
        for number in 1...entries { try log.append("\(number)") }
        try log.close()
        disk.flip(EventLog.segment, at: log.size - 100, bit: 0)
        #expect(try LogRepair.run(on: disk)?.head.position == entries - 1)
        #expect(try LogRepair.run(on: disk) == nil)
        let repaired = try EventLog(on: disk, now: .begin) { (_) throws(ReplayFailure) in }
        #expect(repaired.head.position == entries - 1)
    }

    @Test("a log without its first line cannot be repaired, and one that is in use is not")
    func noRepair() throws {
        let log = try Self.open(directory)
        #expect(throws: LogError.locked(directory: directory.path)) {
            try LogRepair.run(on: SystemDisk(directory.path))
        }
        try log.close()
        let name = segments[0]
        let bytes = try directory.read(name)
        directory.remove(name)
        try directory.write([0x20] + bytes.dropFirst(), to: name)
        guard
            case .unusable = #expect(
                throws: LogError.self,
                performing: {
                    try LogRepair.run(on: SystemDisk(directory.path))
                })
        else {
            Issue.record("not unusable")
            return
        }
    }
}
