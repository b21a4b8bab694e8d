import ArgumentParser
import ChanceryServer
import EventLog
import Glibc
import Logging
import Systemd
import TimeZoneDatabase

/// `chanceryd`: reads the configuration, takes the sockets that it is passed, and runs.
@main
struct Chanceryd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chanceryd",
        abstract: "Keeps a diplomatic calendar: an append-only log, an iCalendar feed, reminders in the journal.",
        discussion: "Changes are appended with chanceryctl. See chancery.toml for the configuration.",
        version: Daemon.version)

    @Option(help: ArgumentHelp("The configuration file.", valueName: "file"))
    var config = "/etc/chancery/chancery.toml"

    @Option(help: ArgumentHelp("The directory of the log, instead of the configuration's.", valueName: "path"))
    var logDirectory: String?

    @Option(help: ArgumentHelp("Where feeds are served, instead of the configuration's.", valueName: "address:port"))
    var listen: String?

    @Option(help: ArgumentHelp("The control socket, instead of the configuration's.", valueName: "path"))
    var controlSocket: String?

    // The service's unit knows them: another start would find the same.
    private static let wrongUse = ExitCode(2)
    private static let corruption = ExitCode(3)

    /// In place of ArgumentParser's own: wrong use exits with the code that the unit knows.
    static func main() async {
        do {
            try await parse().run()
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            let message = Array("\(fullMessage(for: error))\n".utf8)
            _ = write(STDERR_FILENO, message, message.count)
            exit(withError: wrongUse)
        }
    }

    func run() async throws {
        do {
            // First thing: the environment is not to be changed later.
            let sockets = try ListenDescriptors.receive()
            // It asks for a reload, for which it is too early; on a terminal it means that this has gone.
            if isatty(STDERR_FILENO) == 0 { signal(SIGHUP, SIG_IGN) }
            LoggingSystem.bootstrap { JournalLogHandler(label: $0) }
            let zones = TimeZoneDatabase()
            let daemon = try Daemon(
                zones: zones, sockets: sockets, notifier: Notifier(), logger: Logger(label: "chanceryd")
            ) { [self] () throws(ConfigurationError) in try configuration(zones: zones) }
            try await daemon.run()
        } catch let error as ConfigurationError {
            Logger(label: "chanceryd").critical("\(error)")
            throw Self.wrongUse
        } catch LogError.corrupt(let file, let offset, let position, let reason) {
            Logger(label: "chanceryd").log(
                .critical, "\(LogError.corrupt(file: file, offset: offset, position: position, reason: reason))",
                id: .corruption,
                ["file": "\(file)", "offset": "\(offset)", "position": "\(position)", "reason": "\(reason)"])
            throw Self.corruption
        } catch {
            Logger(label: "chanceryd").critical("\(error)")
            throw ExitCode.failure
        }
    }

    private func configuration(zones: TimeZoneDatabase) throws(ConfigurationError) -> Configuration {
        var settings = try Configuration(toml: try text(of: config), file: config, zones: zones)
        if let logDirectory { settings.logDirectory = logDirectory }
        if let controlSocket { settings.controlSocket = controlSocket }
        if let listen {
            guard let address = Configuration.Address(listen) else {
                throw ConfigurationError(
                    place: "--listen", message: "expected an address and a port (\"127.0.0.1:8414\")")
            }
            settings.listen = address
        }
        return settings
    }

    /// The text of a file of at most a mebibyte.
    private func text(of path: String) throws(ConfigurationError) -> String {
        guard let file = fopen(path, "re") else {
            throw ConfigurationError(place: path, message: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, bytes.count, file)
        guard count < bytes.count, let text = String(validating: bytes[..<count], as: UTF8.self) else {
            throw ConfigurationError(place: path, message: "expected UTF-8 text of less than a mebibyte")
        }
        return text
    }
}
