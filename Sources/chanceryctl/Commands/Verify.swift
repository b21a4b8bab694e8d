import ArgumentParser
import CanonicalJSON
import EventLog
import Glibc

extension Chanceryctl {
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have the whole log read from the disk, and every hash checked.",
            discussion: "Exits with 3 where the log is not what was written.")

        @Option(help: ArgumentHelp("Read the log in this directory, with or without a daemon.", valueName: "path"))
        var logDirectory: String?

        @OptionGroup var options: GlobalOptions

        func run() throws {
            if let logDirectory { return try verify(logDirectory) }
            var connection = try options.connect()
            let head = try connection.call("Verify")
            if options.json { return try StandardOutput.write(json: head) }
            try StandardOutput.write(lines: [
                "verified up to position \(head.parameter("position", \.integerValue)), "
                    + "hash \(head.parameter("hash", \.stringValue))"
            ])
        }

        private func verify(_ directory: String) throws {
            let verification: Verification
            do throws(LogError) {
                verification = try Verification.run(
                    on: SystemDisk(directory, mayMake: false), progress: StandardError.progress)
            } catch {
                throw Failure(error)
            }
            let head = verification.head
            if options.json {
                return try StandardOutput.write(json: [
                    "position": .integer(Int64(head.position)), "hash": .string("\(head.hash)"),
                    "bytes": .integer(Int64(verification.bytes)), "files": .integer(Int64(verification.segments)),
                    "unfinished": .integer(Int64(verification.unfinished)),
                ])
            }
            var lines = ["verified up to position \(head.position), hash \(head.hash)"]
            if verification.unfinished > 0 {
                lines.append(
                    "\(verification.unfinished) bytes behind it are no entry: one that is being written, or torn")
            }
            try StandardOutput.write(lines: lines)
        }
    }

    struct Repair: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a damaged log usable again, by moving all from the damage on to files of its own.",
            discussion: "No daemon may have the log open. Nothing is deleted. Exits with 3 where it cannot be repaired."
        )

        @Option(help: ArgumentHelp("The directory of the log.", valueName: "path"))
        var logDirectory: String

        func run() throws {
            let repair: LogRepair?
            do throws(LogError) {
                repair = try LogRepair.run(on: SystemDisk(logDirectory, mayMake: false))
            } catch {
                throw Failure(error)
            }
            guard let repair else { return try StandardOutput.write(lines: ["nothing is wrong with this log"]) }
            let first = repair.head.position + 1
            try StandardOutput.write(
                lines: [
                    "\(repair.damage)",
                    "the log ends with position \(repair.head.position) now, hash \(repair.head.hash)",
                    repair.lastKnown.map {
                        $0 < first
                            ? "no position that was known is lost"
                            : "positions \(first) to \($0) are not in it any more"
                    } ?? "what is not in it any more from position \(first) on is not known",
                    "\(repair.bytes) bytes, with \(repair.intact) lines that can be read, were moved to:",
                ] + repair.files.map { "  \($0)" })
        }
    }
}

extension Failure {
    fileprivate init(_ error: LogError) {
        switch error {
        case .corrupt, .unusable: self.init("\(error)", code: .corruption)
        default: self.init("\(error)")
        }
    }
}

extension StandardError {
    /// Shows on a terminal how far a long work has come, in one line that is written over.
    static func progress(_ done: Int, _ all: Int) {
        guard isatty(STDERR_FILENO) == 1, all > 0 else { return }
        let text = "\r\(done * 100 / all) %" + (done == all ? "\r\u{1B}[K" : "")
        _ = Array(text.utf8).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
