import CanonicalJSON
import Chancery
import ChanceryServer
import EventLog
import Glibc
import Logging
import Synchronization
import TimeZoneDatabase

/// Reminders of a large calendar, each event with one that is to come: how long it takes to make the schedule, how late
/// the journal has what is due, and how often the process wakes while nothing is.
///
/// The service, its timer, its log and its journal are the real ones; where this machine has no journal, telling it costs
/// nothing here.
struct ReminderBench {
    let events: Int
    let directory: String

    /// How many reminders come due, and how many at a time, a second apart.
    private static let (due, atOnce) = (200, 4)
    private static let idleSeconds: UInt32 = 10

    func run() async throws {
        try generate()
        let zones = TimeZoneDatabase()
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        let store = try CalendarStore(
            directory: directory, zones: zones, logger: logger,
            now: { Timestamp(milliseconds: wallClock() / 1_000_000) })
        report("reminders that are to come", grouped(events))
        let policy = ReminderPolicy(entries: [], zone: "UTC", zones: zones)
        let calendar = store.publication.current.calendar
        var schedules: [Duration] = []
        for _ in 0..<3 {
            var schedule: ReminderSchedule?
            schedules.append(
                ContinuousClock().measure {
                    schedule = ReminderSchedule(calendar, policy: policy, now: wallClock() / 1_000_000_000)
                })
            guard schedule?.next != nil else { throw BenchFailure("nothing is to come") }
        }
        report("schedule made anew (median of 3)", "\(decimal(schedules.sorted()[1].seconds * 1_000)) ms")

        let journal = TimedJournal()
        let service = ReminderService(
            store: store, settings: Settings(Configuration(), policy: policy), journal: journal,
            timer: try SystemTimer(), logger: logger,
            now: { wallClock() / 1_000_000_000 })
        try await withThrowingTaskGroup { group in
            group.addTask { try? await store.run() }
            group.addTask { try? await service.run() }
            let first = wallClock() / 1_000_000_000 + 5
            let times = (0..<Self.due).map { first + Int64($0 / Self.atOnce) }
            let changes = times.enumerated().map { Self.event("due-\($1)-\($0)", start: $1 + 3_600, before: "PT1H") }
            _ = try await store.append(Array(changes[..<(Self.due / 2)]), author: .daemon)
            _ = try await store.append(Array(changes[(Self.due / 2)...]), author: .daemon)
            try await Task.sleep(for: .seconds(5 + Self.due / Self.atOnce + 2))
            let late = journal.late
            guard late.count == Self.due else { throw BenchFailure("\(late.count) of \(Self.due) reminders were told") }
            let name = journal.isReal ? "the journal has it" : "a journal that costs nothing has it"
            report("from due until \(name)", "\(Self.due), \(Self.atOnce) at a time")
            report("  p50, p99", percentiles(late))
            report("wake-ups while idle, \(Self.idleSeconds) s", "\(await wakeUps())")
            group.cancelAll()
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        report("peak memory with calendar, log and schedule", "\(usage.ru_maxrss / 1024) MiB")
    }

    /// How often other threads of this process waited and were woken, while this one did nothing. libdispatch, which runs
    /// the runtime's tasks, wakes one every second to count its threads that can run.
    private func wakeUps() async -> Int {
        await withCheckedContinuation { continuation in
            Thread.start {
                // Threads that the runtime has no more use for end after some seconds.
                sleep(10)
                let before = voluntarySwitches()
                sleep(Self.idleSeconds)
                let count = voluntarySwitches().reduce(0) { $0 + $1.value - (before[$1.key] ?? 0) }
                continuation.resume(returning: count)
            }
        }
    }

    /// By threads, without this one.
    private func voluntarySwitches() -> [String: Int] {
        var counts: [String: Int] = [:]
        guard let directory = opendir("/proc/self/task") else { return [:] }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { counts[name] = voluntarySwitches(of: "/proc/self/task/\(name)") }
        }
        var link = [CChar](repeating: 0, count: 64)
        let length = readlink("/proc/thread-self", &link, link.count)
        let own = String(decoding: link[..<max(length, 0)].map(UInt8.init(bitPattern:)), as: UTF8.self)
        counts[own.split(separator: "/").last.map { String($0) } ?? ""] = nil
        return counts
    }

    private func voluntarySwitches(of thread: String) -> Int {
        let file = open("\(thread)/status", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 13)
        let count = read(file, &bytes, bytes.count)
        let lines = String(decoding: bytes[..<max(count, 0)], as: UTF8.self).split(separator: "\n")
        let line = lines.first { $0.hasPrefix("voluntary_ctxt_switches:") }
        return line?.split(whereSeparator: \.isWhitespace).last.flatMap { Int($0) } ?? 0
    }

    // MARK: The calendar

    /// Writes the log: a hundred events in each entry, in the years from 2040 on.
    private func generate() throws {
        let recorded = Timestamp(milliseconds: wallClock() / 1_000_000)
        let log = try EventLog(directory: directory, now: recorded) { (_) throws(ReplayFailure) in }
        var head = log.head
        for first in stride(from: 0, to: events, by: 100) {
            let changes = (first..<min(first + 100, events)).map { index in
                Self.event("\(index)", start: 2_208_988_800 + Int64(index) * 137, before: "P1D")
            }
            let entry = EncodedEntry(
                after: head, recorded: recorded, author: ["daemon": true],
                changes: JSONValue.array(changes).canonicalBytes, id: nil)
            head = entry.head
            try log.append([entry])
        }
        try log.close()
    }

    private static func event(_ uid: String, start: Int64, before: String) -> JSONValue {
        var (time, parts) = (time_t(start), tm())
        gmtime_r(&time, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let length = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
        let local = String(decoding: text[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return [
            "event": .string("\(uid)@mfa.example"), "type": "scheduled", "title": "Consultations",
            "kind": "consultations", "when": ["start": .string(local), "zone": "UTC"],
            "place": ["city": "Ashgabat", "country": "TM"], "reminders": [["before": .string(before)]],
        ]
    }
}

/// The wall clock, in nanoseconds since 1970.
private func wallClock() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// Takes note of when the journal has what.
private final class TimedJournal: ReminderJournal {
    let isReal = access("/run/systemd/journal/socket", W_OK) == 0
    private let real = SystemReminderJournal(log: "bench")
    private let times = Mutex<[Duration]>([])

    /// How long after it was due the journal had each, sorted.
    var late: [Duration] { times.withLock { $0.sorted() } }

    func tell(_ reminder: ReminderMessage) throws {
        if isReal { try real.tell(reminder) }
        let now = wallClock()
        let parts = reminder.id.split(separator: "-")
        guard parts.count > 1, let due = Int64(parts[1]) else { return }
        times.withLock { $0.append(.nanoseconds(now - due * 1_000_000_000)) }
    }

    func wasTold(_ id: String) async throws -> Bool { isReal ? try await real.wasTold(id) : false }
}
