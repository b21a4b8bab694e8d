internal import CanonicalJSON
internal import HashTreeCollections
internal import ICalendar
package import TimeZoneDatabase

/// The state of all events: the fold of the log's changes up to a position.
///
/// A value with shared structure: a copy costs nothing, and keeps its own past.
package struct Calendar: Sendable {
    private var storage: TreeDictionary<String, Shared> = [:]
    /// The position of the last entry applied; 0 before the first.
    package private(set) var position = 0

    /// A record that calendars share, so that nodes of the tree copy a reference and not a record.
    ///
    /// Unchecked, because it is changed in place, but only where the reference to it is the only one: nobody else can
    /// be reading it then. A replay, which shares nothing, would otherwise copy every record with every change.
    private final class Shared: @unchecked Sendable {
        var record: EventRecord
        init(_ record: EventRecord) { self.record = record }
    }

    package init() {}

    /// How many events there are, withdrawn ones included.
    package var count: Int { storage.count }

    /// The record of an event; a withdrawn one as well.
    package subscript(uid: String) -> EventRecord? { storage[uid]?.record }

    /// All the records that are not withdrawn, in the order in which they were scheduled.
    package var records: [EventRecord] {
        storage.values.map(\.record).filter { $0.state != .withdrawn }.sorted { $0.ordinal < $1.ordinal }
    }

    /// When what the public may see last changed, in seconds since 1970; 0 where it never could see anything. It never
    /// goes back: what is withdrawn or made private counts as well.
    package private(set) var lastPublic: Int64 = 0

    /// The same without the events that another calendar does not have as public: what may be shown of a past, once
    /// the present keeps an event back.
    package func withoutEvents(hiddenIn present: Calendar) -> Calendar {
        var calendar = self
        calendar.storage = storage.filter { uid, _ in present[uid]?.event.classification == .public }
        return calendar
    }

    /// Gives every record to `body`, withdrawn ones as well, in no order.
    func visitRecords(_ body: (EventRecord) -> Void) {
        for shared in storage.values { body(shared.record) }
    }

    /// The last entry that recorded what became of a reminder: then somebody looked for what is due.
    package private(set) var lastReminded: Moment?

    // MARK: Applying

    /// Applies all the changes of an entry.
    ///
    /// - Parameter changes: the JSON array of the entry.
    /// - Throws: the first change that cannot be read or does not fit; self is then of no more use.
    package mutating func apply(changes: UnsafeBufferPointer<UInt8>, at moment: Moment) throws(FieldFault) {
        var reader = JSONReader(changes)
        try reader.array { (reader) throws(FieldFault) in
            try apply(try Change(reading: &reader, isDraft: false), at: moment)
        }
        position = moment.position
    }

    /// Applies a change.
    ///
    /// - Throws: where it does not fit the event's state; nothing is changed then.
    mutating func apply(_ change: Change, at moment: Moment) throws(FieldFault) {
        let ordinal = storage.count
        let (fault, lastPublic) = storage.updateValue(forKey: change.event) { (shared: inout Shared?) in
            Self.apply(change, to: &shared, ordinal: ordinal, at: moment)
        }
        if let fault { throw fault }
        if case .reminded = change.fact { lastReminded = moment }
        self.lastPublic = max(self.lastPublic, lastPublic ?? 0)
    }

    /// Applies a change to the record in a place of the tree, and answers what went wrong, or when the public last saw
    /// a change of it.
    private static func apply(
        _ change: Change, to shared: inout Shared?, ordinal: Int, at moment: Moment
    ) -> (fault: FieldFault?, lastPublic: Int64?) {
        if shared == nil {
            guard case .scheduled(let event) = change.fact else {
                return (FieldFault(.unknownEvent, "there is no event \"\(change.event)\"", at: ["event"]), nil)
            }
            shared = Shared(EventRecord(event, ordinal: ordinal, at: moment))
            return (nil, shared?.record.lastPublic)
        }
        if case .scheduled = change.fact {
            return (
                FieldFault(.alreadyScheduled, "there is an event \"\(change.event)\" already", at: ["event"]), nil
            )
        }
        if !isKnownUniquelyReferenced(&shared), let record = shared?.record { shared = Shared(record) }
        do throws(FieldFault) {
            try shared?.record.apply(change, at: moment)
            return (nil, shared?.record.lastPublic)
        } catch {
            return (error, nil)
        }
    }

    // MARK: Judging

    /// Why a draft is refused, and which of its changes is at fault.
    package struct Rejection: Error, Hashable {
        /// The change's index in the draft, from 0.
        package let change: Int
        /// The event that the change names, if it does.
        package let event: String?
        package let fault: FieldFault
    }

    /// Judges a draft, and takes it whole or not at all: every change in order, each against the calendar that the ones
    /// before it leave.
    ///
    /// - Parameters:
    ///   - moment: the position and time that the entry would have.
    ///   - zones: the zone database that names of zones are looked up in.
    package mutating func take(_ draft: Draft, at moment: Moment, zones: TimeZoneDatabase) throws(Rejection) {
        // A single change is taken or not. To keep the calendar as it was costs the sharing of its nodes.
        let former = draft.changes.count > 1 || draft.rejection != nil ? self : nil
        for (index, change) in draft.changes.enumerated() {
            do throws(FieldFault) {
                try take(change, at: moment, zones: zones)
            } catch {
                if let former { self = former }
                throw Rejection(change: index, event: change.event, fault: error)
            }
        }
        if let rejection = draft.rejection {
            if let former { self = former }
            throw rejection
        }
        position = moment.position
    }

    /// Applies a draft's change, and refuses what a replay would let pass: a change that lies in the future, names an
    /// occurrence that does not exist, or changes nothing.
    private mutating func take(
        _ change: Change, at moment: Moment, zones: TimeZoneDatabase
    ) throws(FieldFault) {
        let dayAhead = moment.milliseconds + 86_400_000
        guard change.announced ?? 0 <= dayAhead else {
            throw FieldFault(.invalidValue, "nothing is announced in the future", at: ["announced"])
        }
        let before = self[change.event]
        if let occurrence = change.occurrence, let before {
            guard before.hasOccurrence(occurrence, in: before.localTimeRules(in: zones)) else {
                throw FieldFault(
                    .unknownOccurrence, "the event has no occurrence that starts \(occurrence)", at: ["occurrence"])
            }
        }
        if case .revised(_, _, let occurrence) = change.fact, let before {
            var after = before
            try after.apply(change, at: moment)
            let events = [before, after].map { record in occurrence.map { record.event(at: $0) } ?? record.event }
            guard events[0] != events[1] else {
                throw FieldFault(.wrongState, "the revision changes nothing", at: ["set"])
            }
        }
        try apply(change, at: moment)
    }
}
