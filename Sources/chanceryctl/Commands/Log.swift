import ArgumentParser
import CanonicalJSON

extension Chanceryctl {
    struct Log: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the entries of the log, one a line.",
            discussion: """
                A line has the entry's position, when it was recorded, by whom, and the type and event of each change. \
                With --json it is the entry byte for byte as it stands in the log, so that its hash can be checked.
                """)

        @Option(help: ArgumentHelp("Begin at this position; the first is 1.", valueName: "position"))
        var from = 1

        @Flag(help: "At the end, wait for what is appended.")
        var follow = false

        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard from >= 1 else { throw ValidationError("--from: expected a position from 1 on, not \(from).") }
        }

        func run() throws {
            var connection = try options.connect()
            let parameters: JSONObject = ["position": .integer(Int64(from)), "follow": .bool(follow)]
            try connection.call("Read", parameters) { reply in
                let entries = try reply.parameter("entries", \.arrayValue)
                if options.json {
                    let lines = entries.compactMap(\.objectValue).map { EntryText.logLine($0) + "\n".utf8 }
                    try StandardOutput.write(Array(lines.joined()))
                } else {
                    let width = StandardOutput.terminalWidth ?? .max
                    try StandardOutput.write(lines: entries.map { EntryText.line($0).cut(toWidth: width) })
                }
            }
        }
    }
}
