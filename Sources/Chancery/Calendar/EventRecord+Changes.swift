internal import ICalendar
internal import TimeZoneDatabase

extension Change {
    /// The occurrence that the change is about, nil where it is about the event as a whole.
    var occurrence: OccurrenceID? {
        switch fact {
        case .revised(_, _, let occurrence), .rescheduled(_, let occurrence), .cancelled(let occurrence),
            .reinstated(let occurrence):
            occurrence
        case .scheduled, .concluded, .withdrawn, .reminded: nil
        }
    }
}

extension EventRecord {
    /// Applies a change to an event that is there; `scheduled` is none.
    ///
    /// - Throws: where it does not fit; the record is unchanged then.
    mutating func apply(_ change: Change, at moment: Moment) throws(FieldFault) {
        // People are told that it was withdrawn, and that is recorded.
        let isReminder = if case .reminded = change.fact { true } else { false }
        guard state != .withdrawn || isReminder else {
            throw FieldFault(.withdrawnEvent, "the event \"\(event.uid)\" was withdrawn", at: ["event"])
        }
        let wasPublic = event.classification == .public
        switch change.fact {
        case .scheduled: return
        case .revised(let set, let clear, nil):
            event.set(set)
            for field in clear { event.clear(field) }
            // What decides when to remind has changed: a moment that had passed is owed to nobody.
            if set.decidesReminders || clear.contains(.reminders) || clear.contains(.place) { dated = moment.seconds }
        case .revised(let set, let clear, let occurrence?):
            if let field = clear.first {
                throw FieldFault(
                    .wrongState, "an occurrence cannot be without \"\(field.rawValue)\" that its event has",
                    at: ["clear"])
            }
            overrides[occurrence, default: Override()].fields.merge(set)
            if set.decidesReminders { overrides[occurrence]?.dated = moment.seconds }
        case .rescheduled(let when, nil):
            event.when = when
            dated = moment.seconds
            // The zone is not asked, so that a replay is the same under every zone database. As far east as any, so that
            // an UNTIL in UTC takes no occurrence away that is still there.
            overrides = overrides.filter { hasOccurrence($0.key, in: FixedOffset(seconds: 14 * 3_600)) }
        case .rescheduled(let when, let occurrence?):
            overrides[occurrence, default: Override()].when = when
            overrides[occurrence]?.dated = moment.seconds
        case .cancelled(nil):
            guard state == .scheduled else {
                throw FieldFault(.wrongState, "the event is \(state.rawValue) already", at: ["type"])
            }
            state = .cancelled
        case .cancelled(let occurrence?):
            guard overrides[occurrence]?.isCancelled != true else {
                throw FieldFault(.wrongState, "the occurrence is cancelled already", at: ["occurrence"])
            }
            overrides[occurrence, default: Override()].isCancelled = true
        case .reinstated(nil):
            guard state == .cancelled else {
                throw FieldFault(.wrongState, "the event is \(state.rawValue), not cancelled", at: ["type"])
            }
            state = .scheduled
            // What would have been told while it was cancelled is owed to nobody.
            dated = moment.seconds
        case .reinstated(let occurrence?):
            guard overrides[occurrence]?.isCancelled == true else {
                throw FieldFault(.wrongState, "the occurrence is not cancelled", at: ["occurrence"])
            }
            overrides[occurrence]?.isCancelled = false
            overrides[occurrence]?.dated = moment.seconds
        case .concluded(let outcome):
            guard state == .scheduled else {
                throw FieldFault(.wrongState, "the event is \(state.rawValue) already", at: ["type"])
            }
            state = .concluded
            self.outcome = outcome
        case .withdrawn:
            state = .withdrawn
        case .reminded(let reminder):
            reminded.add(reminder, of: event.uid, isSingle: event.when.repetition == nil, at: moment)
            note(moment.position)
            return
        }
        reason = change.reason
        sequence += 1
        let isSameEntry = positions.last == moment.position
        lastModified = max(moment.seconds, isSameEntry ? lastModified : lastModified + 1)
        if wasPublic || event.classification == .public { lastPublic = lastModified }
        note(moment.position)
    }

    private mutating func note(_ position: Int) {
        if positions.last != position { positions.append(position) }
    }
}

extension EventFields {
    /// Whether the fields decide when, or whether, people are reminded.
    fileprivate var decidesReminders: Bool {
        reminders != nil || kind != nil || place != nil || status != nil || classification != nil
    }

    /// Takes over the fields that the other one has.
    mutating func merge(_ other: EventFields) {
        title = other.title ?? title
        description = other.description ?? description
        kind = other.kind ?? kind
        when = other.when ?? when
        place = other.place ?? place
        parties = other.parties ?? parties
        participants = other.participants ?? participants
        status = other.status ?? status
        classification = other.classification ?? classification
        categories = other.categories ?? categories
        links = other.links ?? links
        related = other.related ?? related
        reminders = other.reminders ?? reminders
    }
}
