import ArgumentParser
import CanonicalJSON

extension Chanceryctl {
    struct Reminders: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the reminders that are coming, and what became of those before.",
            discussion: """
                A reminder is coming until it was told: delivered when it was due, or late. It is superseded where a \
                later one of the same occurrence was told in its place, and missed where its event was over before \
                anybody was told. A notice says that something that people were told of does not hold any more.

                Times are those of the calendar's zone. Without --from and --to the list reaches from 7 days ago to 30 \
                days ahead; without one of them, 7 days back from the other or 30 days on from it at least.
                """)

        @Option(
            help: ArgumentHelp("The first day (2025-04-14), or a time in UTC (2025-04-14T09:00Z).", valueName: "time"))
        var from: String?

        @Option(help: ArgumentHelp("The last day, included, or a time in UTC.", valueName: "time"))
        var to: String?

        @Option(help: ArgumentHelp("Only those of this event.", valueName: "uid"))
        var event: String?

        @Option(help: ArgumentHelp("The language of titles, where there are several (ja).", valueName: "tag"))
        var language: String?

        @OptionGroup var options: GlobalOptions

        func run() throws {
            var parameters = JSONObject()
            for (key, value) in [("from", from), ("to", to), ("event", event), ("language", language)] {
                parameters[key] = value.map { .string($0) }
            }
            var connection = try options.connect()
            var reply = JSONObject()
            var items: [JSONValue] = []
            try connection.call("Reminders", parameters) { part in
                items += try part.parameter("reminders", \.arrayValue)
                reply = part
            }
            if options.json {
                reply["reminders"] = .array(items)
                return try StandardOutput.write(json: reply)
            }
            if reply["truncated"]?.boolValue == true {
                StandardError.write("there are more: these are the first \(items.count)")
            }
            guard !items.isEmpty else { return StandardError.write("no reminders") }
            let zone = reply["zone"]?.stringValue ?? "?"
            var table = Table(["DUE (\(zone))", "STATE", "TITLE", "STARTS", "REMINDER"], elastic: ["TITLE"])
            for item in items {
                table.add([
                    WhenText.moment(item["local"]?.stringValue ?? ""), Self.state(item),
                    item["title"]?.stringValue ?? "", Self.start(item), Self.what(item),
                ])
            }
            try StandardOutput.write(lines: table.lines(fitting: StandardOutput.terminalWidth))
        }

        /// Of a late one with the time at which it was told.
        private static func state(_ item: JSONValue) -> String {
            let state = item["state"]?.stringValue ?? ""
            guard state == "late", let told = item["recordedLocal"]?.stringValue else { return state }
            return "late: \(WhenText.moment(told))"
        }

        private static func start(_ item: JSONValue) -> String {
            let start = item["starts"]?.stringValue.map(WhenText.moment)
            return [start, item["zone"]?.stringValue].compactMap(\.self).joined(separator: " ")
        }

        private static func what(_ item: JSONValue) -> String {
            if let notice = item["notice"]?.stringValue { return "notice: \(notice)" }
            guard let before = item["before"]?.stringValue else { return "" }
            let isDay = item["starts"]?.stringValue?.contains("T") == false
            return LeadText.text(before: before, at: item["at"]?.stringValue, isDay: isDay)
        }
    }
}
