package import ICalendar
package import TimeZoneDatabase

/// One instance of an event: the only one, or one of a repeating event.
package struct Occurrence: Hashable, Sendable {
    /// Its original start; nil where the event does not repeat.
    package let id: OccurrenceID?
    /// The fields as they hold for it; `when` is dated and does not repeat.
    package let event: Event
    package let isCancelled: Bool
}

extension EventRecord {
    /// How many occurrences of one event are looked at for one answer.
    package static let maximumOccurrences = 1_000

    /// Whether the repeating event has an occurrence that starts then, where its zone has these rules.
    func hasOccurrence(_ id: OccurrenceID, in zone: any LocalTimeRules) -> Bool {
        guard id.isDay == event.when.isAllDay, let recurrence = event.when.recurrence,
            let next = CivilDateTime(secondsSinceEpoch: id.start.secondsSinceEpoch + 1)
        else { return false }
        return recurrence.occurrences(in: id.start..<next, zone: zone).contains(id.start)
    }

    /// The rules of the event's zone; those of UTC for whole days, and where the system does not have the zone.
    func localTimeRules(in zones: TimeZoneDatabase) -> any LocalTimeRules {
        event.when.zone.flatMap { try? zones.zone($0) } ?? FixedOffset(seconds: 0)
    }

    /// Gives the occurrences that end at or after a wall-clock time to `body`, in the order of their original starts,
    /// until it answers false: at most `limit`, and none where no date is known.
    ///
    /// Those that were moved come first, all of them whatever `body` answers: their original starts say nothing of
    /// where they are.
    package func visitOccurrences(
        from: CivilDateTime, zones: TimeZoneDatabase, limit: Int = maximumOccurrences, _ body: (Occurrence) -> Bool
    ) {
        guard event.when.isDated, let start = event.when.start, let last = event.when.lastMoment else { return }
        guard let recurrence = event.when.recurrence else {
            if last >= from { _ = body(Occurrence(id: nil, event: event, isCancelled: state == .cancelled)) }
            return
        }
        func visit(_ id: OccurrenceID) -> Bool {
            let isCancelled = state == .cancelled || overrides[id]?.isCancelled == true
            return body(Occurrence(id: id, event: event(at: id), isCancelled: isCancelled))
        }
        let length = last.secondsSinceEpoch - start.secondsSinceEpoch
        let first = CivilDateTime(secondsSinceEpoch: from.secondsSinceEpoch - length) ?? from
        let zone = localTimeRules(in: zones)
        for id in overrides.keys.sorted() {
            guard let last = overrides[id]?.when?.lastMoment, last >= from else { continue }
            if hasOccurrence(id, in: zone) { _ = visit(id) }
        }
        recurrence.visitStarts(from: first, in: zone, limit: limit) { start in
            let id = OccurrenceID(start, isAllDay: event.when.isAllDay)
            return overrides[id]?.when != nil || visit(id)
        }
    }

    /// The occurrences that lie in a span of wall-clock time, whole or in part, at most ``maximumOccurrences``.
    package func occurrences(in span: ClosedRange<CivilDateTime>, zones: TimeZoneDatabase) -> [Occurrence] {
        var found: [Occurrence] = []
        visitOccurrences(from: span.lowerBound, zones: zones) { occurrence in
            guard let start = occurrence.event.when.start else { return false }
            if start <= span.upperBound { found.append(occurrence) }
            return start <= span.upperBound
        }
        return found
    }
}

extension When {
    /// The recurrence set of a repeating event; nil where it does not repeat or its rule is not one.
    var recurrence: Recurrence? {
        guard let repetition, let start else { return nil }
        var rule: RecurrenceRule?
        if let text = repetition.rule {
            guard let parsed = try? RecurrenceRule(text) else { return nil }
            rule = parsed
        }
        return Recurrence(
            start: start, isAllDay: isAllDay, rule: rule, additional: repetition.also, excluded: repetition.except)
    }

    /// The last moment on the wall clock: the end, or the last second of the last day; nil where no date is known.
    package var lastMoment: CivilDateTime? {
        switch form {
        case .days(_, let last): CivilDateTime(date: last, secondOfDay: 86_399)
        case .times(let start, let end, _): end ?? start
        case .approximate, .undetermined: nil
        }
    }
}

extension Recurrence {
    fileprivate func visitStarts(
        from: CivilDateTime, in zone: any LocalTimeRules, limit: Int, _ body: (CivilDateTime) -> Bool
    ) {
        var count = 0
        for start in occurrences(from: from, in: zone) {
            count += 1
            guard count <= limit, body(start) else { return }
        }
    }
}
