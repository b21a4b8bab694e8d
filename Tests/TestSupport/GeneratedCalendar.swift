internal import ICalendar

/// Two years of a calendar made by chance, with what happens to it and to the machine that keeps it. The same seed makes
/// the same ones.
///
/// Dates are such that nothing happens at one and the same moment: reminders come at whole minutes, changes 17 seconds
/// after, and the machine goes and comes 33 seconds after.
package struct GeneratedCalendar: Sendable {
    /// A run of the wall clock. The next may begin earlier (the clock was put back) or later (it was put forward, or
    /// nobody was there).
    package struct Phase: Sendable {
        package let start, end: Int64
        /// Whether the one who looks begins anew.
        package let isRestart: Bool
    }

    /// An event as it is from a moment on.
    package struct Version: Sendable {
        package let phase: Int
        package let time: Int64
        /// The change that made it so.
        package let change: String
        package let event: ModelEvent
    }

    /// 2011 and 2012: Apia skips 30 December 2011, Tehran and Casablanca change their clocks.
    package static let start: Int64 = 1_293_840_000
    package static let end: Int64 = 1_356_998_400

    package private(set) var phases: [Phase] = []
    /// The versions of each event.
    package private(set) var events: [[Version]] = []

    package static let zones = [
        "Asia/Ashgabat", "Asia/Tokyo", "America/New_York", "Europe/Dublin", "Africa/Casablanca", "Asia/Tehran",
        "Australia/Lord_Howe", "Pacific/Apia",
    ]
    /// What the policy has: nothing for what is tentative, then by classification, then by kind.
    package static let confidential = [ModelEvent.Rule(days: 2)]
    package static let summit = [ModelEvent.Rule(days: 7, at: 32_400), ModelEvent.Rule(days: 1)]
    package static let visit = [ModelEvent.Rule(seconds: 7_200), ModelEvent.Rule(days: 1, at: 64_800)]
    package static let other = [ModelEvent.Rule(days: 1)]
    /// The calendar's own zone.
    package static let zone = "Asia/Ashgabat"

    private var random: SplitMix64

    package init(seed: UInt64, events count: Int) {
        random = SplitMix64(seed: seed)
        makePhases()
        for index in 0..<count { events.append(makeEvent("e\(index)@chancery.example")) }
    }

    private mutating func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }
    private mutating func chance(_ percent: Int64) -> Bool { number(1...100) <= percent }
    private mutating func element<Element>(of all: [Element]) -> Element { all[Int(number(0...Int64(all.count - 1)))] }

    private mutating func makePhases() {
        var (start, isRestart) = (Self.start, true)
        while start < Self.end {
            // Days or weeks, to the 33rd second of a minute; sometimes two restarts in a row.
            let length = chance(15) ? 60 : number(1_440...40_000) * 60
            let end = start + length - (start + length) % 60 + 33
            guard end < Self.end else { break }
            phases.append(Phase(start: start, end: end, isRestart: isRestart))
            isRestart = true
            switch number(1...10) {
            case 1...3: start = end
            case 4...6: start = end + number(1...3 * 1_440) * 60
            case 7: start = end + number(1...50 * 1_440) * 60
            case 8, 9: (start, isRestart) = (end + 86_400, false)
            default: (start, isRestart) = (end - 3_600, chance(50))
            }
        }
        phases.append(Phase(start: start, end: max(start, Self.end) + 86_400, isRestart: isRestart))
    }

    private mutating func makeRules() -> [ModelEvent.Rule] {
        (0..<number(0...3)).map { _ in
            switch number(1...6) {
            case 1: ModelEvent.Rule(days: number(0...14))
            case 2, 3: ModelEvent.Rule(days: number(0...3), at: element(of: [0, 7_200 + 900, 32_400, 86_340]))
            case 4: ModelEvent.Rule(seconds: number(0...40) * 1_800)
            case 5: ModelEvent.Rule(days: number(1...2), seconds: number(1...24) * 1_800)
            default: ModelEvent.Rule(days: 1)
            }
        }
    }

    /// A date: often near where clocks change or a day is skipped.
    private mutating func makeForm(near time: Int64? = nil) -> ModelEvent.Form {
        var day = number(Self.start / 86_400...Self.end / 86_400 + 20)
        if chance(15) { day = number(15_330...15_345) }  // Around 30 December 2011.
        if let time { day = time / 86_400 + number(-3...20) }
        switch number(1...100) {
        case 1...3: return .undated(json: #"{"undetermined":true}"#)
        case 4...6: return .undated(json: #"{"approximate":"2012-05"}"#)
        case 7...40: return .days(first: day * 86_400, count: chance(70) ? 1 : number(2...5))
        default:
            let clock =
                chance(25) ? element(of: [0, 1_800, 3_600, 7_200, 9_000, 10_800, 84_600]) : number(0...95) * 900
            let (zone, length) = (element(of: Self.zones), chance(70) ? number(4...40) * 3_600 : nil)
            // What starts on the day that Apia skipped ends before, unless it has no end.
            let isSkipped = zone == "Pacific/Apia" && day == 15_338
            return .times(start: day * 86_400 + clock, length: isSkipped ? nil : length, zone: zone)
        }
    }

    /// A time at which the machine is there; and in which run of its clock.
    private mutating func makeMoment(after earlier: (phase: Int, time: Int64)?, near start: Int64?) -> (
        phase: Int, time: Int64
    )? {
        let wanted = start.map { $0 - number(0...4 * 86_400) } ?? number(Self.start...Self.end)
        let time = wanted - wanted % 60 + 17
        for (index, phase) in phases.enumerated() where phase.start < time && time < phase.end {
            guard let earlier, (index, time) <= earlier else { return (index, time) }
        }
        return nil
    }

    private mutating func makeEvent(_ uid: String) -> [Version] {
        let first =
            chance(50) ? (phase: 0, time: Self.start + 17) : makeMoment(after: nil, near: nil) ?? (0, Self.start + 17)
        var event = ModelEvent(uid: uid, form: makeForm(), dated: first.time)
        event.kind = element(of: ["summit", "visit", "meeting"])
        if chance(40) { event.rules = makeRules() }
        if chance(60) { event.placeZone = element(of: Self.zones) }
        event.isTentative = chance(25)
        event.isConfidential = chance(10)
        if let start = event.form.start, chance(20) {
            let days: Int64? = element(of: [nil, 1, 7, 7, 10, 30])
            var repetition = ModelEvent.Repetition(
                days: days, count: days == 1 || chance(50) ? Int(number(1...25)) : nil)
            event.repetition = repetition
            let starts = event.starts(until: Self.end)
            repetition.except = Set(starts.dropFirst().filter { _ in chance(8) })
            if chance(20) { repetition.also = [start + number(1...20) * 86_400 + (event.form.isDays ? 0 : 1_800)] }
            event.repetition = repetition
        }
        var versions = [Version(phase: first.phase, time: first.time, change: event.scheduling, event: event)]
        for _ in 0..<(chance(50) ? number(1...5) : 0) {
            let (last, soon) = (versions[versions.count - 1], event.starts(until: Self.end))
            let near = soon.isEmpty || chance(20) ? nil : element(of: soon)
            guard let (phase, time) = makeMoment(after: (last.phase, last.time), near: near),
                let change = change(&event, at: time, near: near)
            else { continue }
            versions.append(Version(phase: phase, time: time, change: change, event: event))
        }
        return versions
    }

    /// Changes an event, and answers what the change is in JSON; nil where chance makes none that fits.
    private mutating func change(_ event: inout ModelEvent, at time: Int64, near: Int64?) -> String? {
        func change(_ type: String, _ more: String = "") -> String {
            #"{"event":"\#(event.uid)","type":"\#(type)"\#(more)}"#
        }
        guard event.state != "withdrawn" else { return nil }
        if event.state == "cancelled", chance(70) {
            (event.state, event.dated) = ("scheduled", time)
            return change("reinstated")
        }
        if event.repetition != nil, let near, chance(60) { return changeOccurrence(&event, near, at: time) }
        switch number(1...10) {
        case 1...4:
            let form =
                event.repetition == nil
                ? makeForm(near: time) : event.form.moved(to: (event.form.start ?? 0) + number(-5...5) * 86_400)
            if form == event.form { return nil }
            event.form = form
            event.repetition?.also = []
            event.dated = time
            let starts = Set(event.starts(until: Self.end + 4_000 * 86_400, skipping: false))
            event.moved = event.moved.filter { starts.contains($0.key) }
            event.cancelled.formIntersection(starts)
            event.ownRules = event.ownRules.filter { starts.contains($0.key) }
            event.occurrenceDated = event.occurrenceDated.filter { starts.contains($0.key) }
            return change("rescheduled", #","when":\#(event.json(form))"#)
        case 5...7:
            guard event.state == "scheduled" else { return nil }
            event.state = "cancelled"
            return change("cancelled")
        case 8:
            event.state = "withdrawn"
            return change("withdrawn")
        case 9:
            let former = event.rules
            event.rules = [ModelEvent.Rule(days: number(15...20)), ModelEvent.Rule(seconds: number(41...60) * 1_800)]
            guard event.rules != former else { return nil }
            event.dated = time
            return change("revised", #","set":{"reminders":\#(ModelEvent.json(event.rules ?? []))}"#)
        default:
            event.isTentative.toggle()
            event.dated = time
            return change("revised", #","set":{"status":"\#(event.isTentative ? "tentative" : "confirmed")"}"#)
        }
    }

    private mutating func changeOccurrence(_ event: inout ModelEvent, _ start: Int64, at time: Int64) -> String? {
        let occurrence = #","occurrence":"\#(event.text(start, isDays: event.form.isDays))""#
        func change(_ type: String, _ more: String = "") -> String {
            #"{"event":"\#(event.uid)","type":"\#(type)"\#(occurrence)\#(more)}"#
        }
        if event.cancelled.contains(start) {
            event.cancelled.remove(start)
            event.occurrenceDated[start] = time
            return change("reinstated")
        }
        switch number(1...3) {
        case 1:
            event.cancelled.insert(start)
            return change("cancelled")
        case 2:
            let form = makeForm(near: time)
            guard form.start != nil else { return nil }
            event.moved[start] = form
            event.occurrenceDated[start] = time
            return change("rescheduled", #","when":\#(event.json(form, withRepetition: false))"#)
        default:
            let former = event.ownRules[start]
            event.ownRules[start] = [ModelEvent.Rule(days: number(21...30)), ModelEvent.Rule(seconds: 2_700)]
            guard event.ownRules[start] != former else { return nil }
            event.occurrenceDated[start] = time
            return change("revised", #","set":{"reminders":\#(ModelEvent.json(event.ownRules[start] ?? []))}"#)
        }
    }
}
