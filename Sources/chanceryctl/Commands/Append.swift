import ArgumentParser
import CanonicalJSON
import Varlink

extension Chanceryctl {
    struct Append: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Append changes to the log: a file is one entry, all of it or nothing.",
            discussion: """
                The file holds one change a line, as JSON; blank lines are passed over. The log's new position and hash \
                are printed when the entry is on the disk.
                """)

        @Argument(help: ArgumentHelp("The file of changes; - is standard input.", valueName: "file"))
        var path: String

        @Option(
            help: """
                A name for this entry. The same append can be made again under it, after a lost connection for \
                instance, and is taken only once.
                """)
        var id: String?

        @Option(
            help: ArgumentHelp("Append only if the log stands at this position.", valueName: "position"))
        var expectedPosition: Int?

        @Option(
            help: ArgumentHelp(
                "Append only if this event was not changed since: its sequence is what `show` told. May be repeated.",
                valueName: "event=sequence"))
        var expectedSequence: [ExpectedSequence] = []

        @OptionGroup var options: GlobalOptions

        func validate() throws {
            let events = expectedSequence.map(\.event)
            for (index, event) in events.enumerated() where events[..<index].contains(event) {
                throw ValidationError("--expected-sequence names \(event) twice.")
            }
        }

        func run() throws {
            let file = try ChangeFile(path: path)
            var parameters: JSONObject = ["changes": .array(file.changes)]
            parameters["id"] = id.map { .string($0) }
            parameters["expectedPosition"] = expectedPosition.map { .integer(Int64($0)) }
            var sequences = JSONObject()
            for expected in expectedSequence { sequences[expected.event] = .integer(Int64(expected.sequence)) }
            if !sequences.isEmpty { parameters["expectedSequences"] = .object(sequences) }
            var connection = try options.connect()
            let head: JSONObject
            do {
                head = try connection.call("Append", parameters)
            } catch let error as VarlinkError where error.name == "\(Connection.interface).Rejected" {
                throw Self.failure(error.parameters, in: file)
            }
            if options.json { return try StandardOutput.write(json: head) }
            try StandardOutput.write(lines: [
                "appended at position \(head.parameter("position", \.integerValue)), "
                    + "hash \(head.parameter("hash", \.stringValue))"
            ])
        }

        /// The refusal of a change, by the line that it stands in.
        private static func failure(_ rejection: JSONObject, in file: ChangeFile) -> Failure {
            let text = { (key: String) in rejection[key]?.stringValue ?? "" }
            let place = rejection["change"]?.integerValue.flatMap { Int(exactly: $0) }.map(file.place) ?? file.name
            let field = text("field").isEmpty ? "" : "\(text("field")): "
            return Failure("\(place): \(field)\(text("message")) (\(text("reason"))). Nothing was appended.")
        }
    }
}

/// An event and the SEQUENCE it is known by.
struct ExpectedSequence: ExpressibleByArgument {
    let event: String
    let sequence: Int

    init?(argument: String) {
        guard let equals = argument.lastIndex(of: "="), equals > argument.startIndex,
            let sequence = Int(argument[argument.index(after: equals)...]), sequence >= 0
        else { return nil }
        self.event = String(argument[..<equals])
        self.sequence = sequence
    }
}
