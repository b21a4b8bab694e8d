import CanonicalJSON
import Chancery
import ChanceryServer
import EventLog
import Glibc
import Logging
import TimeZoneDatabase

/// Replays a generated log: every hash verified, every change folded into the calendar, as the daemon does at start.
struct ReplayBench {
    let entries: Int
    let directory: String

    func run() throws {
        let clock = ContinuousClock()
        let size = try generate()
        report("log to replay", "\(grouped(entries)) entries of \(size / max(entries, 1)) bytes")
        var times: [Duration] = []
        for _ in 0..<3 {
            // What is measured ends when the calendar is there; to release it is not part of a start.
            var store: CalendarStore?
            times.append(
                try clock.measure {
                    store = try CalendarStore(
                        directory: directory, zones: TimeZoneDatabase(), logger: Logger(label: "bench"),
                        now: { Timestamp(milliseconds: 0) })
                })
            precondition(store?.log.head.position == entries)
        }
        times.sort()
        report("replay, hashes verified and folded (median of 3)", rate(entries, times[1], "entries"))
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        report("peak memory with that log", "\(usage.ru_maxrss / 1024) MiB")
    }

    /// Writes the log: each event is scheduled, moved, revised and concluded or called off. Answers its size in bytes.
    private func generate() throws -> Int {
        let start: Int64 = 1_735_689_600_000
        let log = try EventLog(directory: directory, now: Timestamp(milliseconds: start)) { (_) throws(ReplayFailure) in
        }
        var head = log.head
        var batch: [EncodedEntry] = []
        let author: JSONValue = ["uid": 1000, "gid": 1000, "pid": 4242]
        for index in 0..<entries {
            let entry = EncodedEntry(
                after: head, recorded: Timestamp(milliseconds: start + Int64(index) * 1_000), author: author,
                changes: JSONValue.array([change(index)]).canonicalBytes, id: nil)
            head = entry.head
            batch.append(entry)
            if batch.count == 10_000 || index == entries - 1 {
                try log.append(batch)
                batch = []
            }
        }
        return log.size
    }

    private func change(_ index: Int) -> JSONValue {
        let event: JSONValue = .string("\(index / 4)@mfa.example")
        let day = "2025-\(index % 9 + 1 < 10 ? "0" : "")\(index % 9 + 1)-\(index % 18 + 10)"
        switch index % 4 {
        case 0:
            return [
                "event": event, "type": "scheduled", "title": .string("Consultations, round \(index / 4)"),
                "kind": "consultations", "when": ["date": .string(day)],
                "place": ["city": "Ashgabat", "country": "TM"],
                "parties": ["TM", "JP"],
            ]
        case 1:
            return [
                "event": event, "type": "rescheduled", "reason": "At the request of one side",
                "when": ["start": .string("\(day)T10:00"), "end": .string("\(day)T12:30"), "zone": "Asia/Tokyo"],
            ]
        case 2:
            return [
                "event": event, "type": "revised", "source": ["publisher": "Ministry of Foreign Affairs"],
                "set": ["participants": [["name": "The head of department", "party": "TM"]]],
            ]
        default:
            return index % 8 == 3
                ? [
                    "event": event, "type": "concluded", "announced": .string(day),
                    "outcome": "The sides agreed on the next steps, and to meet again in a year.",
                ]
                : [
                    "event": event, "type": "cancelled", "announced": .string(day),
                    "reason": "Called off; the ministries have not said what takes its place",
                ]
        }
    }
}
