internal import ICalendar
internal import TimeZoneDatabase

/// What is to be told of one event as of now.
///
/// A reminder is owed when its moment came after the event was given its date (and whatever else decides when to
/// remind), and when the policy had its rule. A moment up to an hour before that is owed as well: by as much may the rules
/// of a zone have changed since, and nobody who recorded an event in time is to lose its reminder.
struct EventReminders {
    /// Those whose moment has come, whose event is not over and that were not told, in order.
    private(set) var due: [DueReminder] = []
    /// Those that nobody was told before the event was over, in order.
    private(set) var missed: [DueReminder] = []
    /// When the first is due whose moment is to come.
    private(set) var nextDue: Int64?
    /// That reminder, where it is asked for.
    private(set) var next: DueReminder?
    /// When to look again where there are too many occurrences to find the next reminder.
    private(set) var lookAgain: Int64?

    private let record: EventRecord
    private let policy: ReminderPolicy
    private let now: Int64
    private let wantsNext: Bool

    /// How many occurrences are looked at.
    private static let limit = 10_000
    /// An occurrence that was moved may be meant in another zone, and a reminder at a time of day may come later than
    /// its lead time says.
    static let margin: Int64 = 3 * 86_400
    /// How far back it is seen what was missed.
    private static let memory: Int64 = 366 * 86_400
    /// How much later than a reminder's moment an event may be recorded that still owes it.
    private static let tolerance: Int64 = 3_600

    /// Without anything found yet.
    init(of record: EventRecord, policy: ReminderPolicy, now: Int64, wantsNext: Bool = false) {
        (self.record, self.policy, self.now, self.wantsNext) = (record, policy, now, wantsNext)
    }

    /// - Parameter lastLook: when somebody last looked for what is due: what was over by then is not missed now. Nil:
    ///   what was missed is not asked for.
    init(of record: EventRecord, policy: ReminderPolicy, now: Int64, lastLook: Int64?, wantsNext: Bool = false) {
        self.init(of: record, policy: policy, now: now, wantsNext: wantsNext)
        guard record.state == .scheduled, record.event.when.isDated,
            let longest = policy.longestLead(of: record)
        else { return }
        guard record.event.when.repetition != nil else {
            take(record.event, at: nil, dated: record.dated) { over in over > now || over > lastLook ?? now }
            return
        }
        if let lastLook, lastLook < now {
            visit(from: max(lastLook, now - Self.memory, min(record.dated, now))) { occurrence, start in
                take(occurrence) { over in over <= now && over > lastLook }
                return start <= now + Self.margin
            }
        }
        var (count, last) = (0, now)
        visit(from: now) { occurrence, start in
            take(occurrence) { over in over > now }
            (count, last) = (count + 1, start)
            return nextDue.map { start - longest - 2 * Self.margin <= $0 } ?? true
        }
        if count >= Self.limit { lookAgain = max(now + 3_600, last - longest - Self.margin) }
        due.sort { $0.due < $1.due }
        missed.sort { $0.due < $1.due }
    }

    /// Gives the occurrences, and their original starts as if in UTC, to `body` until it answers false.
    private func visit(from utc: Int64, _ body: (Occurrence, Int64) -> Bool) {
        guard let from = CivilDateTime(secondsSinceEpoch: utc - Self.margin) else { return }
        record.visitOccurrences(from: from, zones: policy.zones, limit: Self.limit) { occurrence in
            body(occurrence, occurrence.id?.start.secondsSinceEpoch ?? 0)
        }
    }

    /// All the reminders of an occurrence, and from when on each is not told any more.
    func all(of occurrence: Occurrence) -> [(DueReminder, over: Int64)] {
        let zone = policy.zone(of: occurrence.event)
        let rules = policy.rules(for: occurrence.event)
        return rules.enumerated().compactMap { index, rule in
            guard !rules[..<index].contains(rule), let moment = ReminderMoment(occurrence.event.when, rule, in: zone)
            else { return nil }
            return DueReminder(occurrence.event, at: occurrence.id, rule, moment).map { ($0, moment.over) }
        }
    }

    /// Whether a reminder that was not told is to come, or is missed now.
    func isOwed(_ reminder: DueReminder, of occurrence: Occurrence, over: Int64, lastLook: Int64) -> Bool {
        record.state == .scheduled && !occurrence.isCancelled && over > min(now, lastLook)
            && isOwed(reminder.due, occurrence.event, reminder.rule, dated: dated(occurrence.id))
    }

    private func dated(_ occurrence: OccurrenceID?) -> Int64 {
        max(record.dated, occurrence.flatMap { record.overrides[$0]?.dated } ?? .min)
    }

    private mutating func take(_ occurrence: Occurrence, where isWanted: (Int64) -> Bool) {
        guard !occurrence.isCancelled else { return }
        take(occurrence.event, at: occurrence.id, dated: dated(occurrence.id), where: isWanted)
    }

    /// Takes the reminders of an occurrence that are owed, where what is wanted depends on when they are over.
    private mutating func take(
        _ event: Event, at occurrence: OccurrenceID?, dated: Int64, where isWanted: (Int64) -> Bool
    ) {
        let rules = policy.rules(for: event)
        guard !rules.isEmpty else { return }
        let zone = policy.zone(of: event)
        var told: [DueReminder] = []
        for (index, rule) in rules.enumerated() where !rules[..<index].contains(rule) {
            guard let moment = ReminderMoment(event.when, rule, in: zone), isWanted(moment.over),
                moment.due <= now || moment.due < nextDue ?? .max,
                isOwed(moment.due, event, rule, dated: dated),
                record.reminded.isEmpty || !record.reminded.contains(DueReminder.id(event, at: occurrence, rule))
            else { continue }
            if moment.due > now {
                nextDue = moment.due
                if wantsNext { next = DueReminder(event, at: occurrence, rule, moment) }
            } else if let reminder = DueReminder(event, at: occurrence, rule, moment) {
                if moment.over <= now { missed.append(reminder) } else { told.append(reminder) }
            }
        }
        // Of those that are late only the last is told: who hears that it is tomorrow need not hear that it is in a week.
        guard var last = told.max(by: { ($0.due, $0.id) < ($1.due, $1.id) }) else { return }
        for reminder in told where reminder.id != last.id {
            if reminder.isLate(at: now) { last.superseded.append(reminder.id) } else { due.append(reminder) }
        }
        due.append(last)
    }

    private func isOwed(_ due: Int64, _ event: Event, _ rule: ReminderRule, dated: Int64) -> Bool {
        // Where the clock was put back since, the log's time is ahead of it: what is to come by the clock is owed.
        let since = min(dated, now) - Self.tolerance
        func isOwed(at due: Int64) -> Bool {
            due > since && policy.had(rule, for: event, at: due + Self.tolerance)
        }
        if isOwed(at: due) || standsForAnother(event, dated: dated) { return true }
        guard let former = policy.formerZones, due > since - 2 * 86_400 else { return false }
        let zone = ReminderPolicy.zone(of: event, else: policy.zone, in: former)
        return ReminderMoment(event.when, rule, in: zone).map { isOwed(at: $0.due) } ?? false
    }
}

extension EventReminders {
    /// Whether a rule is owed though its moment had passed when it came: another was still to tell of the event when it was
    /// taken out of the configuration, and no present one will.
    private func standsForAnother(_ event: Event, dated: Int64) -> Bool {
        guard let (rules, until) = policy.replaced(for: event), dated <= until else { return false }
        let zone = policy.zone(of: event)
        func isToCome(_ rule: ReminderRule) -> Bool {
            ReminderMoment(event.when, rule, in: zone).map { $0.due >= until } ?? false
        }
        return rules.contains(where: isToCome) && !policy.rules(for: event).contains(where: isToCome)
    }
}

extension ReminderPolicy {
    /// The longest lead time of any of the event's occurrences, in seconds; nil where none has reminders.
    func longestLead(of record: EventRecord) -> Int64? {
        var rules = rules(for: record.event)
        for id in record.overrides.keys { rules += self.rules(for: record.event(at: id)) }
        return rules.map { Int64($0.days) * 86_400 + Int64($0.seconds) }.max()
    }
}
