import ArgumentParser
import CanonicalJSON

extension Chanceryctl {
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have the whole log read from the disk, and every hash checked.",
            discussion: "Exits with 3 where the log is not what was written.")

        @OptionGroup var options: GlobalOptions

        func run() throws {
            var connection = try options.connect()
            let head = try connection.call("Verify")
            if options.json { return try StandardOutput.write(json: head) }
            try StandardOutput.write(lines: [
                "verified up to position \(head.parameter("position", \.integerValue)), "
                    + "hash \(head.parameter("hash", \.stringValue))"
            ])
        }
    }
}
