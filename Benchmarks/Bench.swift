import ArgumentParser
import Glibc

/// `make bench`: how fast the log is replayed, appended to and served, how fast rules are expanded and calendars read and
/// written, and how soon reminders are told, on this machine, in this run.
@main
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chancery-bench",
        abstract: "Measures replay, durable appends, the feed, the formats, and reminders.")

    @Option(help: "How many entries the replayed log has.")
    var entries = 1_000_000

    @Option(help: "How many events of the calendar have a reminder to come.")
    var reminders = 1_000_000

    @Option(help: "For how many seconds appends and requests are measured, each and each with its peer.")
    var seconds = 5

    @Option(help: "Where the logs are written; the file system decides what an append costs.")
    var directory = ".build/bench"

    @Option(help: "Measure one part alone: \(Part.allCases.map(\.rawValue).joined(separator: ", ")).")
    var only: Part?

    @Option(help: "The Python that has the peers: python-dateutil, and SQLite.")
    var python = ".build/venv/bin/python"

    enum Part: String, CaseIterable, ExpressibleByArgument {
        case formats, log, reminders
    }

    func validate() throws {
        guard entries > 0, reminders > 0, seconds > 0 else {
            throw ValidationError("expected at least one entry, one reminder and one second")
        }
    }

    func run() async throws {
        print("measure                                          figure")
        if only == nil || only == .formats {
            try RecurrenceBench(python: python).run()
            try FormatBench().run()
        }
        guard only != .formats else { return }
        mkdir(".build", 0o755)
        mkdir(directory, 0o755)
        let folder = "\(directory)/\(getpid())"
        mkdir(folder, 0o755)
        defer { remove(folder) }
        if only != .reminders {
            try ReplayBench(entries: entries, directory: "\(folder)/replay").run()
            try await AppendBench(rounds: seconds, directory: folder, python: python).run()
            try await ServiceBench(seconds: seconds, directory: folder).run()
        }
        if only != .log { try await ReminderBench(events: reminders, directory: "\(folder)/reminders").run() }
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
