import ArgumentParser
import CanonicalJSON

extension Chanceryctl {
    struct History: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the changes of an event, in the order of the log.")

        @Argument(help: "The event's UID.")
        var event: String

        @OptionGroup var options: GlobalOptions

        func run() throws {
            var connection = try options.connect()
            let items = try connection.call("History", ["event": .string(event)]).parameter("items", \.arrayValue)
            if options.json {
                for item in items.compactMap(\.objectValue) { try StandardOutput.write(json: item) }
                return
            }
            var table = Table(
                ["ENTRY", "RECORDED", "AUTHOR", "ANNOUNCED", "CHANGE", "WHAT", "SOURCE"], elastic: ["WHAT", "SOURCE"])
            for item in items {
                let change = item["change"] ?? .null
                table.add([
                    item["position"]?.integerValue.map { String($0) } ?? "", item["recorded"]?.stringValue ?? "",
                    EntryText.author(item["author"]), change["announced"]?.stringValue ?? "",
                    change["type"]?.stringValue ?? "", EntryText.summary(of: change), EntryText.source(of: change),
                ])
            }
            try StandardOutput.write(lines: table.lines(fitting: StandardOutput.terminalWidth))
        }
    }
}
