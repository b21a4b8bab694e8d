import ArgumentParser
import CanonicalJSON

extension Chanceryctl {
    struct Reload: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have the daemon read its configuration again.",
            discussion: "Where the file is faulty the former configuration stays in force, and the exit code is 1.")

        @OptionGroup var options: GlobalOptions

        func run() throws {
            var connection = try options.connect()
            let reply = try connection.call("Reload")
            if options.json { return try StandardOutput.write(json: reply) }
            let waiting = try reply.parameter("waiting", \.arrayValue).compactMap(\.stringValue)
            try StandardOutput.write(
                lines: ["the configuration was read again"]
                    + waiting.map { "\($0) was changed, and counts from the next start on" })
        }
    }
}
