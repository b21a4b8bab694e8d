import ArgumentParser
import CanonicalJSON

extension Chanceryctl {
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the whole calendar, with what is not public, as iCalendar or as its changes.")

        @Flag(
            help: """
                Print every change as a line of JSON, in a form that append reads; reminders that were delivered are \
                left out.
                """)
        var changes = false

        @OptionGroup var options: GlobalOptions

        func run() throws {
            var connection = try options.connect()
            if changes {
                try connection.call("Read", ["position": 1]) { reply in
                    let changes = try reply.parameter("entries", \.arrayValue)
                        .flatMap { $0["changes"]?.arrayValue ?? [] }
                        .filter { $0["type"]?.stringValue != "reminded" }
                    try StandardOutput.write(changes.flatMap { $0.canonicalBytes + "\n".utf8 })
                }
            } else {
                let reply = try connection.call("Render", ["all": true])
                if options.json { return try StandardOutput.write(json: reply) }
                try StandardOutput.write(try reply.parameter("calendar", \.stringValue))
            }
        }
    }
}
