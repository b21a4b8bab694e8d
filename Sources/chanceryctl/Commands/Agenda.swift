import ArgumentParser
import CanonicalJSON

extension Chanceryctl {
    struct Agenda: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the events in the order of time, those without a date last.")

        @Option(help: ArgumentHelp("The first day (2025-04-14).", valueName: "date"))
        var from: String?

        @Option(help: ArgumentHelp("The last day, included.", valueName: "date"))
        var to: String?

        @Option(help: ArgumentHelp("The language of titles, where there are several (ja).", valueName: "tag"))
        var language: String?

        @OptionGroup var past: PastOptions
        @OptionGroup var options: GlobalOptions

        func run() throws {
            var parameters = past.parameters
            parameters["from"] = from.map { .string($0) }
            parameters["to"] = to.map { .string($0) }
            parameters["language"] = language.map { .string($0) }
            var connection = try options.connect()
            let reply = try connection.call("Agenda", parameters)
            if options.json { return try StandardOutput.write(json: reply) }

            LeftOut.tell(reply)
            let items = try reply.parameter("items", \.arrayValue)
            guard !items.isEmpty else { return StandardError.write("no events") }
            var table = Table(["WHEN", "TITLE", "PLACE", "PARTIES", "STATE"], elastic: ["TITLE", "PLACE", "PARTIES"])
            for item in items {
                table.add([
                    WhenText.text(item["when"]), item["title"]?.stringValue ?? "", item["place"]?.stringValue ?? "",
                    (item["parties"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", "),
                    Self.state(item),
                ])
            }
            try StandardOutput.write(lines: table.lines(fitting: StandardOutput.terminalWidth))
        }

        /// Empty for an event that is simply going to take place.
        private static func state(_ item: JSONValue) -> String {
            let state = item["state"]?.stringValue ?? ""
            guard state == "scheduled" else { return state }
            return item["tentative"]?.boolValue == true ? "tentative" : ""
        }
    }
}
