internal import Chancery
internal import Glibc
package import Logging
internal import ServiceLifecycle
package import Systemd
package import TimeZoneDatabase
internal import UnixSignals

/// Reads the configuration again when it is asked to, or on SIGHUP. One that is faulty changes nothing.
package actor Reloader: Service {
    private let settings: Settings
    private let read: @Sendable () throws(ConfigurationError) -> Configuration
    private let rules: RulesFile
    private let zones: TimeZoneDatabase
    private let notifier: Notifier
    private let logger: Logger
    private let now: @Sendable () -> Int64
    private let changed: @Sendable () -> Void

    /// - Parameters:
    ///   - read: reads the configuration.
    ///   - now: the wall clock, in seconds since 1970.
    ///   - changed: called when other settings are in force.
    package init(
        _ settings: Settings, rules: RulesFile, zones: TimeZoneDatabase, notifier: Notifier, logger: Logger,
        now: @escaping @Sendable () -> Int64, read: @escaping @Sendable () throws(ConfigurationError) -> Configuration,
        changed: @escaping @Sendable () -> Void
    ) {
        self.settings = settings
        self.read = read
        self.rules = rules
        self.zones = zones
        self.notifier = notifier
        self.logger = logger
        self.now = now
        self.changed = changed
    }

    /// On a terminal SIGHUP keeps its meaning, that the terminal has gone.
    package func run() async throws {
        guard isatty(STDERR_FILENO) == 0 else { return try await gracefulShutdown() }
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { _ = try? reload() }
    }

    /// Puts the configuration in force as it is now.
    ///
    /// - Returns: the keys that were changed, and count only from the next start on.
    package func reload() throws(ConfigurationError) -> [String] {
        notifier.reloading()
        defer { notifier.ready() }
        let former = settings.current
        var configuration: Configuration
        do {
            configuration = try read()
        } catch {
            logger.log(
                .error, "the configuration is faulty, and the former one stays in force: \(error)", id: .reloadRefused,
                ["reason": "\(error)"])
            throw error
        }
        let waiting = configuration.keepPlaces(of: former.configuration)
        settings.replace(
            configuration,
            policy: rules.policy(
                of: configuration, zones: zones, now: now(), inForce: former.policy, logger: logger))
        JournalLogHandler.level = configuration.logLevel
        changed()
        let rest = waiting.isEmpty ? "" : "; from the next start on counts \(waiting.joined(separator: ", "))"
        logger.log(
            .notice, "the configuration was read again\(rest)", id: .reloaded,
            ["waiting": "\(waiting.joined(separator: " "))"])
        logger.debug(
            "in force: \(configuration.feeds.count) feeds, \(configuration.reminders.count) tables of reminders")
        return waiting
    }
}

extension RulesFile {
    /// The policy of a configuration, which knows what the configuration said of reminders before.
    func policy(
        of configuration: Configuration, zones: TimeZoneDatabase, now: Int64, inForce: ReminderPolicy? = nil,
        logger: Logger
    ) -> ReminderPolicy {
        let former = former(to: configuration.reminders, now: now, inForce: inForce) { error in
            logger.warning("which reminders the configuration had before is not known: \(error)")
        }
        return ReminderPolicy(
            entries: configuration.reminders, former: former, zone: configuration.zone, zones: zones)
    }
}
