package import CanonicalJSON
internal import Chancery
internal import EventLog
internal import ICalendar
internal import Logging
internal import NIOPosix
internal import ServiceLifecycle
internal import TimeZoneDatabase
package import Varlink

/// Runs the methods of `org.chancery.Calendar` (``CalendarInterface`` describes them).
package struct CalendarHandler: ControlHandler {
    let store: CalendarStore
    let views: Views
    let settings: Settings
    let reloader: Reloader
    /// The address that subscribers use.
    let publicURL: String
    let version: String
    /// Signs the log's head; nil where no key is configured.
    let signer: HeadSigner?
    /// The date, where the calendar is at home.
    let today: @Sendable () -> CivilDate?
    /// The reminder that comes next, if there is one.
    let nextReminder: @Sendable () -> DueReminder?
    /// The wall clock, in seconds since 1970.
    let now: @Sendable () -> Int64

    var configuration: Configuration { settings.configuration }

    /// How many entries a reply of `Read` has at the most, and about how many bytes.
    private static let maximumEntries = 500
    private static let maximumBytes = 512 << 10
    private static let thread = {
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        return thread
    }()

    /// Does what takes long, one after the other, and keeps nothing else from its thread. Where the call is given up,
    /// nobody waits for the work that goes on.
    static func longWork<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let (results, continuation) = AsyncStream.makeStream(of: Result<Value, any Error>.self)
        thread.submit { _ in continuation.yield(Result { try work() }) }
        for await result in results { return try result.get() }
        throw CancellationError()
    }

    package func handle(_ call: Call, from peer: PeerCredentials, replies: ControlReplies) async throws -> JSONObject {
        let parameters = Parameters(object: call.parameters)
        do {
            switch call.method.split(separator: ".").last {
            case "Append":
                guard call.mode != .oneway else { return JSONObject() }
                return try await append(parameters, from: peer)
            case "Read": return try await read(parameters, isStream: call.mode == .more, replies)
            case "Agenda": return try await agenda(parameters)
            case "Describe": return try await describe(parameters)
            case "History": return try history(parameters)
            case "Reminders":
                return try await reminders(parameters, isStream: call.mode == .more, replies)
            case "Reload": return ["waiting": .array(try await reloader.reload().map { .string($0) })]
            case "Render": return try await render(parameters)
            case "Verify":
                return Self.reply(try await Self.longWork { [log = store.log] in try log.verify() })
            case "Status": return try status()
            default: throw VarlinkError.methodNotImplemented(call.method)
            }
        } catch let error as InvalidViewpoint {
            throw Self.error(
                "InvalidTime",
                [
                    "parameter": .string(error.parameter), "value": .string(error.value),
                    "expected": .string(error.expected),
                ])
        } catch let error as AppendError {
            throw Self.error(error)
        } catch let error as ConfigurationError {
            throw Self.error(
                "InvalidConfiguration", ["place": .string(error.place), "message": .string(error.message)])
        } catch LogError.corrupt(let file, let offset, let position, let reason) {
            throw Self.error(
                "Corrupt",
                [
                    "file": .string(file), "offset": .integer(Int64(offset)), "position": .integer(Int64(position)),
                    "reason": .string(reason),
                ])
        }
    }

    // MARK: Methods

    private func append(_ parameters: Parameters, from peer: PeerCredentials) async throws -> JSONObject {
        guard !Task.isShuttingDownGracefully else { throw AppendError.stopping }
        let id = parameters.string("id")
        if let id, !(1...255).contains(id.utf8.count) { throw VarlinkError.invalidParameter("id") }
        return Self.reply(
            try await store.append(
                parameters["changes"]?.arrayValue ?? [], author: .peer(peer), id: id,
                expecting: Expectation(
                    position: parameters.integer("expectedPosition"),
                    sequences: parameters.integers("expectedSequences"))))
    }

    private func read(_ parameters: Parameters, isStream: Bool, _ replies: ControlReplies) async throws -> JSONObject {
        var position = max(parameters.integer("position") ?? 1, 1)
        if !isStream { return try entries(from: &position) }
        let isFollowing = parameters["follow"]?.boolValue == true
        let updates = store.publication.updates()
        while true {
            while position <= store.publication.current.head.position {
                let entries = try entries(from: &position)
                if !isFollowing, position > store.publication.current.head.position { return entries }
                try await replies.send(entries)
            }
            if !isFollowing { return ["entries": []] }
            for await published in updates where published.head.position >= position { break }
            try Task.checkCancellation()
        }
    }

    /// The next entries that are published; `position` goes on behind them.
    private func entries(from position: inout Int) throws -> JSONObject {
        var entries: [JSONValue] = []
        var bytes = 0
        let last = store.publication.current.head.position
        try store.log.read(from: position) { (entry) throws(JSONError) in
            guard entry.position <= last else { return false }
            entries.append(try JSONValue(parsing: entry.line))
            bytes += entry.line.count
            return entry.position < last && entries.count < Self.maximumEntries && bytes < Self.maximumBytes
        }
        position += entries.count
        return ["entries": .array(entries)]
    }

    private func agenda(_ parameters: Parameters) async throws -> JSONObject {
        let view = try await views.view(from: try parameters.viewpoint())
        let (from, to) = (try parameters.date("from"), try parameters.date("to"))
        var span = Agenda.Span.everything(around: today())
        if from != nil || to != nil {
            let first = from ?? CivilDate(year: 1, month: 1, day: 1)
            let last = to ?? CivilDate(year: 9999, month: 12, day: 31)
            guard let first, let last, first <= last else {
                throw InvalidViewpoint(
                    parameter: "to", value: parameters.string("to") ?? "", expected: "a date not before \"from\"")
            }
            span = .days(first...last)
        }
        let agenda = Agenda(view.calendar.records, in: span, zones: store.zones)
        let language = parameters.string("language") ?? configuration.language
        let items = (agenda.dated + agenda.undated).map { line in
            JSONValue.object(line.occurrence.agendaItem(state: line.state, language: language))
        }
        return ["items": .array(items), "leftOut": Self.json(view.leftOut)]
    }

    private func describe(_ parameters: Parameters) async throws -> JSONObject {
        let view = try await views.view(from: try parameters.viewpoint())
        let uid = parameters.string("event") ?? ""
        guard let record = view.calendar[uid] else { throw Self.error("UnknownEvent", ["event": .string(uid)]) }
        return ["event": .object(record.json)]
    }

    private func history(_ parameters: Parameters) throws -> JSONObject {
        let uid = parameters.string("event") ?? ""
        guard let record = store.publication.current.calendar[uid] else {
            throw Self.error("UnknownEvent", ["event": .string(uid)])
        }
        var items: [JSONValue] = []
        for position in record.positions {
            try store.log.read(from: position) { (entry) throws(JSONError) in
                let value = try JSONValue(parsing: entry.line)
                for change in value["changes"]?.arrayValue ?? [] where change["event"]?.stringValue == uid {
                    items.append([
                        "position": .integer(Int64(entry.position)), "recorded": .string(entry.recorded.description),
                        "author": value["author"] ?? [:], "change": change,
                    ])
                }
                return false
            }
        }
        return ["items": .array(items)]
    }

    private func render(_ parameters: Parameters) async throws -> JSONObject {
        var feed = configuration.mainFeed
        if let name = parameters.string("feed"), name != feed.name {
            guard let found = configuration.feeds.first(where: { $0.name == name }) else {
                throw Self.error("UnknownFeed", ["feed": .string(name)])
            }
            feed = found
        }
        if parameters["all"]?.boolValue == true { feed.classifications = Set(Event.Classification.allCases) }
        if let language = parameters.string("language") { feed.language = language }
        let view = try await views.view(from: try parameters.viewpoint())
        let rendered = feed.render(view.calendar, zones: store.zones)
        return [
            "calendar": .string(String(decoding: rendered.bytes, as: UTF8.self)), "leftOut": Self.json(view.leftOut),
        ]
    }

    private func status() throws -> JSONObject {
        let published = store.publication.current
        var status: JSONObject = [
            "version": .string(version), "log": .string(store.log.header.id),
            "logCreated": .string(store.log.header.created.description),
            "position": .integer(Int64(published.head.position)), "hash": .string(published.head.hash.description),
            "recorded": .string(published.recorded.description), "size": .integer(Int64(store.log.size)),
            "events": .integer(Int64(published.calendar.count)), "address": .string("\(publicURL)/calendar.ics"),
        ]
        status["tzdata"] = store.zones.version.map { .string($0) }
        if let signer {
            status["signedHead"] = .string("\(try signer.head())")
            status["verifierKey"] = .string("\(signer.key.verificationKey)")
        }
        if let next = nextReminder() {
            status["nextReminder"] = [
                "event": .string(next.event.uid), "title": .string(next.event.title.text(in: configuration.language)),
                "due": .string(rfc3339(next.due)), "starts": .string(rfc3339(next.starts)),
                "before": .string(next.rule.before),
            ]
        }
        return status
    }

    // MARK: Replies

    private static func reply(_ head: Head) -> JSONObject {
        ["position": .integer(Int64(head.position)), "hash": .string(head.hash.description)]
    }

    private static func json(_ leftOut: [PastCalendars.LeftOut]) -> JSONValue {
        .array(
            leftOut.map {
                [
                    "position": .integer(Int64($0.position)), "change": .integer(Int64($0.change)),
                    "event": .string($0.event), "message": .string($0.message),
                ]
            })
    }

    static func error(_ name: String, _ parameters: JSONObject = JSONObject()) -> VarlinkError {
        VarlinkError("\(CalendarInterface.name).\(name)", parameters: parameters)
    }

    private static func error(_ error: AppendError) -> VarlinkError {
        switch error {
        case .rejected(let rejection):
            self.error(
                "Rejected",
                [
                    "change": .integer(Int64(rejection.change)), "event": .optional(rejection.event),
                    "field": .string(rejection.fault.path.joined(separator: ".")),
                    "reason": .string(rejection.fault.reason.rawValue), "message": .string(rejection.fault.message),
                ])
        case .positionConflict(let expected, let actual):
            self.error("PositionConflict", ["expected": .integer(Int64(expected)), "actual": .integer(Int64(actual))])
        case .sequenceConflict(let event, let expected, let actual):
            self.error(
                "SequenceConflict",
                [
                    "event": .string(event), "expected": .integer(Int64(expected)),
                    "actual": actual.map { .integer(Int64($0)) } ?? .null,
                ])
        case .idConflict(let id, let position):
            self.error("IdConflict", ["id": .string(id), "position": .integer(Int64(position))])
        case .diskFull: self.error("DiskFull")
        case .stopping: self.error("Stopping")
        case .logFailed: self.error("LogFailed")
        }
    }
}
