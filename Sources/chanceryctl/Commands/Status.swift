import ArgumentParser
import CanonicalJSON

extension Chanceryctl {
    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell where the daemon and its log stand, and which reminder comes next.")

        @OptionGroup var options: GlobalOptions

        func run() throws {
            var connection = try options.connect()
            let status = try connection.call("Status")
            if options.json { return try StandardOutput.write(json: status) }
            try StandardOutput.write(lines: Self.lines(status))
        }

        private static func lines(_ status: JSONObject) -> [String] {
            let text = { (key: String) in status[key]?.stringValue }
            let number = { (key: String) in status[key]?.integerValue.map { String($0) } }
            var lines = LabelledLines()
            lines.add("version", text("version"))
            lines.add("log", text("log"))
            lines.add("created", text("logCreated"))
            lines.add("position", number("position"))
            lines.add("hash", text("hash"))
            lines.add("recorded", text("recorded"))
            lines.add("size", number("size").map { "\($0) bytes" })
            lines.add("events", number("events"))
            lines.add("tzdata", text("tzdata"))
            lines.add("address", text("address"))
            lines.add("verifier key", text("verifierKey"))
            let signed = text("signedHead")?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
            lines.add("signed head", signed.dropLast().map { String($0) })
            if let reminder = status["nextReminder"] {
                let part = { (key: String) in reminder[key]?.stringValue ?? "?" }
                lines.add(
                    "next reminder",
                    [
                        "\(part("due")), \(part("before")) before \(part("title"))",
                        "\(part("event")), starts \(part("starts"))",
                    ])
            }
            return lines.lines
        }
    }
}
