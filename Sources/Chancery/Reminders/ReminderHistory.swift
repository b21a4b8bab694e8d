internal import ICalendar

/// What became of a reminder or a notice, as the log has it.
package struct ReminderOutcome: Hashable, Sendable {
    package enum Result: String, Hashable, Sendable {
        /// The journal was told when it was due.
        case delivered
        /// The journal was told later, while the event was not over.
        case late
        /// Nobody was told: the event was over.
        case missed
        /// Nobody was told: a later reminder of the same occurrence, or another notice, was told in its place.
        case superseded
    }

    /// ``DueReminder/id`` or ``ReminderNotice/id``.
    package let id: String
    package let result: Result
    /// When the journal was told, or when it was found that it would not be, in RFC 3339.
    package let time: String

    package init(id: String, result: Result, time: String) {
        (self.id, self.result, self.time) = (id, result, time)
    }
}

/// What people were told of an event.
package struct ReminderHistory: Hashable, Sendable {
    package struct Outcome: Hashable, Sendable {
        package let result: ReminderOutcome.Result
        /// When it was recorded, in seconds since 1970.
        package let recorded: Int64
    }

    /// What people believe of an occurrence, because they were told.
    struct Told: Hashable, Sendable {
        enum State: Hashable, Sendable { case takesPlace, cancelled, undated }
        var state = State.takesPlace
        /// The start that they were last told of.
        var start: ReminderID.Start
        /// The position of the entry that recorded it.
        let position: Int
    }

    /// What became of each reminder and notice, by its id.
    package private(set) var outcomes: [String: Outcome] = [:]
    /// What people believe, by the original start of the occurrence. What lies days back is left out: nothing is told
    /// of it any more.
    private(set) var told: [OccurrenceID: Told] = [:]

    private static let maximumTold = 4_000
    /// Wall clocks and their zones differ by less.
    private static let margin: Int64 = 3 * 86_400

    var isEmpty: Bool { outcomes.isEmpty }

    /// Whether the log has it that it was told, or that it will not be.
    package func contains(_ id: String) -> Bool { outcomes[id] != nil }

    /// - Parameter isSingle: whether the event does not repeat: then people believe one thing.
    mutating func add(_ outcome: ReminderOutcome, of uid: String, isSingle: Bool, at moment: Moment) {
        outcomes[outcome.id] = Outcome(result: outcome.result, recorded: moment.seconds)
        guard outcome.result != .missed, let id = ReminderID(outcome.id, of: uid) else { return }
        // That one notice stands for several is told of all of them; that one reminder stands for another tells nothing.
        var new = Told(start: id.start, position: moment.position)
        switch id.content {
        case .rule where outcome.result == .superseded: return
        case .rule: break
        case .notice(.cancelled, _): new.state = .cancelled
        case .notice(.undated, _): new.state = .undated
        case .notice(.rescheduled(let start), _), .notice(.reinstated(let start), _): new.start = start
        case .notice(.withdrawn, _), .notice(.dropped, _):
            if isSingle, told.count == 1 { told = [:] }
            told[id.occurrence] = nil
            return
        }
        if isSingle { told = [:] }
        told[id.occurrence] = new
        guard told.count > 1 else { return }
        let past = moment.seconds - Self.margin
        told = told.filter { $1.state != .takesPlace || $1.start.clock.start.secondsSinceEpoch >= past }
        if told.count > Self.maximumTold, let first = told.min(by: { $0.value.start.clock < $1.value.start.clock }) {
            told[first.key] = nil
        }
    }
}
