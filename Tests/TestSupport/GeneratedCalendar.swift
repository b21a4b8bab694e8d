internal import ICalendar
package import TimeZoneDatabase

/// Two years of a calendar made by chance, with what happens to it and to the machine that keeps it. The same seed makes
/// the same ones.
///
/// Dates are such that nothing happens at one and the same moment: reminders come at whole minutes, changes 17 seconds
/// after, new rules of a zone 25 seconds after, and the machine goes and comes 33 seconds after.
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

    /// New rules of a zone, as an update of tzdata brings them: while the machine runs, or before it comes again.
    package struct Law: Sendable {
        package let phase: Int
        package let time: Int64
        /// The zone that has them; nil for the rules that are there at first.
        package let zone: String?
        /// The rules of all zones from then on.
        package let zones: ModelZones
    }

    /// 2011 and 2012: Apia skips 30 December 2011, Tehran and Casablanca change their clocks.
    package static let start: Int64 = 1_293_840_000
    package static let end: Int64 = 1_356_998_400

    package private(set) var phases: [Phase] = []
    /// In order; the first has the rules that are there at first.
    package private(set) var laws: [Law]
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

    /// - Parameter zones: where the rules of the zones are read.
    package init(seed: UInt64, events count: Int, zones: TimeZoneDatabase, withLaws: Bool = false) throws {
        random = SplitMix64(seed: seed)
        laws = [Law(phase: 0, time: Self.start, zone: nil, zones: try ModelZones(Self.zones, in: zones))]
        makePhases()
        if withLaws { makeLaws() }
        for index in 0..<count { events.append(makeEvent("e\(index)@chancery.example")) }
    }

    mutating func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &random) }
    mutating func chance(_ percent: Int64) -> Bool { number(1...100) <= percent }
    mutating func element<Element>(of all: [Element]) -> Element { all[Int(number(0...Int64(all.count - 1)))] }

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

    /// Clocks are put forward or back by up to an hour, from days ago or some weeks on; or by a day, known in time.
    private mutating func makeLaws() {
        for (index, phase) in phases.enumerated() where index > 0 && chance(40) {
            let isBefore = phase.isRestart && chance(50)
            let (first, last) = (phase.start / 60 + 1, phase.end / 60 - 1)
            guard isBefore || first < last, var zones = laws.last?.zones else { continue }
            let time = isBefore ? phase.start : number(first...last) * 60 + 25
            let isDay = chance(15)
            let shift: Int64 = element(of: isDay ? [-86_400, 86_400] : [-3_600, -3_600, -1_800, 1_800, 3_600])
            let effective = time - time % 3_600 + number(isDay ? 5...60 : -2...30) * 86_400
            let zone = element(of: Self.zones)
            if abs(zones.offset(zone, at: effective) + shift) <= 20 * 3_600,
                zones.change(zone, from: effective, by: shift)
            {
                laws.append(Law(phase: index, time: time, zone: zone, zones: zones))
            }
        }
    }

    /// A change of an event that owes nothing, to be recorded at the end of each phase: so it is known up to when the log
    /// goes when the clock is put back.
    package static func note(_ phase: Int) -> String {
        #"{"event":"note-\#(phase)@chancery.example","type":"scheduled","title":"A note","kind":"meeting","#
            + #""when":{"undetermined":true}}"#
    }

    /// The rules of the zones at a moment.
    private func zones(at moment: (phase: Int, time: Int64)) -> ModelZones {
        (laws.last { ($0.phase, $0.time) <= moment } ?? laws[0]).zones
    }

    /// When a change is recorded that is made at a moment: a log does not go back when the clock is put back.
    func recorded(_ moment: (phase: Int, time: Int64)) -> Int64 {
        max(moment.time, phases[..<moment.phase].map(\.end).max() ?? .min)
    }

    mutating func makeRules() -> [ModelEvent.Rule] {
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
    mutating func makeForm(near time: Int64? = nil) -> ModelEvent.Form {
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
    mutating func makeMoment(after earlier: (phase: Int, time: Int64)?, near start: Int64?) -> (
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
        var event = ModelEvent(uid: uid, form: makeForm(), dated: recorded(first))
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
            let starts = event.starts(until: Self.end, in: laws[0].zones)
            repetition.except = Set(starts.dropFirst().filter { _ in chance(8) })
            if chance(20) { repetition.also = [start + number(1...20) * 86_400 + (event.form.isDays ? 0 : 1_800)] }
            event.repetition = repetition
        }
        var versions = [Version(phase: first.phase, time: first.time, change: event.scheduling, event: event)]
        for _ in 0..<(chance(50) ? number(1...5) : 0) {
            let (last, soon) = (
                versions[versions.count - 1], event.starts(until: Self.end, in: laws[0].zones)
            )
            let near = soon.isEmpty || chance(20) ? nil : element(of: soon)
            guard let moment = makeMoment(after: (last.phase, last.time), near: near) else { continue }
            // The occurrence may not be there by the rules of then.
            let isThere = near.map { event.starts(until: $0 + 1, in: zones(at: moment)).contains($0) } ?? true
            guard let change = change(&event, at: moment, near: isThere ? near : nil) else { continue }
            versions.append(Version(phase: moment.phase, time: moment.time, change: change, event: event))
        }
        return versions
    }
}
