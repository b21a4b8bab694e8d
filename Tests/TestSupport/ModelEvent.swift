internal import ICalendar

/// An event of a generated calendar, told by numbers: local times are seconds since 1970 on the wall clock.
package struct ModelEvent: Sendable {
    package enum Form: Hashable, Sendable {
        case days(first: Int64, count: Int64)
        case times(start: Int64, length: Int64?, zone: String)
        case undated(json: String)

        package var start: Int64? {
            switch self {
            case .days(let first, _): first
            case .times(let start, _, _): start
            case .undated: nil
            }
        }

        package func moved(to start: Int64) -> Form {
            switch self {
            case .days(_, let count): .days(first: start, count: count)
            case .times(_, let length, let zone): .times(start: start, length: length, zone: zone)
            case .undated: self
            }
        }

        package var isDays: Bool { if case .days = self { true } else { false } }
        package var zone: String? { if case .times(_, _, let zone) = self { zone } else { nil } }
    }

    package struct Rule: Hashable, Sendable {
        package let days: Int64
        package let seconds: Int64
        package let at: Int64?

        package init(days: Int64 = 0, seconds: Int64 = 0, at: Int64? = nil) {
            (self.days, self.seconds, self.at) = (days, seconds, at)
        }

        package var before: String {
            seconds == 0 ? "P\(days)D" : days == 0 ? "PT\(seconds / 60)M" : "P\(days)DT\(seconds / 60)M"
        }
        package var time: String? { at.map { String(ModelEvent.clock($0).suffix(5)) } }
        var json: String { #"{"before":"\#(before)"\#(time.map { #","at":"\#($0)""# } ?? "")}"# }
    }

    /// Every so many days, or every year; so often, or for ever.
    package struct Repetition: Sendable {
        package let days: Int64?
        package let count: Int?
        package var except: Set<Int64> = []
        package var also: Set<Int64> = []
    }

    package let uid: String
    package var kind = "meeting"
    package var form: Form
    package var repetition: Repetition?
    package var rules: [Rule]?
    package var placeZone: String?
    package var isTentative = false
    package var isConfidential = false
    package var state = "scheduled"
    package var moved: [Int64: Form] = [:]
    package var cancelled: Set<Int64> = []
    package var ownRules: [Int64: [Rule]] = [:]
    package var dated: Int64
    package var occurrenceDated: [Int64: Int64] = [:]

    /// `2025-04-14T10:00`, with seconds where there are any.
    package static func clock(_ local: Int64) -> String { CivilDateTime(secondsSinceEpoch: local)?.description ?? "?" }

    /// A start as it is written: `2025-04-14` or `2025-04-14T10:00`.
    package func text(_ start: Int64, isDays: Bool) -> String {
        isDays ? String(Self.clock(start).prefix(10)) : Self.clock(start)
    }

    /// The original starts before a time, by counting days. Those after the first that clocks skip are left out and not
    /// counted (RFC 5545, section 3.3.10).
    ///
    /// - Parameter zones: nil, and none is left out.
    package func starts(until end: Int64, in zones: ModelZones?) -> [Int64] {
        guard let first = form.start else { return [] }
        guard let repetition else { return [first] }
        var starts: Set<Int64> = []
        var (start, count) = (first, 0)
        while start < end, count < repetition.count ?? .max {
            if start == first || form.zone.map({ zones?.isShown(start, in: $0) ?? true }) ?? true {
                starts.insert(start)
                count += 1
            }
            if let days = repetition.days {
                start += days * 86_400
            } else {
                guard let time = CivilDateTime(secondsSinceEpoch: start),
                    let date = CivilDate(year: time.date.year + 1, month: time.date.month, day: time.date.day)
                else { break }
                start = Int64(date.daysSinceEpoch) * 86_400 + Int64(time.secondOfDay)
            }
        }
        return starts.union(repetition.also).subtracting(repetition.except).sorted()
    }

    /// The date of an occurrence.
    package func form(at start: Int64) -> Form { moved[start] ?? form.moved(to: start) }

    // MARK: JSON

    package func json(_ form: Form, withRepetition: Bool = true) -> String {
        var members: [String]
        switch form {
        case .days(let first, let count):
            members = [#""date":"\#(text(first, isDays: true))""#]
            if count > 1 { members.append(#""until":"\#(text(first + (count - 1) * 86_400, isDays: true))""#) }
        case .times(let start, let length, let zone):
            members = [#""start":"\#(Self.clock(start))""#, #""zone":"\#(zone)""#]
            if let length { members.append(#""end":"\#(Self.clock(start + length))""#) }
        case .undated(let json): return json
        }
        if let repetition, withRepetition {
            let count = repetition.count.map { ";COUNT=\($0)" } ?? ""
            let frequency = repetition.days.map { "DAILY;INTERVAL=\($0)" } ?? "YEARLY"
            members.append(#""repeat":"FREQ=\#(frequency)\#(count)""#)
            func list(_ name: String, _ starts: Set<Int64>) {
                guard !starts.isEmpty else { return }
                let texts = starts.sorted().map { #""\#(text($0, isDays: form.isDays))""# }
                members.append(#""\#(name)":[\#(texts.joined(separator: ","))]"#)
            }
            list("except", repetition.except)
            list("also", repetition.also)
        }
        return "{\(members.joined(separator: ","))}"
    }

    /// The change that schedules it.
    package var scheduling: String {
        var more = ""
        if let rules { more += #","reminders":\#(Self.json(rules))"# }
        if let placeZone { more += #","place":{"zone":"\#(placeZone)"}"# }
        if isTentative { more += #","status":"tentative""# }
        if isConfidential { more += #","classification":"confidential""# }
        return
            #"{"event":"\#(uid)","type":"scheduled","title":"\#(uid)","kind":"\#(kind)","when":\#(json(form))\#(more)}"#
    }

    package static func json(_ rules: [Rule]) -> String { "[\(rules.map(\.json).joined(separator: ","))]" }
}
