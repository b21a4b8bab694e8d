public import TimeZoneDatabase

/// One instance of an event, to-do or journal entry.
public struct Instance: Hashable, Sendable {
    /// UID; empty where the component has none.
    public let uid: String
    /// Which one it is of those with its UID: the start that the series gives it, wherever it was moved to, as a time of
    /// the kind that DTSTART has (RFC 5545, section 3.8.4.4). nil if the component does not recur.
    public let recurrenceID: CalendarTime?
    /// When it begins.
    public let start: CalendarTime
    /// When it ends: the first moment or day after it.
    public let end: CalendarTime
    /// The instants from its start to its end, in seconds since 1970-01-01T00:00Z; empty if it ends as it begins.
    public let span: Range<Int64>
    /// The component whose properties hold for it, but for those that say when it is: the one of the series, or one
    /// that overrides that. Whether the instance is cancelled is its STATUS.
    public let component: Component
}

/// There are more instances than were asked for at most, or to find them is too much work.
public struct InstanceLimitError: Error, Hashable, Sendable, CustomStringConvertible {
    /// How many were asked for at most.
    public let limit: Int

    /// For people.
    public var description: String {
        "expected at most \(limit) instances, and rules that have them without a long search"
    }
}

/// The events, to-dos and journal entries of a calendar, to be asked which instances there are in a span of time.
///
///     let instances = CalendarInstances(of: calendar, zones: { try? database.zone($0) })
///     for instance in try instances.overlapping(monday..<monday + 7 * 86_400) { … }
///
/// A series is made of the components with one UID: one has no RECURRENCE-ID and gives the recurrence set (RFC 5545,
/// section 3.8.5, see ``Recurrence``), the others override instances of it. Where the RFC leaves a choice, or calendars
/// in use do not follow it, this is what is done:
///
/// - **Times** are compared as instants: an EXDATE, RDATE or RECURRENCE-ID may be in UTC or in another zone than DTSTART.
///   Dates and floating times are compared as they are written. Where DTSTART is a date, only the date of the others
///   counts. Where it is a time, an EXDATE that is a date excludes all that begins on that day; an RDATE or RECURRENCE-ID
///   that is a date has the time of day of DTSTART.
/// - **Length**: with DTEND, all instances are of the same exact duration, as section 3.8.5.3 says, also over a change of
///   clocks (floating times have theirs on the clock face). With DURATION, they have the same nominal one: days on the
///   calendar, and then an exact time. With neither, a date takes one day, and a time none. A DTEND before DTSTART or of
///   another kind is reported, and counts as not given; so does a DURATION of hours for a date. A period of RDATE has its
///   own end, also where an instance of the rule begins with it.
/// - **Rules**: several RRULEs add up. EXRULE, of RFC 2445, takes away.
/// - **Versions**: of two components with the same UID and RECURRENCE-ID, the one with the higher SEQUENCE holds, then
///   the one with the later DTSTAMP, the later LAST-MODIFIED, the last in the file.
/// - **Overrides** hold whether or not the series has such an instance, as it may have been cut short later, or not be
///   in the file at all. Only an EXDATE takes away an override as well. Their own RRULE, RDATE and EXDATE do not count.
/// - **RANGE=THISANDFUTURE**: the later instances have its properties, its length (an RDATE's period does not count any
///   more), and the difference between its start and its RECURRENCE-ID on the clocks of the series: what is moved to the
///   next day at the same hour is so in summer and in winter. An override for one instance outranks it, and a later
///   THISANDFUTURE holds from there. Its difference is to the series, not to the one before.
///
/// Components that cannot be read are left out and reported. Cancelled instances are given like all others.
public struct CalendarInstances: Sendable {
    private let series: [Series]

    /// No instance is outside the years 1 to 9999, and no zone two days from UTC.
    static let years =
        CivilDateTime.validSeconds.lowerBound - 2 * CivilDateTime.secondsPerDay..<CivilDateTime.validSeconds.upperBound
        + 2 * CivilDateTime.secondsPerDay

    /// Reads a calendar.
    ///
    /// - Parameters:
    ///   - calendar: A VCALENDAR.
    ///   - zones: The zone that a TZID of this calendar names. A component with times of no known zone is left out.
    ///   - floating: The zone to take for dates and floating times.
    ///   - report: Receives, in the order of the file, what cannot be read.
    public init(
        of calendar: Component, zones: @escaping (String) -> (any LocalTimeRules)?,
        floating: any LocalTimeRules = FixedOffset(seconds: 0), report: (ValueError) -> Void = { _ in }
    ) {
        struct Key: Hashable {
            let name: ComponentName
            let uid: String
        }
        var times = TimeReader(zones: zones, floating: floating)
        var indices: [Key: Int] = [:]
        var families: [[RecurringComponent]] = []
        for component in calendar.components where [.event, .todo, .journal].contains(component.name) {
            do throws(ValueError) {
                guard let member = try RecurringComponent(component, times: &times, report: report) else { continue }
                // Without a UID it belongs to no other.
                let key = member.uid.map { Key(name: component.name, uid: $0) }
                if let key, let index = indices[key] {
                    families[index].append(member)
                } else {
                    if let key { indices[key] = families.count }
                    families.append([member])
                }
            } catch {
                report(error)
            }
        }
        series = families.compactMap { Series($0) }
    }

    /// The instances that have a moment in a span of instants, and those without duration that begin in it (RFC 4791,
    /// section 9.9); ordered by their start, and of one start by UID.
    ///
    /// The past of a series is not gone through, unless a rule has a COUNT. The work is bounded by the limit and by the
    /// rules, not by the years before.
    ///
    /// - Parameters:
    ///   - span: In seconds since 1970-01-01T00:00Z.
    ///   - limit: How many instances there may be.
    /// - Throws: if there are more. What was found so far would not be the first of them.
    public func overlapping(
        _ span: Range<Int64>, limit: Int = 100_000
    ) throws(InstanceLimitError) -> [Instance] {
        let span = span.clamped(to: Self.years)
        var found = FoundInstances(limit: limit)
        for series in series { try series.find(in: span, &found) }
        return found.instances.sorted(by: Instance.precedes)
    }
}

extension Instance {
    /// The order in which they are given.
    fileprivate static func precedes(_ left: Instance, _ right: Instance) -> Bool {
        if left.span.lowerBound != right.span.lowerBound { return left.span.lowerBound < right.span.lowerBound }
        if left.uid != right.uid { return left.uid < right.uid }
        guard let first = left.recurrenceID, let second = right.recurrenceID else { return false }
        return first.clockTime < second.clockTime
    }
}

/// Instances that were found, and how many more may be.
struct FoundInstances {
    private let limit: Int
    private(set) var instances: [Instance] = []
    /// How many times were looked at for it.
    private var work = 0

    /// The most times looked at: where few of them are instances in the span, the limit alone does not bound the work.
    private static let mostWork = 10_000_000

    init(limit: Int) { self.limit = limit }

    mutating func append(_ instance: Instance) throws(InstanceLimitError) {
        guard instances.count < limit else { throw InstanceLimitError(limit: limit) }
        instances.append(instance)
    }

    mutating func countWork(_ steps: Int = 1) throws(InstanceLimitError) {
        work += steps
        guard work <= Self.mostWork else { throw InstanceLimitError(limit: limit) }
    }
}
