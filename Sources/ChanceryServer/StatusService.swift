internal import Chancery
internal import EventLog
internal import Logging
internal import ServiceLifecycle
internal import Systemd

/// Tells the service manager how the daemon is: ready, what it does, alive, stopping (sd_notify(3)).
struct StatusService: Service {
    let store: CalendarStore
    let reminders: ReminderService
    let notifier: Notifier
    let logger: Logger

    func run() async throws {
        _ = notifier.ready(status: status(store.publication.current))
        await withDiscardingTaskGroup { group in
            group.addTask {
                guard let interval = Watchdog.interval else { return }
                // A store that does not answer feeds no watchdog.
                while (try? await Task.sleep(for: interval / 2)) != nil {
                    await store.answer()
                    _ = notifier.watchdog()
                }
            }
            // After each append the reminders are looked at as well, and last.
            for await _ in reminders.nextChanges.cancelOnGracefulShutdown() {
                _ = notifier.status(status(store.publication.current))
            }
            _ = notifier.stopping()
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
