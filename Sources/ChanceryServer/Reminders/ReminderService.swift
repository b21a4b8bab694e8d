package import Chancery
internal import CanonicalJSON
internal import EventLog
internal import ICalendar
package import Logging
internal import ServiceLifecycle
internal import Synchronization
internal import Systemd
package import TimeZoneDatabase

/// Tells the journal of what is to come, each reminder once.
///
/// The order is: the journal, then the `reminded` entry of the log. What was told before a crash between the two is
/// found in the journal.
package final class ReminderService: Service {
    /// After how many seconds a reminder that could not be told is tried again.
    private static let retry: Int64 = 5

    private let store: CalendarStore
    private let settings: Settings
    private let journal: any ReminderJournal
    private let timer: any ReminderTimer
    private let now: @Sendable () -> Int64
    private let logger: Logger
    /// How much was done: looks, parts of a new schedule, and what was told.
    private let steps = Atomic(0)
    private let upcoming = Mutex(DueReminder?.none)
    private let looks = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    /// The zones as they were before they last changed, and whether that has not been looked at yet.
    private let formerZones = Mutex((zones: TimeZoneDatabase?.none, areNew: false))

    /// - Parameter now: the wall clock, in seconds since 1970.
    package init(
        store: CalendarStore, settings: Settings, journal: any ReminderJournal, timer: any ReminderTimer,
        logger: Logger, now: @escaping @Sendable () -> Int64
    ) {
        self.store = store
        self.settings = settings
        self.journal = journal
        self.timer = timer
        self.now = now
        self.logger = logger
    }

    /// Has the service look again, since other settings are in force.
    package func settingsChanged() { timer.wake() }

    /// Has the service look again, since the zones have changed.
    package func zonesChanged(from former: TimeZoneDatabase) {
        formerZones.withLock { $0 = (former, true) }
        timer.wake()
    }

    /// The reminder that comes next.
    package var next: DueReminder? { upcoming.withLock { $0 } }

    /// Answers when the service has looked or told something since it was asked: what the watchdog asks.
    package func answer() async {
        let before = steps.load(ordering: .relaxed)
        timer.wake()
        while steps.load(ordering: .relaxed) == before, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    private func step() { steps.add(1, ordering: .relaxed) }

    /// Comes when ``next`` may be another.
    var nextChanges: AsyncStream<Void> { looks.stream }

    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            let updates = store.publication.updates()
            group.addTask { [timer] in
                for await _ in updates.cancelOnGracefulShutdown() { timer.wake() }
            }
            var round = Round(now: now(), published: store.publication.current, settings.current) { step() }
            for await _ in timer.wakeUps.cancelOnGracefulShutdown() { try await look(&round) }
        }
    }

    /// What the service remembers from one look to the next.
    private struct Round {
        var schedule: ReminderSchedule
        /// The log is taken into account up to this position.
        var position: Int
        /// The generations of the zones and of the settings that the schedule was made with.
        var generation: (Int, Int)
        var lastLook: Int64
        /// What this run has told: not to be told again even where the log could not take it.
        var told: Set<String> = []
        /// Whether something could not be told in this look, and whether nothing else can be.
        var (hasFailed, isHopeless) = (false, false)
        /// The events of the entries that this run wrote and has not taken in, by their positions: no need to read those.
        var own: [Int: Set<String>] = [:]

        init(now: Int64, published: Published, _ settings: Settings.InForce, progress: () -> Void) {
            lastLook = now
            position = published.head.position
            generation = settings.generations
            schedule = ReminderSchedule(
                published.calendar, policy: settings.policy, now: now, progress: progress)
        }
    }

    private func look(_ round: inout Round) async throws {
        var retryAt: Int64?
        repeat {
            let (now, published, settings) = (now(), store.publication.current, settings.current)
            let generation = settings.generations
            let (former, areNew) = formerZones.withLock { state in
                defer { state.areNew = false }
                return state
            }
            if now < round.lastLook || generation != round.generation || areNew {
                var policy = settings.policy
                policy.formerZones = former
                policy.clockWasSet(to: now)
                round.schedule = ReminderSchedule(published.calendar, policy: policy, now: now) { step() }
            } else {
                do {
                    try takeIn(published, &round, now: now)
                } catch {
                    // The log cannot be read at the moment: nothing is taken for seen.
                    logger.error("what was appended cannot be read for the reminders: \(error)")
                    retryAt = now + Self.retry
                    break
                }
            }
            (round.position, round.generation, round.lastLook) = (published.head.position, generation, now)
            round.own = round.own.filter { $0.key > round.position }
            if await !tell(round.schedule.due(in: published.calendar, now: now), &round, now: now) {
                retryAt = now + Self.retry
            }
        } while store.publication.current.head.position > round.position
        let next = round.schedule.nextReminder(in: store.publication.current.calendar, now: round.lastLook)
        upcoming.withLock { $0 = next }
        step()
        looks.continuation.yield()
        try timer.arm(at: retryAt ?? round.schedule.next)
    }

    /// Brings the schedule up to what is published: the events that the entries since the last look speak of.
    private func takeIn(_ published: Published, _ round: inout Round, now: Int64) throws {
        var uids: Set<String> = []
        var position = round.position
        while let own = round.own[position + 1], position < published.head.position {
            uids.formUnion(own)
            position += 1
        }
        try read(published, after: position, into: &uids)
        for uid in uids {
            if let record = published.calendar[uid] { round.schedule.update(record, in: published.calendar, now: now) }
        }
    }

    private func read(_ published: Published, after position: Int, into uids: inout Set<String>) throws {
        guard position < published.head.position else { return }
        try store.log.read(from: position + 1) { (entry) throws(JSONError) in
            var reader = JSONReader(entry.changes)
            try reader.enterArray()
            while try reader.nextElement() {
                try reader.enterObject()
                while let key = try reader.nextKey() {
                    if key == "event" { uids.insert(try reader.string()) } else { try reader.skip() }
                }
            }
            return entry.position < published.head.position
        }
    }

    /// Tells and records; answers whether all could be told.
    private func tell(_ due: ReminderSchedule.Due, _ round: inout Round, now: Int64) async -> Bool {
        let (time, language) = (rfc3339(now), settings.configuration.language)
        (round.hasFailed, round.isHopeless) = (false, false)
        if let missed = due.missed {
            let message = ReminderMessage(missed, language: language)
            // First, and nothing else before it: once something is recorded, what was missed is not asked for again.
            guard await deliver(message, missed.changes(at: time), &round) else { return false }
        }
        var isComplete = true
        for notice in due.notices {
            let message = ReminderMessage(notice, language: language)
            isComplete = await deliver(message, notice.changes(at: time), &round) && isComplete
        }
        for reminder in due.reminders {
            let zone = settings.current.policy.zone(of: reminder.event)
            let message = ReminderMessage(reminder, language: language, now: now, zone: zone)
            isComplete =
                await deliver(message, reminder.changes(at: time, isLate: message.isLate), &round) && isComplete
        }
        return isComplete
    }

    /// Tells the journal, unless it was told, and records it; answers whether that was possible. Only the first failure of
    /// a look is logged: what waits may be many.
    private func deliver(_ message: ReminderMessage, _ changes: [JSONValue], _ round: inout Round) async -> Bool {
        guard !round.isHopeless, !Task.isShuttingDownGracefully else { return false }
        do {
            if !round.told.contains(message.id) {
                // Also of what is due only now: by other clocks or zones a run before this one may have told it.
                if await !wasTold(message.id) { try journal.tell(message) }
                round.told.insert(message.id)
            }
            let head = try await store.append(changes, author: .daemon)
            step()
            round.own[head.position] = Set(changes.compactMap { $0["event"]?.stringValue })
            round.told.remove(message.id)
            return true
        } catch {
            if !round.hasFailed {
                logger.error("the reminder \(message.id) could not be told, and is tried again: \(error)")
            }
            (round.hasFailed, round.isHopeless) = (true, Self.concernsAll(error))
            return false
        }
    }

    /// Whether nothing else can be told or recorded either.
    private static func concernsAll(_ error: any Error) -> Bool {
        if let error = error as? AppendError {
            switch error {
            case .diskFull, .stopping, .logFailed: return true
            default: return false
            }
        }
        return error is JournalError
    }

    /// Whether an earlier run told the reminder. If the journal cannot say, it is told again: twice is better than not
    /// at all.
    private func wasTold(_ id: String) async -> Bool {
        do {
            return try await journal.wasTold(id)
        } catch {
            logger.warning("the journal cannot say whether \(id) was told: \(error)")
            return false
        }
    }
}

extension Settings.InForce {
    /// What a schedule depends on besides the calendar.
    fileprivate var generations: (Int, Int) { (policy.zones.generation, generation) }
}
