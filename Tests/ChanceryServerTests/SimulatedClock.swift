import ChanceryServer
import Synchronization
import TestSupport

/// A clock that goes where it is set.
final class SimulatedClock: Sendable {
    private let time: Mutex<Int64>
    init(_ now: Int64) { time = Mutex(now) }
    var now: Int64 { time.withLock { $0 } }
    func set(_ now: Int64) { time.withLock { $0 = now } }
}

/// A timer that tells the test when the service has looked and waits again.
final class SimulatedTimer: ReminderTimer {
    private struct State {
        var armed: Int64?
        /// Numbers what happens.
        var count = 0
        /// When the last look began, and when the last began that has ended.
        var (began, ended) = (0, 0)
        var waiting: (since: Int, CheckedContinuation<Void, Never>)?
    }

    let wakeUps: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let state = Mutex(State())

    init() { (wakeUps, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }

    /// The time that was set last.
    var armed: Int64? { state.withLock { $0.armed } }

    func lookBegins() {
        state.withLock { state in
            state.count += 1
            state.began = state.count
        }
    }

    func arm(at time: Int64?) {
        state.withLock { state in
            (state.armed, state.ended) = (time, state.began)
            guard let (since, continuation) = state.waiting, state.ended > since else { return }
            state.waiting = nil
            continuation.resume()
        }
    }

    func wake() { continuation.yield() }

    /// Wakes the service, and waits for the end of a look that began after this.
    func settle() async {
        await withCheckedContinuation { waiting in
            state.withLock { state in
                state.count += 1
                state.waiting = (state.count, waiting)
            }
            wake()
        }
    }
}

/// A journal that fails at times, and at times is the last thing that a daemon told anything: then it has the entry, and
/// the log does not.
final class SimulatedJournal: ReminderJournal {
    private struct Failed: Error {}

    private struct State {
        var random: SplitMix64
        var told: [String] = []
        var known: Set<String> = []
        /// The notices in the words of the list, by their ids.
        var notices: [String: String] = [:]
        var failed: [String: Int64] = [:]
        var isDead = false
        var mayFail = false

        init(seed: UInt64) { random = SplitMix64(seed: seed) }
    }

    private let state: Mutex<State>
    private let clock: SimulatedClock

    init(_ clock: SimulatedClock, seed: UInt64) {
        self.clock = clock
        state = Mutex(State(seed: seed))
    }

    /// The ids, in the order in which they were told.
    var told: [String] { state.withLock { $0.told } }
    var notices: [String: String] { state.withLock { $0.notices } }
    /// When the journal failed to take an id.
    var failed: [String: Int64] { state.withLock { $0.failed } }

    /// Whether the daemon is to be taken for dead. Until it is not any more nothing is taken or answered.
    var isDead: Bool {
        get { state.withLock { $0.isDead } }
        set { state.withLock { $0.isDead = newValue } }
    }

    /// Whether the journal may fail where the daemon lives on.
    var mayFail: Bool {
        get { state.withLock { $0.mayFail } }
        set { state.withLock { $0.mayFail = newValue } }
    }

    func tell(_ message: ReminderMessage) throws {
        try state.withLock { state in
            if state.isDead { throw Failed() }
            let chance = Int.random(in: 0..<100, using: &state.random)
            // What is due comes at whole minutes; after half of one it is tried again.
            if chance < 1, state.mayFail, clock.now % 60 == 0, state.failed[message.id] == nil {
                state.failed[message.id] = clock.now
                throw Failed()
            }
            state.told.append(message.id)
            state.known.insert(message.id)
            func field(_ name: String) -> String? { message.fields.first { $0.name == name }?.value }
            if let uid = field("CHANCERY_EVENT"), let kind = field("CHANCERY_NOTICE"), let was = field("CHANCERY_WAS") {
                state.notices[message.id] = "\(uid)/\(kind)/\(was)"
            }
            if chance == 99 {
                state.isDead = true
                throw Failed()
            }
        }
    }

    func wasTold(_ id: String) throws -> Bool {
        try state.withLock { state in
            if state.isDead { throw Failed() }
            return state.known.contains(id)
        }
    }
}
