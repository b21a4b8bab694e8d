import ArgumentParser
import CanonicalJSON

extension Chanceryctl {
    struct Replay: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a feed as it stood, as iCalendar.",
            discussion: """
                Without a past it is the feed of now. Changes that do not fit into a view by announcement are left out \
                of it, and are named on standard error.
                """)

        @OptionGroup var past: PastOptions

        @Option(help: ArgumentHelp("Look from the past: the log up to this position.", valueName: "position"))
        var position: Int?

        @Option(help: ArgumentHelp("The feed; without it, the whole public calendar.", valueName: "name"))
        var feed: String?

        @OptionGroup var options: GlobalOptions

        func validate() throws {
            guard let position else { return }
            guard position >= 0 else {
                throw ValidationError("--position: expected a position from 0 on, not \(position).")
            }
            if past.asOf != nil || past.known != nil {
                throw ValidationError("--position, --as-of and --known ask for different pasts: give one of them.")
            }
        }

        func run() throws {
            var parameters = past.parameters
            if let position { parameters["asOf"] = .string(String(position)) }
            parameters["feed"] = feed.map { .string($0) }
            var connection = try options.connect()
            let reply = try connection.call("Render", parameters)
            if options.json { return try StandardOutput.write(json: reply) }
            LeftOut.tell(reply)
            try StandardOutput.write(try reply.parameter("calendar", \.stringValue))
        }
    }
}
