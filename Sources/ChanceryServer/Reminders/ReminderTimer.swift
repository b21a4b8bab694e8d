internal import CLinux
// A dispatch source may be cancelled from anywhere; the module does not say so yet.
@preconcurrency internal import Dispatch
internal import Glibc
internal import NIOCore

/// Wakes the reminder service: at a time of the wall clock, and whenever that clock is set.
package protocol ReminderTimer: Sendable {
    /// Comes when the time is reached, when the clock was set, and after ``wake()``; several may come as one.
    var wakeUps: AsyncStream<Void> { get }

    /// Sets the time of the next wake-up, in seconds since 1970; nil for none.
    func arm(at time: Int64?) throws

    /// Wakes at once.
    func wake()
}

/// A timerfd on CLOCK_REALTIME (timerfd_create(2)): absolute, so that no sleep of the machine delays it, and cancelled
/// when the clock is set, so that a step wakes it at once.
package final class SystemTimer: ReminderTimer {
    package let wakeUps: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let descriptor: CInt

    package init() throws {
        let timer = timerfd_create(CLOCK_REALTIME, Int32(TFD_CLOEXEC | TFD_NONBLOCK))
        guard timer >= 0 else { throw IOError(errnoCode: errno, reason: "timerfd_create") }
        descriptor = timer
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wakeUps = stream
        self.continuation = continuation
        let source = DispatchSource.makeReadSource(fileDescriptor: timer)
        source.setEventHandler {
            var expirations: UInt64 = 0
            // ECANCELED says that the clock was set; both are a reason to look.
            _ = read(timer, &expirations, MemoryLayout<UInt64>.size)
            continuation.yield()
        }
        source.setCancelHandler { close(timer) }
        continuation.onTermination = { _ in source.cancel() }
        source.activate()
    }

    package func arm(at time: Int64?) throws {
        var setting = itimerspec()
        // Without a time, one far away: a timer that is not armed is not told that the clock was set either.
        setting.it_value.tv_sec = Int(max(time ?? 1 << 40, 1))
        let flags = Int32(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)
        guard timerfd_settime(descriptor, flags, &setting, nil) == 0 else {
            // The clock was set meanwhile: the timer is set all the same, and nothing else says so.
            if errno == ECANCELED { return wake() }
            throw IOError(errnoCode: errno, reason: "timerfd_settime")
        }
    }

    package func wake() { continuation.yield() }
}
