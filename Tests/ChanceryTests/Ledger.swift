import CanonicalJSON
import Chancery
import ICalendar
import TimeZoneDatabase

/// A calendar with the entries that made it, as the daemon keeps the two.
struct Ledger {
    static let zones = TimeZoneDatabase()

    private(set) var calendar = Calendar()
    private(set) var entries: [(changes: [UInt8], moment: Moment)] = []

    /// Events in every state, recorded in two entries: a single one, a weekly one on Mondays, one that is cancelled, concluded, withdrawn.
    static func ofEveryState() throws -> Ledger {
        var ledger = Ledger()
        try ledger.append(
            scheduled("single", #","place":{"city":"Osaka"}"#),
            scheduled(
                "weekly",
                when: #"""
                    {"start":"2025-02-03T10:00","zone":"Europe/Paris","repeat":"FREQ=WEEKLY;COUNT=10",
                     "except":["2025-02-24T10:00"],"also":["2025-02-05T10:00"]}
                    """#),
            scheduled("cancelled"), scheduled("concluded"), scheduled("withdrawn"))
        try ledger.append(
            change("cancelled", "cancelled"), change("concluded", "concluded", #","outcome":"Done""#),
            change("withdrawn", "withdrawn"))
        return ledger
    }

    /// Judges an entry of one or more changes, written in JSON, and takes it.
    ///
    /// - Parameter time: when it is recorded, in UTC.
    mutating func append(_ drafts: String..., at time: String = "2025-01-28T09:00", isOwn: Bool = false) throws {
        try append(drafts.map { try JSONValue(parsing: $0.utf8) }, at: time, isOwn: isOwn)
    }

    mutating func append(_ drafts: [JSONValue], at time: String = "2025-01-28T09:00", isOwn: Bool = false) throws {
        let moment = Moment(position: calendar.position + 1, milliseconds: seconds(time) * 1_000)
        let draft = Draft(drafts, zones: Self.zones, isOwn: isOwn)
        try calendar.take(draft, at: moment, zones: Self.zones)
        entries.append((draft.canonicalBytes, moment))
    }

    /// Expects that a draft is refused; answers why. Nothing is taken.
    func rejection(of drafts: String..., isOwn: Bool = false) -> Calendar.Rejection? {
        let moment = Moment(position: calendar.position + 1, milliseconds: seconds("2025-01-28T09:00") * 1_000)
        do throws(Calendar.Rejection) {
            let values = drafts.map { (try? JSONValue(parsing: $0.utf8)) ?? .string("not JSON: \($0)") }
            var copy = calendar
            try copy.take(Draft(values, zones: Self.zones, isOwn: isOwn), at: moment, zones: Self.zones)
            return nil
        } catch {
            return error
        }
    }

    /// The calendar that the canonical bytes of the entries make when they are read again.
    func replayed() throws -> Calendar {
        var calendar = Calendar()
        for (changes, moment) in entries {
            try changes.withUnsafeBufferPointer { try calendar.apply(changes: $0, at: moment) }
        }
        return calendar
    }

    /// What had been announced by a time, in UTC.
    func known(at time: String) throws -> (calendar: Calendar, leftOut: [KnownCalendar.LeftOut]) {
        var fold = KnownCalendar(at: seconds(time) * 1_000)
        for (changes, moment) in entries {
            try changes.withUnsafeBufferPointer { try fold.add(changes: $0, at: moment) }
        }
        return fold.folded()
    }
}

/// The JSON of a change that schedules an event. Arguments are JSON; `more` are members with a comma before each.
func scheduled(
    _ uid: String, title: String = #""A meeting""#, kind: String = "meeting", when: String = #"{"date":"2025-04-14"}"#,
    _ more: String = ""
) -> String {
    #"{"event":"\#(uid)","type":"scheduled","title":\#(title),"kind":"\#(kind)","when":\#(when)\#(more)}"#
}

/// The JSON of a change of an event that is there; `more` are members with a comma before each.
func change(_ uid: String, _ type: String, _ more: String = "") -> String {
    #"{"event":"\#(uid)","type":"\#(type)"\#(more)}"#
}

/// Seconds since 1970 of a time in UTC, `2025-01-28T09:00`.
func seconds(_ text: String) -> Int64 { time(text).secondsSinceEpoch }

/// The time in UTC, `2025-01-28T09:00`.
func utc(_ seconds: Int64?) -> String? { seconds.flatMap { CivilDateTime(secondsSinceEpoch: $0)?.description } }

/// A date, `2025-01-28`.
func date(_ text: String) -> CivilDate {
    guard let date = CivilDate(iso: text) else { preconditionFailure("the test says \(text) for a date") }
    return date
}

/// A time on the wall clock, `2025-01-28T09:00`.
func time(_ text: String) -> CivilDateTime {
    guard let time = CivilDateTime(iso: text) else { preconditionFailure("the test says \(text) for a time") }
    return time
}
