import CSystemd

/// What the service manager demands as a sign of life (`WatchdogSec=`, systemd.service(5)).
package enum Watchdog {
    /// The longest time that may pass between two calls of ``Notifier/watchdog()``, or `nil` where none are awaited
    /// from this process (sd_watchdog_enabled(3)). To be on time, call at every half of it.
    package static var interval: Duration? {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return .microseconds(microseconds)
    }
}
