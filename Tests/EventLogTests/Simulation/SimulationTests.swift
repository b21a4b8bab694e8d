import CanonicalJSON
import EventLog
import Glibc
import TestSupport
import Testing

/// A workload on a simulated disk, one operation of which fails: appends in batches, segments that roll, restarts. A seed
/// makes the same run again: `SIMULATION_SEED=17 swift test --filter SimulationTests`.
struct Simulation {
    let seed: UInt64
    let fault: SimulatedDisk.Fault
    /// Which operation fails, from 0.
    let operation: Int

    let disk: SimulatedDisk
    private var random: SplitMix64
    /// Every line that was given to the log, in order, as far as they can be in it; the last batch may be missing.
    private var sent: [[UInt8]] = []
    private var acknowledged = 0
    /// How many of them the head file was durable with.
    private var known = 0

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    init(seed: UInt64, fault: SimulatedDisk.Fault, operation: Int) {
        self.seed = seed
        self.fault = fault
        self.operation = operation
        disk = SimulatedDisk(seed: seed ^ UInt64(operation) << 32)
        random = SplitMix64(seed: seed)
    }

    /// Small segments, so that a run has several.
    static let segmentSize = 1_500

    /// Opens the log; answers it and its lines.
    private func open() throws(LogError) -> (log: EventLog, lines: [[UInt8]]) {
        var lines: [[UInt8]] = []
        let log = try EventLog(on: disk, now: .begin, segmentSize: Self.segmentSize) { (entry) throws(ReplayFailure) in
            lines.append(Array(entry.line) + [0x0A])
        }
        return (log, lines)
    }

    /// One life of a process: opens the log, and appends.
    private mutating func life(batches: Int) throws(LogError) {
        let (log, lines) = try open()
        // What was sent and is not there was never acknowledged, and nobody asks for it any more.
        sent = lines
        for _ in 0..<batches {
            let entries = log.chained((0..<random.number(1...4)).map { _ in "[\"\(text(random.number(0...600)))\"]" })
            sent += entries.map(\.line)
            let syncs = disk.syncs(of: "head")
            do {
                try log.append(entries)
                acknowledged = sent.count
                if disk.syncs(of: "head") > syncs { known = acknowledged }
            } catch let error {
                guard case .diskFull = error else {
                    // What the disk holds is not known now: nothing more may be acknowledged.
                    let more = log.chained(["[]"])
                    if (try? log.append(more)) != nil {
                        sent += more.map(\.line)
                        acknowledged = sent.count
                    }
                    throw error
                }
                sent.removeLast(entries.count)
            }
        }
        if random.chance(50) { try log.close() }
    }

    private mutating func text(_ count: Int) -> String {
        let number = random.next()
        return String(repeating: String(number, radix: 36), count: count / 12 + 1)
    }

    /// Runs the workload through the fault, and checks what is there after it. Answers whether the fault was reached.
    mutating func run() throws -> Bool {
        disk.fail(after: operation, with: fault)
        do throws(LogError) {
            for _ in 0..<3 {
                try life(batches: random.number(1...5))
                disk.endProcessKeepingFault()
            }
        } catch {
            // The process has ended; what the error was is not looked at, but what is left is.
        }
        if disk.isOff { disk.powerOn() } else { disk.endProcess() }
        if known > 0, random.chance(20) { try checkRot(in: sent[known - 1]) } else { try checkRecovery() }
        return disk.hasFailed
    }

    /// Every acknowledged entry is there, what is there is a prefix of what was sent, and to recover again changes nothing.
    private mutating func checkRecovery() throws {
        let lines = try reopen()
        guard lines.count >= acknowledged else {
            throw Failure("\(acknowledged) entries were acknowledged, and \(lines.count) are there")
        }
        guard lines.elementsEqual(sent.prefix(lines.count)) else { throw Failure("what is there is not what was sent") }
        let contents = disk.contents.filter { $0.key != "head" }
        // What was recovered was shown to readers: it stays, even if the power goes now.
        if random.chance(50) { disk.powerOn() }
        guard try reopen() == lines, disk.contents.filter({ $0.key != "head" }) == contents else {
            throw Failure("a second recovery is not the same")
        }
        // And the log goes on.
        try life(batches: 2)
        disk.endProcess()
        guard try reopen() == sent, sent.starts(with: lines) else { throw Failure("the log does not go on") }
        acknowledged = sent.count
        guard let line = sent.randomElement(using: &random) else { throw Failure("nothing was sent") }
        try checkRot(in: line)
    }

    private func reopen() throws -> [[UInt8]] {
        let (log, lines) = try open()
        _ = try log.verify()
        disk.endProcess()
        return lines
    }

    /// A bit that changed in what was known durable is never taken for a torn tail.
    private mutating func checkRot(in line: [UInt8]) throws {
        let places = disk.contents.lazy.compactMap { name, bytes in
            bytes.firstRange(of: line).map { (name, $0.lowerBound) }
        }
        guard let (name, start) = places.first else { throw Failure("an acknowledged line is not there") }
        disk.flip(name, at: start + random.number(0...line.count - 1), bit: UInt8(random.number(0...7)))
        let contents = disk.contents
        do {
            _ = try open()
        } catch let error {
            guard disk.contents == contents else { throw Failure("a refusal changed something") }
            switch error {
            case .corrupt(let file, _, _, _) where file == "disk/\(name)": return
            default: throw Failure("a changed bit in \(name) gave: \(error)")
            }
        }
        throw Failure("a changed bit in \(name) was not noticed")
    }
}

extension SimulatedDisk {
    /// The process ends in peace: the fault is still to come.
    fileprivate func endProcessKeepingFault() { unlock() }
}

@Suite("The log on a disk that fails")
struct SimulationTests {
    private static func environment(_ name: String) -> Int? { getenv(name).flatMap { Int(String(cString: $0)) } }

    /// Power cuts, failed calls and a full disk at every operation of many workloads. SIMULATION_RUNS sets how many runs
    /// there are, SIMULATION_SEED which workload is run, all by itself.
    @Test("loses nothing that was acknowledged, and is the same however often it is recovered")
    func faults() throws {
        let wanted = Self.environment("SIMULATION_RUNS") ?? 10_000
        var runs = 0
        var seed = UInt64(Self.environment("SIMULATION_SEED") ?? 1)
        repeat {
            for fault in [SimulatedDisk.Fault.powerCut, .error(EIO), .error(ENOSPC)] {
                var operation = 0
                while true {
                    var simulation = Simulation(seed: seed, fault: fault, operation: operation)
                    do {
                        guard try simulation.run() else { break }
                    } catch {
                        Issue.record("SIMULATION_SEED=\(seed), \(fault) at operation \(operation): \(error)")
                        return
                    }
                    operation += 1
                    runs += 1
                }
            }
            seed += 1
        } while runs < wanted && Self.environment("SIMULATION_SEED") == nil
        print("\(runs) simulated runs of \(seed - 1) workloads")
        #expect(runs >= min(wanted, 100))
    }
}

extension SplitMix64 {
    fileprivate mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    fileprivate mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }
}
