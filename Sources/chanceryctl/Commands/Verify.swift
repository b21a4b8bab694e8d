import ArgumentParser
import CanonicalJSON
import EventLog
import Glibc

extension Chanceryctl {
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have the whole log read from the disk, and every hash checked.",
            discussion: """
                With --head it also proves that the log still contains a signed head that was kept (from /head, or from \
                chanceryctl status). Exits with 3 where the log is not what was written, or does not contain the head.
                """)

        @Option(help: ArgumentHelp("Read the log in this directory, with or without a daemon.", valueName: "path"))
        var logDirectory: String?

        @Option(help: ArgumentHelp("A signed head that the log must contain; - is standard input.", valueName: "file"))
        var head: String?

        @Option(
            help: ArgumentHelp(
                "The verifier key of the head's signer; without it, the daemon's own.", valueName: "key"))
        var key: String?

        @OptionGroup var options: GlobalOptions

        func validate() throws {
            if head == nil, key != nil { throw ValidationError("--key goes with --head.") }
            if head != nil, key == nil, logDirectory != nil {
                throw ValidationError("--head with --log-directory needs --key: no daemon is asked for its own.")
            }
        }

        func run() throws {
            let kept = try head.map { try KeptHead(path: $0) }
            let key = try key.map(Self.verificationKey)
            if let logDirectory { try verify(logDirectory, kept, key) } else { try verify(kept, key) }
        }

        private static func verificationKey(_ text: String) throws(Failure) -> VerificationKey {
            do throws(NoteError) {
                return try VerificationKey(parsing: text)
            } catch {
                throw Failure("--key: \(error)", code: .usage)
            }
        }

        /// Has the daemon verify its log.
        private func verify(_ kept: KeptHead?, _ given: VerificationKey?) throws {
            var connection = try options.connect()
            var proof: (head: KeptHead, key: VerificationKey)?
            if let kept {
                let status = try connection.call("Status")
                guard let key = try given ?? status["verifierKey"]?.stringValue.map(Self.verificationKey) else {
                    throw Failure("the daemon has no key of its own: give the signer's with --key")
                }
                try kept.check(log: status.parameter("log", \.stringValue), key: key)
                proof = (kept, key)
            }
            let reply = try connection.call("Verify")
            let end = Int(try reply.parameter("position", \.integerValue))
            let hash = try reply.parameter("hash", \.stringValue)
            try kept?.check(end: end) { position in
                if position == end { return hash }
                // The line behind names it; so does the first the header's, which is not an entry.
                let next = try connection.call("Read", ["position": .integer(Int64(position + 1))])
                return try next.parameter("entries") { $0.arrayValue?.first?["previous"]?.stringValue }
            }
            try write(reply, ["verified up to position \(end), hash \(hash)"], proof)
        }

        private func verify(_ directory: String, _ kept: KeptHead?, _ key: VerificationKey?) throws {
            var proof: (head: KeptHead, key: VerificationKey)?
            let verification: Verification
            do {
                let disk = try SystemDisk(directory, mayMake: false)
                if let kept, let key {
                    try kept.check(log: try Verification.header(on: disk).id, key: key)
                    proof = (kept, key)
                }
                verification = try Verification.run(on: disk, kept: kept?.signed.head, progress: StandardError.progress)
            } catch let error as LogError {
                throw Failure(error)
            }
            let head = verification.head
            var lines = ["verified up to position \(head.position), hash \(head.hash)"]
            if verification.unfinished > 0 {
                lines.append(
                    "\(verification.unfinished) bytes behind it are no entry: one that is being written, or torn")
            }
            let json: JSONObject = [
                "position": .integer(Int64(head.position)), "hash": .string("\(head.hash)"),
                "bytes": .integer(Int64(verification.bytes)), "files": .integer(Int64(verification.segments)),
                "unfinished": .integer(Int64(verification.unfinished)),
            ]
            try write(json, lines, proof)
        }

        /// Writes what was verified, and what that proves.
        private func write(
            _ json: JSONObject, _ lines: [String], _ proof: (head: KeptHead, key: VerificationKey)?
        ) throws {
            if options.json {
                var json = json
                if let proof {
                    json["contains"] = .integer(Int64(proof.head.signed.head.position))
                    json["signer"] = .string("\(proof.key)")
                }
                return try StandardOutput.write(json: json)
            }
            let proved = proof.map { $0.head.proof(key: $0.key, isGiven: key != nil) } ?? []
            try StandardOutput.write(lines: lines + proved.map(\.printable))
        }
    }

    struct Repair: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a damaged log usable again, by moving all from the damage on to files of its own.",
            discussion: """
                No daemon may have the log open. Nothing is deleted. Exits with 3 where the first line is damaged, without \
                which the rest is no log, and with 1 where the disk fails or a daemon has the log open.
                """
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
