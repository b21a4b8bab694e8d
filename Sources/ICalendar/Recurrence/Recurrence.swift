public import TimeZoneDatabase

/// When something happens again: the recurrence set of RFC 5545 section 3.8.5, made of DTSTART, RRULE, RDATE and EXDATE.
///
/// DTSTART is the first instance whether the rule fits it or not, and COUNT counts it. The other instances of the rule
/// are those after it. Then RDATE adds, and EXDATE takes away, DTSTART too if it is named; neither changes what COUNT
/// or UNTIL leave of the rule.
///
/// All is reckoned on the clock face, and the zone is asked only where clocks are changed:
/// - An instance of the rule at a time that clocks skip is left out and not counted. So says section 3.3.10; its
///   erratum 4271, which is verified, keeps it and counts it. DTSTART and RDATE are kept there: their instant is that of
///   `LocalTimeResolution.utc`.
/// - A time that clocks show twice is one instance, at the first of the two.
/// - "Every three hours" is therefore three hours on the clock face, whatever the time between two instances is on the
///   days when clocks are changed, and an hour that is shown twice does not bring its instances twice.
public struct Recurrence: Hashable, Sendable {
    /// DTSTART.
    public let start: CivilDateTime

    /// Whether the instances are whole days (VALUE=DATE): no time of day, and no zone to skip one.
    public let isAllDay: Bool

    /// RRULE.
    public let rule: RecurrenceRule?

    /// RDATE, in the zone of `start`; sorted, each once.
    public let additional: [CivilDateTime]

    /// EXDATE, in the zone of `start`; sorted, each once.
    public let excluded: [CivilDateTime]

    /// The order of the dates does not matter. Where `isAllDay`, their times of day are dropped.
    public init(
        start: CivilDateTime, isAllDay: Bool, rule: RecurrenceRule? = nil, additional: [CivilDateTime] = [],
        excluded: [CivilDateTime] = []
    ) {
        func midnight(_ time: CivilDateTime) -> CivilDateTime { CivilDateTime(date: time.date) }
        self.start = isAllDay ? midnight(start) : start
        self.isAllDay = isAllDay
        self.rule = rule
        self.additional = (isAllDay ? additional.map(midnight) : additional).sortedOnce()
        self.excluded = (isAllDay ? excluded.map(midnight) : excluded).sortedOnce()
    }

    /// The occurrences from `time` on, ascending, each once: as many as there are to the end of the year 9999.
    ///
    /// They are found one by one as they are asked for. Those before `time` are passed over without being looked at,
    /// unless the rule has a COUNT: then they are counted, of which there are ``RecurrenceRule/maximumCount`` at most.
    ///
    /// To ask a rule that never comes for its next occurrence ends as well. That mostly takes microseconds; some
    /// milliseconds where seconds, minutes or hours with an odd INTERVAL seldom meet the other parts of the rule, and
    /// some tens of them at the worst. Where a limit is known, ``occurrences(in:zone:)`` is better.
    ///
    /// - Parameter zone: the time zone of `start`; any for floating times and where `isAllDay`.
    public func occurrences(from time: CivilDateTime, in zone: any LocalTimeRules) -> Occurrences {
        Occurrences(of: self, from: time.secondsSinceEpoch, before: .max, zone: zone)
    }

    /// The occurrences in a range of time, ascending, each once. Nothing after the range is searched.
    ///
    /// - Parameter zone: the time zone of `start`; any for floating times and where `isAllDay`.
    public func occurrences(in range: Range<CivilDateTime>, zone: any LocalTimeRules) -> Occurrences {
        Occurrences(
            of: self, from: range.lowerBound.secondsSinceEpoch, before: range.upperBound.secondsSinceEpoch, zone: zone)
    }
}
