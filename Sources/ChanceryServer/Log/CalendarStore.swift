package import CanonicalJSON
internal import Chancery
package import EventLog
package import Logging
internal import NIOPosix
internal import ServiceLifecycle
internal import Synchronization
internal import Systemd
package import TimeZoneDatabase

/// Owns the log and the calendar: judges what is to be appended, and publishes what is on the disk.
///
/// A draft is judged against the *tip*, which has all that was accepted; readers get what is *published*, which has
/// only what is durable. What arrives while the disk is busy is written together, with one sync.
package actor CalendarStore: Service {
    package nonisolated let log: EventLog
    package nonisolated let publication: Publication
    package nonisolated let zones: TimeZoneDatabase

    private let now: @Sendable () -> Timestamp
    private let logger: Logger
    /// The one thread that waits for the disk.
    private let diskThread = NIOThreadPool(numberOfThreads: 1)
    /// Says that there is something to write.
    private let wakeUps = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    private var tip: (calendar: Calendar, recorded: Timestamp)
    /// The position of each idempotency id.
    private var ids: [String: Int]
    private var queue: [Pending] = []
    private var inFlight: [Pending] = []
    /// Set when nothing more is taken.
    private var refusal: AppendError?

    /// An entry that is accepted and not yet durable.
    private struct Pending {
        let position: Int
        let recorded: Timestamp
        let body: EntryBody
        let id: String?
        /// The canonical JSON of the changes.
        let changes: [UInt8]
        let author: Author
        /// How many changes the entry has.
        let count: Int
        let outcome = Outcome()
    }

    /// After how many entries of a replay its progress is told.
    private static let step = 1 << 12

    /// Opens the log and replays it.
    ///
    /// - Parameter progress: is told now and then which position was replayed.
    /// - Throws: ``LogError``.
    package init(
        directory: String, segmentSize: Int = EventLog.defaultSegmentSize, zones: TimeZoneDatabase, logger: Logger,
        now: @escaping @Sendable () -> Timestamp, progress: (Int) -> Void = { _ in }
    ) throws {
        var calendar = Calendar()
        var ids: [String: Int] = [:]
        log = try EventLog(directory: directory, now: now(), segmentSize: segmentSize) {
            (entry) throws(ReplayFailure) in
            do throws(FieldFault) {
                try calendar.apply(
                    changes: entry.changes,
                    at: Moment(position: entry.position, milliseconds: entry.recorded.milliseconds))
            } catch {
                throw ReplayFailure(
                    "a change cannot be replayed: \(error.path.joined(separator: ".")): \(error.message)")
            }
            if let id = try? entry.id?.string() { ids[id] = entry.position }
            if entry.position.isMultiple(of: Self.step) { progress(entry.position) }
        }
        tip = (calendar, log.recorded)
        publication = Publication(Published(head: log.head, recorded: log.recorded, calendar: calendar))
        self.ids = ids
        self.zones = zones
        self.logger = logger
        self.now = now
    }

    // MARK: Appending

    /// Judges a draft and appends it; returns when it is on the disk.
    ///
    /// - Parameters:
    ///   - id: the idempotency id: the same id with the same changes answers the first head again.
    ///   - expectation: what must be so; where the id was used before, that was looked at then.
    package nonisolated func append(
        _ changes: [JSONValue], author: Author, id: String? = nil, expecting expectation: Expectation = Expectation()
    ) async throws(AppendError) -> Head {
        // Here, so that many are read and checked at the same time.
        let draft = Draft(changes, zones: zones, isOwn: author == .daemon)
        let body = EntryBody(author: author.json, changes: draft.canonicalBytes, id: id)
        let outcome = try await accept(
            draft, body, count: changes.count, author: author, id: id, expecting: expectation)
        return try await outcome.result.get()
    }

    /// Judges a draft against the tip, and has it written.
    private func accept(
        _ draft: Draft, _ body: EntryBody, count: Int, author: Author, id: String?, expecting expectation: Expectation
    ) throws(AppendError) -> Outcome {
        if let refusal { throw refusal }
        if let id, let position = ids[id] {
            return try outcome(of: id, at: position, changes: draft.canonicalBytes)
        }
        let position = tip.calendar.position
        if let expected = expectation.position, expected != position {
            throw .positionConflict(expected: expected, actual: position)
        }
        for (event, expected) in expectation.sequences.sorted(by: { $0.key < $1.key }) {
            let actual = tip.calendar[event]?.sequence
            guard actual == expected else {
                throw .sequenceConflict(event: event, expected: expected, actual: actual)
            }
        }
        let recorded = max(now(), tip.recorded)
        do throws(Calendar.Rejection) {
            try tip.calendar.take(
                draft, at: Moment(position: position + 1, milliseconds: recorded.milliseconds), zones: zones)
        } catch {
            throw .rejected(error)
        }
        tip.recorded = recorded
        if let id { ids[id] = position + 1 }
        let pending = Pending(
            position: position + 1, recorded: recorded, body: body, id: id, changes: draft.canonicalBytes,
            author: author, count: count)
        if queue.isEmpty, inFlight.isEmpty { publication.accepted(since: recorded) }
        queue.append(pending)
        // Where others wait already, the writer was told.
        if queue.count == 1 { wakeUps.continuation.yield() }
        return pending.outcome
    }

    /// What became of the entry that an id was used for before, where its changes were the same.
    private func outcome(of id: String, at position: Int, changes: [UInt8]) throws(AppendError) -> Outcome {
        if let pending = (inFlight + queue).first(where: { $0.position == position }) {
            guard pending.changes == changes else { throw .idConflict(id: id, position: position) }
            return pending.outcome
        }
        var found: Head?
        do {
            try log.read(from: position) { (entry) throws(Never) in
                if entry.changes.elementsEqual(changes) { found = entry.head }
                return false
            }
        } catch {
            logger.error("position \(position) cannot be read: \(error)")
            throw .logFailed
        }
        guard let found else { throw .idConflict(id: id, position: position) }
        let outcome = Outcome()
        outcome.settle(.success(found))
        return outcome
    }

    /// Answers when the store has time, and the thread that waits for the disk as well: what the watchdog asks.
    package func answer() async { try? await diskThread.runIfActive {} }

    // MARK: Writing

    /// Writes what is accepted until the service group stops; then the rest, and nothing more is taken.
    ///
    /// - Throws: ``LogError`` after a failed write or sync: what the disk holds is then known only by opening the log
    ///   anew.
    package func run() async throws {
        diskThread.start()
        do {
            for await _ in wakeUps.stream.cancelOnGracefulShutdown() { try await writeQueue() }
            refusal = .stopping
            try await writeQueue()
            try await diskThread.runIfActive { [log] in try log.close() }
        } catch {
            fail(.logFailed)
            try? await diskThread.shutdownGracefully()
            throw error
        }
        try await diskThread.shutdownGracefully()
    }

    private func writeQueue() async throws {
        while !queue.isEmpty {
            (inFlight, queue) = (queue, [])
            let next = tip
            let heads: [Head]
            do {
                heads = try await diskThread.runIfActive { [log, batch = inFlight.map { ($0.body, $0.recorded) }] in
                    try Self.append(batch, to: log)
                }
            } catch LogError.diskFull(let path) {
                logger.log(
                    .critical, "\(path): no space left: \(inFlight.count + queue.count) appends were refused",
                    id: .diskFull,
                    ["directory": "\(log.directory)", "position": "\(log.head.position)"])
                fail(.diskFull)
                continue
            } catch let error as CancellationError {
                throw error
            } catch {
                logger.log(
                    .critical, "the log cannot be written: \(error)", id: .syncFailed,
                    ["file": "\(log.directory)", "position": "\(log.head.position)"])
                throw error
            }
            let written = inFlight
            inFlight = []
            if let head = heads.last {
                publication.publish(
                    Published(head: head, recorded: next.recorded, calendar: next.calendar),
                    acceptedSince: queue.first?.recorded)
            }
            for (pending, head) in zip(written, heads) {
                pending.outcome.settle(.success(head))
                note(pending, head)
            }
        }
    }

    /// Chains the entries to the end of the log, where one thread at a time does that, and appends them.
    private static func append(
        _ batch: [(body: EntryBody, recorded: Timestamp)], to log: EventLog
    ) throws(LogError) -> [Head] {
        var head = log.head
        let entries = batch.map { body, recorded in
            let entry = EncodedEntry(after: head, recorded: recorded, body)
            head = entry.head
            return entry
        }
        try log.append(entries)
        return entries.map(\.head)
    }

    private func note(_ pending: Pending, _ head: Head) {
        guard case .peer(let peer) = pending.author else { return }
        logger.log(
            .info, "entry \(head.position) of uid \(peer.uid) is in the log: \(pending.count) changes", id: .appended,
            ["position": "\(head.position)", "hash": "\(head.hash)", "uid": "\(peer.uid)", "count": "\(pending.count)"])
    }

    /// Answers all that waits with a failure, and goes back to what is durable.
    private func fail(_ failure: AppendError) {
        let failed = inFlight + queue
        (inFlight, queue) = ([], [])
        let published = publication.current
        tip = (published.calendar, published.recorded)
        publication.accepted(since: nil)
        for pending in failed {
            if let id = pending.id { ids[id] = nil }
            pending.outcome.settle(.failure(failure))
        }
        if case .logFailed = failure { refusal = .logFailed }
    }
}

/// What becomes of an append. Who asked waits for it, and for no turn at the store.
private final class Outcome: Sendable {
    private let state = Mutex(State.awaited([]))

    private enum State {
        case awaited([CheckedContinuation<Result<Head, AppendError>, Never>])
        case settled(Result<Head, AppendError>)
    }

    var result: Result<Head, AppendError> {
        get async {
            await withCheckedContinuation { continuation in
                let result: Result<Head, AppendError>? = state.withLock { state in
                    switch state {
                    case .settled(let result): return result
                    case .awaited(let others):
                        state = .awaited(others + [continuation])
                        return nil
                    }
                }
                if let result { continuation.resume(returning: result) }
            }
        }
    }

    func settle(_ result: Result<Head, AppendError>) {
        let waiting = state.withLock { state in
            guard case .awaited(let waiting) = state else {
                return [CheckedContinuation<Result<Head, AppendError>, Never>]()
            }
            state = .settled(result)
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: result) }
    }
}
