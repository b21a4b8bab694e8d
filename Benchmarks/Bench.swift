import ArgumentParser
import Glibc

/// `make bench`: how fast the log is replayed, appended to and served, on this machine, in this run.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chancery-bench", abstract: "Measures replay, durable appends and the feed.")

    @Option(help: "How many entries the replayed log has.")
    var entries = 1_000_000

    @Option(help: "For how many seconds appends and requests are measured, each.")
    var seconds = 5

    @Option(help: "Where the logs are written; the file system decides what an append costs.")
    var directory = ".build/bench"

    func validate() throws {
        guard entries > 0, seconds > 0 else { throw ValidationError("expected at least one entry and one second") }
    }

    func run() async throws {
        mkdir(".build", 0o755)
        mkdir(directory, 0o755)
        let folder = "\(directory)/\(getpid())"
        mkdir(folder, 0o755)
        defer { remove(folder) }
        print("measure                                          figure")
        try ReplayBench(entries: entries, directory: "\(folder)/replay").run()
        try await ServiceBench(seconds: seconds, directory: folder).run()
    }

    /// Removes what the run wrote: files by the names they have, two levels deep.
    private func remove(_ folder: String) {
        guard let directory = opendir(folder) else {
            unlink(folder)
            return
        }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { remove("\(folder)/\(name)") }
        }
        closedir(directory)
        rmdir(folder)
    }
}

/// Prints a line of the table.
func report(_ measure: String, _ figure: String) {
    print(measure + String(repeating: " ", count: max(1, 49 - measure.count)) + figure)
}

/// A count in a time as a rate, with thousands separated.
func rate(_ count: Int, _ duration: Duration, _ unit: String) -> String {
    "\(grouped(Int(Double(count) / duration.seconds))) \(unit)/s"
}

/// `1234567` as `1 234 567`.
func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
        if index > 0, index % 3 == 0 { text.append(" ") }
        text.append(digit)
    }
    return String(text.reversed())
}

/// The value below which a share of the sorted values lies.
func percentile(_ share: Double, _ sorted: [Duration]) -> String {
    guard !sorted.isEmpty else { return "–" }
    let value = sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    return "\(Int(value.seconds * 1_000_000)) µs"
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
