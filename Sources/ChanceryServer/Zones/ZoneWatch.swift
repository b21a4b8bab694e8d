package import Logging
internal import ServiceLifecycle
internal import Systemd
package import TimeZoneDatabase

/// Keeps the zones up with their files: an update of tzdata counts without a restart.
package struct ZoneWatch: Service {
    private let zones: TimeZoneDatabase
    private let watch: DirectoryWatch?
    private let logger: Logger
    private let changed: @Sendable (TimeZoneDatabase) -> Void

    /// A package manager replaces hundreds of files one by one. The zones are looked at when none was changed for this
    /// long, or after so many times that.
    private static let quiet = Duration.seconds(1)
    private static let mostRounds = 30

    /// - Parameter changed: called after the zones have changed, with those of before.
    package init(zones: TimeZoneDatabase, logger: Logger, changed: @escaping @Sendable (TimeZoneDatabase) -> Void) {
        self.zones = zones
        self.logger = logger
        self.changed = changed
        do {
            watch = try DirectoryWatch(zones.directory)
        } catch {
            watch = nil
            logger.warning("time zones are used as they are till the next start: \(error)")
        }
    }

    package func run() async throws {
        guard let watch else { return try await gracefulShutdown() }
        try? await cancelWhenGracefulShutdown {
            look(watch)
            for await _ in watch.changes {
                var rounds = 0
                var before: Int
                repeat {
                    (before, rounds) = (watch.count, rounds + 1)
                    try await Task.sleep(for: Self.quiet)
                } while watch.count != before && rounds < Self.mostRounds
                look(watch)
            }
        }
    }

    /// Takes in what there is, and follows it from now on.
    private func look(_ watch: DirectoryWatch) {
        if !watch.follow() { logger.warning("\(zones.directory): expected a directory of time zones") }
        let (before, former) = (zones.snapshot(), zones.version ?? "unknown")
        guard zones.refresh() else { return }
        let version = zones.version ?? "unknown"
        logger.log(
            .notice,
            former == version
                ? "the time zones have changed within tzdata \(version)"
                : "the time zones are those of tzdata \(version) from now on, and were those of \(former)",
            id: .zonesChanged, ["former": "\(former)", "tzdata": "\(version)", "directory": "\(zones.directory)"])
        changed(before)
    }
}
