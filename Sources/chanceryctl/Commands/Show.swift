import ArgumentParser
import CanonicalJSON

extension Chanceryctl {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Tell all that is known of an event.")

        @Argument(help: "The event's UID.")
        var event: String

        @OptionGroup var past: PastOptions
        @OptionGroup var options: GlobalOptions

        func run() throws {
            var parameters = past.parameters
            parameters["event"] = .string(event)
            var connection = try options.connect()
            let reply = try connection.call("Describe", parameters)
            if options.json { return try StandardOutput.write(json: reply) }
            try StandardOutput.write(lines: EventText.lines(try reply.parameter("event", \.objectValue)))
        }
    }
}
