internal import Chancery
internal import EventLog
internal import Glibc
internal import ICalendar
package import Logging
internal import NIOCore
internal import ServiceLifecycle
package import Systemd
package import TimeZoneDatabase
internal import UnixSignals
internal import Varlink

/// The daemon: opens the log, listens, and runs the services until it is told to stop.
package struct Daemon {
    /// The version of the program.
    package static let version = "0.1.0"

    /// Where feeds are served: `127.0.0.1:8414`.
    package let feedAddress: String

    private let store: CalendarStore
    private let services: [any Service]
    private let logger: Logger

    /// Opens the log and the sockets.
    ///
    /// - Parameters:
    ///   - sockets: those that the service manager passed; where it passed one of a name, none is bound for it.
    ///   - read: reads the configuration, now and at each reload.
    /// - Throws: ``ConfigurationError``, ``LogError``, ``ControlSocketError``, or an `IOError` of a socket.
    package init(
        zones: TimeZoneDatabase, sockets: ListenDescriptors, notifier: Notifier, logger: Logger,
        configuration read: @escaping @Sendable () throws(ConfigurationError) -> Configuration
    ) throws {
        let configuration = try read()
        JournalLogHandler.level = configuration.logLevel
        let now: @Sendable () -> Timestamp = {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
        }
        let seconds: @Sendable () -> Int64 = { now().milliseconds / 1_000 }
        let passedFeed = try sockets.listening("feed", kind: .inetStream).first
        let passedControl = try sockets.listening("control", kind: .unixStream).first

        let seed = try configuration.signingSeed(
            credentials: getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) })
        try Self.makeParents(of: configuration.logDirectory)
        store = try CalendarStore(
            directory: configuration.logDirectory, segmentSize: configuration.segmentSize, zones: zones, logger: logger,
            now: now, progress: { Self.tell(notifier, replayed: $0) })
        if let tail = store.log.recovery.tornTail {
            logger.log(
                .warning, "the end of the log was not complete: \(tail.bytes) bytes were set aside in \(tail.path)",
                id: .tornTail,
                ["file": "\(tail.path)", "position": "\(store.log.head.position)"])
        }

        let publication = store.publication
        let signer = try seed.map { [id = store.log.header.id] seed in
            HeadSigner(publication: publication, key: try SigningKey(seed, log: id))
        }

        let feedSocket =
            if let passedFeed { try FeedSocket(listening: passedFeed) } else {
                try FeedSocket(binding: configuration.listen)
            }
        if passedControl == nil { try Self.makeParents(of: configuration.controlSocket) }
        let controlSocket =
            if let passedControl { try ControlSocket(listening: passedControl) } else {
                try ControlSocket(bindingAt: configuration.controlSocket)
            }
        feedAddress = feedSocket.address
        let publicURL = configuration.publicURL ?? "http://\(feedSocket.address)"

        // A service's journal may come later than the service; then telling fails, and is tried again.
        let hasJournal = access("/run/systemd/journal/socket", W_OK) == 0 || getenv("INVOCATION_ID") != nil
        if !hasJournal { logger.warning("there is no journal here: reminders are written to standard error") }
        let rules = RulesFile(on: try SystemDisk(configuration.logDirectory, mayMake: false))
        let settings = Settings(
            configuration, policy: rules.policy(of: configuration, zones: zones, now: seconds(), logger: logger))
        let today: @Sendable () -> CivilDate? = {
            let offset = (try? zones.zone(settings.configuration.zone))?.seconds(atUTC: seconds()) ?? 0
            return CivilDateTime(secondsSinceEpoch: seconds() + Int64(offset))?.date
        }
        let reminders = ReminderService(
            store: store, settings: settings,
            journal: hasJournal
                ? SystemReminderJournal(log: store.log.header.id) : TerminalReminderJournal(logger: logger),
            timer: try SystemTimer(), logger: logger, now: seconds)
        let reloader = Reloader(
            settings, rules: rules, zones: zones, notifier: notifier, logger: logger, now: seconds, read: read,
            changed: { reminders.settingsChanged() })
        let views = Views(store)
        let feed = FeedService(
            socket: feedSocket,
            router: FeedRouter(
                settings: settings, publicURL: publicURL,
                documents: FeedDocuments(views, zones: zones, now: seconds), views: views, zones: zones, today: today,
                signer: signer, logger: logger),
            logger: logger)
        let interface = try CalendarInterface.load()
        let control = ControlService(
            socket: controlSocket,
            service: try ServiceDescription(
                vendor: "Chancery", product: "chanceryd", version: Self.version, url: publicURL, interfaces: [interface]
            ),
            handler: CalendarHandler(
                store: store, views: views, settings: settings, reloader: reloader, publicURL: publicURL,
                version: Self.version, signer: signer, today: today, nextReminder: { reminders.next }, now: seconds),
            logger: logger)
        let status = StatusService(
            store: store, reminders: reminders, notifier: notifier, watchdog: Watchdog.interval,
            signsOfLife: [{ [store] in await store.answer() }, { await feed.answer() }, { await reminders.answer() }])
        let zoneWatch = ZoneWatch(zones: zones, logger: logger) { reminders.zonesChanged(from: $0) }
        // They stop in the opposite order: the store last, when nobody asks it any more.
        services = [store, reminders, zoneWatch, reloader, feed, control, status]
        self.logger = logger
        logger.log(
            .notice,
            "serving \(publicURL)/calendar.ics and \(passedControl == nil ? configuration.controlSocket : "the control socket")",
            id: .started, ["position": "\(store.log.head.position)", "version": "\(Self.version)"])
    }

    /// Asks the service manager for time: a long log is replayed for longer than a start may take.
    private static func tell(_ notifier: Notifier, replayed position: Int) {
        notifier.extendTimeout(by: .seconds(60))
        notifier.status("Replaying the log: position \(position)")
    }

    /// Runs until SIGTERM or SIGINT, then ends what is in progress.
    ///
    /// - Throws: the error of the service that failed.
    package func run() async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger))
        try await group.run()
        logger.log(.notice, "stopped", id: .stopped, ["position": "\(store.log.head.position)"])
    }

    /// What the service group tells of itself is of interest only where something is wrong.
    private var quietLogger: Logger {
        var logger = logger
        logger.logLevel = .warning
        return logger
    }

    /// Makes the directories that lead to a path.
    private static func makeParents(of path: String) throws {
        var parent = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/").dropLast() {
            parent += "/\(part)"
            if mkdir(parent, 0o755) != 0, errno != EEXIST {
                throw IOError(errnoCode: errno, reason: "cannot make \(parent)")
            }
        }
    }
}
