import ICalendar
import Testing
import TimeZoneDatabase

/// What is written of the system's zones, read again.
@Suite struct TimeZoneRoundTripTests {
    static let database = TimeZoneDatabase()
    /// The years, of which the span is made: to the last single change that zone files list, and far beyond.
    static let spans: [Range<Int64>] = [
        0..<2_147_483_648, 0..<4_133_980_800, 1_767_225_600..<1_924_992_000, -2_208_988_800..<4_133_980_800,
    ]

    @Test("every zone gives the same offsets as its VTIMEZONE, within the span", arguments: spans)
    func everyZone(span: Range<Int64>) throws {
        var instants = 0
        var seen: Set<[Zone.Transition]> = []
        for name in Self.database.names() {
            let zone = try Self.database.zone(name)
            let transitions = zone.transitions(in: span)
            // Many names are links to others.
            guard transitions.count < 2 || seen.insert(transitions).inserted else { continue }
            let written = Component.timeZone(zone, span: span).serialized()
            let read = try VTimeZone(try Component.parse(written))
            #expect(read.id == name)
            for transition in transitions {
                for utc in [transition.utc - 1, transition.utc, transition.utc + 1] where span.contains(utc) {
                    instants += 1
                    guard read.seconds(atUTC: utc) != wholeMinutes(zone.seconds(atUTC: utc)) else { continue }
                    Issue.record("\(name) at \(utc): \(read.seconds(atUTC: utc)), not \(zone.seconds(atUTC: utc))")
                }
            }
            for utc in [span.lowerBound, span.upperBound - 1] {
                #expect(read.seconds(atUTC: utc) == wholeMinutes(zone.seconds(atUTC: utc)), "\(name) at \(utc)")
            }
        }
        #expect(instants > 500)
    }

    /// A series without an end is read by clients beyond any span. In Africa/Cairo summer ends on a day from 26 October to
    /// 1 November, which no rule of one month says.
    @Test("every zone whose listed changes are in the span gives the same offsets for ever")
    func beyondTheSpan() throws {
        for name in Self.database.names() {
            let zone = try Self.database.zone(name)
            let end = max(zone.lastListedTransition ?? 0, 1_767_225_600) + 5 * 366 * 86_400
            let transitions = zone.transitions(in: end..<end + 100 * 366 * 86_400)
            guard !transitions.isEmpty else { continue }
            let start = end - 10 * 366 * 86_400
            let read = try VTimeZone(Component.timeZone(zone, span: start..<end))
            for utc in transitions.flatMap({ [$0.utc - 1, $0.utc] }) {
                guard read.seconds(atUTC: utc) != zone.seconds(atUTC: utc) else { continue }
                Issue.record("\(name) at \(utc): \(read.seconds(atUTC: utc)), not \(zone.seconds(atUTC: utc))")
                break
            }
        }
    }

    private func wholeMinutes(_ seconds: Int) -> Int {
        Int((Double(seconds + 30) / 60).rounded(.down)) * 60
    }
}
