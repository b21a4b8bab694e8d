import Glibc
import ICalendar
import TimeZoneDatabase

/// Times the rules of rules.txt, each from its text to its occurrences, and has peers.py do the same work with libical
/// and python-dateutil. A rule on which they do not all find the same is named and left out for all.
struct RecurrenceBench {
    /// Where the Python is that has python-dateutil.
    let python: String

    private static let rulesPath = "Benchmarks/rules.txt"
    /// How many occurrences of a rule are asked for, before what time, and how often.
    private static let limit = 1_000
    private static let rounds = 5
    private static let end = CivilDate(year: 2500, month: 1, day: 1).map { CivilDateTime(date: $0) }

    /// What is found for a rule, and how long that takes.
    private struct Result {
        var count = 0
        /// Of the occurrences, in seconds since 1970: what was found is the same where it and the count are.
        var sum: Int64 = 0
        var nanoseconds: Double

        func agrees(with other: Result) -> Bool { count == other.count && sum == other.sum }
    }

    func run() throws {
        let lines = try Self.lines(of: Self.rulesPath)
        let utc = FixedOffset(seconds: 0)
        let ours = try lines.map { try measure($0, in: utc) }
        let zoned = try lines.map { [zone = try TimeZoneDatabase().zone("America/New_York")] in
            try measure($0, in: zone)
        }
        let peers = try peers(rules: lines.count)

        var compared: [Int] = []
        for index in ours.indices {
            let others = peers.filter { !ours[index].agrees(with: $0.results[index]) }.map(\.name)
            if others.isEmpty {
                compared.append(index)
            } else {
                report("  left out: \(others.joined(separator: ", ")) differ", lines[index])
            }
        }
        guard !compared.isEmpty else { throw BenchFailure("there is no rule on which all agree") }
        func perOccurrence(_ results: [Result]) -> Double {
            compared.reduce(0) { $0 + results[$1].nanoseconds }
                / Double(max(compared.reduce(0) { $0 + results[$1].count }, 1))
        }
        let occurrences = compared.reduce(0) { $0 + ours[$1].count }
        let own = perOccurrence(ours)
        report("recurrence, \(compared.count) rules", "\(grouped(occurrences)) occurrences")
        report("  Chancery", "\(decimal(own)) ns an occurrence")
        report("  Chancery, in America/New_York", "\(decimal(perOccurrence(zoned))) ns an occurrence")
        for (name, results) in peers {
            let theirs = perOccurrence(results)
            report("  \(name)", "\(decimal(theirs)) ns an occurrence, \(decimal(theirs / own)) times as long")
        }
        try window()
    }

    private func measure(_ line: String, in zone: some LocalTimeRules) throws -> Result {
        let fields = line.split(separator: "\t")
        guard fields.count == 2, let start = CivilDateTime(basic: fields[0]), let end = Self.end else {
            throw BenchFailure("not a start and a rule: \(line)")
        }
        var result = Result(nanoseconds: 0)
        let best = try best(of: Self.rounds) {
            let recurrence = Recurrence(start: start, isAllDay: false, rule: try RecurrenceRule(fields[1]))
            (result.count, result.sum) = (0, 0)
            for occurrence in recurrence.occurrences(in: start..<end, zone: zone) {
                result.count += 1
                result.sum += occurrence.secondsSinceEpoch
                if result.count == Self.limit { break }
            }
        }
        result.nanoseconds = best.nanoseconds
        return result
    }

    /// A week in 2100 of a daily rule from 1900.
    private func window() throws {
        guard let start = CivilDateTime(iso: "1900-01-01T09:00"), let first = CivilDateTime(iso: "2100-01-01T00:00"),
            let last = CivilDateTime(iso: "2100-01-08T00:00")
        else { return }
        let recurrence = Recurrence(start: start, isAllDay: false, rule: try RecurrenceRule("FREQ=DAILY"))
        let zone = try TimeZoneDatabase().zone("America/New_York")
        let windows = 10_000
        var count = 0
        let best = best(of: Self.rounds) {
            count = 0
            for _ in 0..<windows {
                for _ in recurrence.occurrences(in: first..<last, zone: zone) { count += 1 }
            }
        }
        guard count == 7 * windows else { throw BenchFailure("\(count) occurrences in \(windows) weeks") }
        report("a week in 2100 of a daily rule from 1900", "\(decimal(best.nanoseconds / 1_000 / Double(windows))) µs")
    }

    /// What each peer found, by the lines of the rules.
    private func peers(rules count: Int) throws -> [(name: String, results: [Result])] {
        let end = Self.end?.secondsSinceEpoch ?? 0
        let command = "\(python) Benchmarks/peers.py \(Self.rulesPath) \(Self.limit) \(end) \(Self.rounds)"
        guard let pipe = popen(command, "r") else { throw BenchFailure("cannot run: \(command)") }
        var peers: [(name: String, results: [Result])] = []
        for line in Self.lines(from: pipe) {
            let fields = line.split(separator: "\t")
            guard fields.count == 4, let found = Int(fields[1]), let sum = Int64(fields[2]),
                let time = Double(fields[3])
            else { throw BenchFailure("not a result: \(line)") }
            if peers.last?.name != String(fields[0]) { peers.append((String(fields[0]), [])) }
            peers[peers.count - 1].results.append(Result(count: found, sum: sum, nanoseconds: time))
        }
        guard pclose(pipe) == 0, !peers.isEmpty, peers.allSatisfy({ $0.results.count == count }) else {
            throw BenchFailure("failed: \(command)")
        }
        return peers
    }

    private static func lines(of path: String) throws -> [String] {
        guard let file = fopen(path, "r") else { throw BenchFailure("cannot read \(path)") }
        defer { fclose(file) }
        return lines(from: file)
    }

    private static func lines(from file: UnsafeMutablePointer<FILE>) -> [String] {
        var lines: [String] = []
        var buffer = [CChar](repeating: 0, count: 1024)
        while fgets(&buffer, CInt(buffer.count), file) != nil {
            let line = buffer.prefix { $0 != 0 && $0 != CChar(10) }
            lines.append(String(decoding: line.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        return lines
    }
}

/// Why there is no figure.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
