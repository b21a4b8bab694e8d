internal import Chancery
internal import EventLog
internal import ServiceLifecycle
package import Systemd

/// Tells the service manager how the daemon is: ready, what it does, alive, stopping (sd_notify(3)).
package struct StatusService: Service {
    private let store: CalendarStore
    private let reminders: ReminderService
    private let notifier: Notifier
    private let watchdog: Duration?
    private let signsOfLife: [@Sendable () async -> Void]

    /// - Parameters:
    ///   - watchdog: within which time the service manager awaits a sign of life; nil where it awaits none.
    ///   - signsOfLife: each returns when a part of the daemon has done something. The service manager hears of none
    ///     before all have.
    package init(
        store: CalendarStore, reminders: ReminderService, notifier: Notifier, watchdog: Duration?,
        signsOfLife: [@Sendable () async -> Void]
    ) {
        self.store = store
        self.reminders = reminders
        self.notifier = notifier
        self.watchdog = watchdog
        self.signsOfLife = signsOfLife
    }

    package func run() async throws {
        var told = status(store.publication.current)
        notifier.ready(status: told)
        await withDiscardingTaskGroup { group in
            // Before the requests that wait for a thread, of which there may be many.
            group.addTask(priority: .high) {
                guard let watchdog else { return }
                while (try? await Task.sleep(for: watchdog / 2)) != nil {
                    for sign in signsOfLife { await sign() }
                    if !Task.isCancelled { notifier.watchdog() }
                }
            }
            // After each append the reminders are looked at as well, and last.
            for await _ in reminders.nextChanges.cancelOnGracefulShutdown() {
                let status = status(store.publication.current)
                if status != told, notifier.status(status) { told = status }
            }
            notifier.stopping()
            group.cancelAll()
        }
    }

    private func status(_ published: Published) -> String {
        var text = "Position \(published.head.position), \(published.calendar.count) events"
        // Any user may read the status, so it does not say of what.
        if let next = reminders.next { text += "; next reminder \(rfc3339(next.due))" }
        return text
    }
}
