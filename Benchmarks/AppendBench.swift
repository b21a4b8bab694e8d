import CanonicalJSON
import ChanceryServer
import EventLog
import Glibc
import Logging
import TimeZoneDatabase

/// Durable appends in one process, beside SQLite (sqlite_peer.py) and beside what the disk does without either: in turns
/// of a second, since a disk has slow phases.
struct AppendBench {
    let rounds: Int
    let directory: String
    let python: String

    /// What was measured of one of them.
    private struct Figures {
        /// Appends a second, of each turn.
        var rates: [Double] = []
        /// In microseconds, of each turn.
        var medians: [Double] = []
        var slowest: [Double] = []

        mutating func add(_ times: [Duration], in duration: Duration) {
            let times = times.sorted()
            guard !times.isEmpty else { return }
            func microseconds(_ share: Double) -> Double { percentile(share, times).nanoseconds / 1_000 }
            add(rate: Double(times.count) / duration.seconds, p50: microseconds(0.5), p99: microseconds(0.99))
        }

        mutating func add(rate: Double, p50: Double, p99: Double) {
            rates.append(rate)
            medians.append(p50)
            slowest.append(p99)
        }

        static func median(_ values: [Double]) -> Double {
            values.isEmpty ? .nan : values.sorted()[values.count / 2]
        }

        func show(_ name: String, beside other: Figures? = nil) {
            let rate = Self.median(rates)
            let times = other.map { ", \(decimal(rate / Self.median($0.rates))) times SQLite" } ?? ""
            report("  \(name)", "\(grouped(Int(rate))) entries/s\(times)")
            let (p50, p99) = (Int(Self.median(medians)), Int(Self.median(slowest)))
            report("    p50, p99", "\(grouped(p50)) µs, \(grouped(p99)) µs")
        }
    }

    func run() async throws {
        for clients in [1, 64] {
            var (bare, log, store, sqlite) = (Figures(), Figures(), Figures(), Figures())
            for round in 0..<rounds {
                if clients == 1 {
                    measure(&bare) { bareSyncs(until: $0) }
                    try measure(&log) { try entries("\(directory)/entries-\(round)", until: $0) }
                }
                try await changes("\(directory)/changes-\(clients)-\(round)", clients: clients, &store)
                try peer(clients: clients, &sqlite)
            }
            report("durable appends, \(clients) \(clients == 1 ? "client" : "clients")", "median of \(rounds) turns")
            if clients == 1 {
                bare.show("bare write and fdatasync", beside: sqlite)
                log.show("log", beside: sqlite)
            }
            store.show("log and calendar", beside: sqlite)
            sqlite.show("SQLite, WAL, synchronous=FULL")
        }
    }

    private func measure(
        _ figures: inout Figures, _ work: (ContinuousClock.Instant) throws -> [Duration]
    ) rethrows {
        let start = ContinuousClock.now
        figures.add(try work(start + .seconds(1)), in: start.duration(to: .now))
    }

    /// What the disk does without a log.
    private func bareSyncs(until deadline: ContinuousClock.Instant) -> [Duration] {
        let file = open("\(directory)/bare", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        defer { close(file) }
        let line = [UInt8](repeating: 0x61, count: 440)
        var count = 0
        return measured(until: deadline) {
            pwrite(file, line, line.count, off_t(count * line.count))
            fdatasync(file)
            count += 1
            return true
        }
    }

    /// Entries, one after the other, each durable before the next.
    private func entries(_ path: String, until deadline: ContinuousClock.Instant) throws -> [Duration] {
        let log = try EventLog(directory: path, now: Timestamp(milliseconds: 0)) { (_) throws(ReplayFailure) in }
        let author: JSONValue = ["uid": 1000, "gid": 1000, "pid": 4242]
        var number = 0
        let times = try measured(until: deadline) {
            number += 1
            try log.append([
                EncodedEntry(
                    after: log.head, recorded: log.recorded, author: author,
                    changes: JSONValue.array([consultations("\(number)")]).canonicalBytes, id: nil)
            ])
            return true
        }
        try log.close()
        return times
    }

    /// Changes of so many clients: judged, written together, applied and published.
    private func changes(_ path: String, clients: Int, _ figures: inout Figures) async throws {
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let store = try CalendarStore(
            directory: path, zones: TimeZoneDatabase(), logger: logger,
            now: { Timestamp(milliseconds: 1_735_689_600_000) })
        let start = ContinuousClock.now
        let times = try await withThrowingTaskGroup(of: [Duration].self) { group in
            group.addTask {
                try? await store.run()
                return []
            }
            for client in 0..<clients {
                group.addTask {
                    var times: [Duration] = []
                    while ContinuousClock.now < start + .seconds(1) {
                        let begin = ContinuousClock.now
                        _ = try await store.append(
                            [consultations("\(times.count * clients + client)")], author: .daemon)
                        times.append(begin.duration(to: .now))
                    }
                    return times
                }
            }
            var times: [Duration] = []
            for _ in 0..<clients { times += try await group.next() ?? [] }
            group.cancelAll()
            return times
        }
        figures.add(times, in: start.duration(to: .now))
    }

    private func peer(clients: Int, _ figures: inout Figures) throws {
        let command = "\(python) Benchmarks/sqlite_peer.py \(directory) \(clients) 1"
        guard let pipe = popen(command, "r") else { throw BenchFailure("cannot run: \(command)") }
        var buffer = [CChar](repeating: 0, count: 1024)
        let line = fgets(&buffer, CInt(buffer.count), pipe).map { String(cString: $0) } ?? ""
        let fields = line.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
        guard pclose(pipe) == 0, fields.count == 4 else { throw BenchFailure("failed: \(command): \(line)") }
        figures.add(rate: fields[0], p50: fields[1], p99: fields[2])
    }
}

/// A change that makes an entry of about 440 bytes.
func consultations(_ uid: String) -> JSONValue {
    var change = consultations
    change["event"] = .string("\(uid)@chancery.example")
    return .object(change)
}

/// Made once: what a client does to make a change is not what is measured.
private let consultations: JSONObject = [
    "event": "", "type": "scheduled", "title": "Political consultations between the two ministries",
    "kind": "consultations", "when": ["date": "2025-01-27"], "place": ["city": "Tokyo", "country": "JP"],
    "parties": ["TM", "JP"],
]
