import ArgumentParser
import Glibc
import Varlink

@main
struct Chanceryctl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chanceryctl",
        abstract: "Reads and changes the calendar of a running chanceryd.",
        discussion: """
            Exit codes: 0 done; 1 refused, not found, or no daemon; 2 wrong use; 3 the log is corrupt.
            """,
        subcommands: [
            Status.self, Agenda.self, Show.self, History.self, Append.self, Log.self, Replay.self, Reminders.self,
            Verify.self, Repair.self, Export.self, Reload.self,
        ])

    /// In place of ArgumentParser's own: wrong use exits with 2, and an error of ours is one line.
    static func main() {
        // Where the parent ignores SIGPIPE (systemd does), "| head" would leave an error message instead of silence.
        signal(SIGPIPE, SIG_DFL)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let failure as Failure {
            end(failure)
        } catch let error as VarlinkError {
            end(Failure(error))
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            StandardError.write(fullMessage(for: error))
            Glibc.exit(Failure.Code.usage.rawValue)
        }
    }

    private static func end(_ failure: Failure) -> Never {
        StandardError.write("chanceryctl: \(failure.message.printable)")
        Glibc.exit(failure.code.rawValue)
    }
}
