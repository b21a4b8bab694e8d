internal import CanonicalJSON
internal import Chancery
internal import NIOPosix
internal import TimeZoneDatabase
internal import Varlink

extension CalendarHandler {
    /// How many reminders a reply has at the most, and how many all replies of a call together.
    private static let maximumReminders = (inReply: 500, inCall: 10_000)
    /// How far is looked back and ahead where no span is given, in seconds: 7 and 30 days.
    private static let (past, future): (Int64, Int64) = (7 * 86_400, 30 * 86_400)

    /// The reminders of a span of time and what became of them.
    func reminders(_ parameters: Parameters, isStream: Bool, _ replies: ControlReplies) async throws -> JSONObject {
        let (now, calendar) = (now(), store.publication.current.calendar)
        let event = parameters.string("event")
        if let event, calendar[event] == nil { throw Self.error("UnknownEvent", ["event": .string(event)]) }
        let zone: any LocalTimeRules = (try? store.zones.zone(configuration.zone)) ?? FixedOffset(seconds: 0)
        let span = try Self.span(parameters, zone: zone, now: now)
        let list = try await Self.longWork { [policy = settings.current.policy] in
            ReminderList(
                calendar, of: event, policy: policy, in: span, now: now,
                limit: isStream ? Self.maximumReminders.inCall : Self.maximumReminders.inReply)
        }
        let language = parameters.string("language") ?? configuration.language

        func reply(_ lines: ArraySlice<ReminderList.Line>) -> JSONObject {
            [
                "zone": .string(configuration.zone), "truncated": .bool(list.isTruncated),
                "reminders": .array(lines.map { .object($0.json(language: language, zone: zone)) }),
            ]
        }
        var rest = list.lines[...]
        while rest.count > Self.maximumReminders.inReply {
            try await replies.send(reply(rest.prefix(Self.maximumReminders.inReply)))
            rest = rest.dropFirst(Self.maximumReminders.inReply)
        }
        return reply(rest)
    }

    /// Where one end is not given, it lies so far from now, or from the other end where that is farther.
    private static func span(
        _ parameters: Parameters, zone: any LocalTimeRules, now: Int64
    ) throws -> ClosedRange<Int64> {
        let from = try parameters.moment("from", isEnd: false, in: zone)
        let to = try parameters.moment("to", isEnd: true, in: zone)
        let first = from ?? min(now, to ?? now) - past
        let last = to ?? max(now, from ?? now) + future
        guard first <= last else {
            throw InvalidViewpoint(
                parameter: "to", value: parameters.string("to") ?? "", expected: "a time not before \"from\"")
        }
        return first...last
    }
}
