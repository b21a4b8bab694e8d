import ICalendar
@testable import TimeZoneDatabase

/// The input is a TZif file or, where it does not begin as one, the TZ string of its footer.
func fuzzZone(_ bytes: [UInt8]) {
    let zone: Zone
    do {
        zone = try Zone(name: "Fuzz", tzif: bytes.starts(with: "TZif".utf8) ? bytes : tzif(footer: bytes))
    } catch {
        checkIsLine(error.description)
        return
    }
    checkLocalTimeRules(zone)
    for instant in instants(of: zone) {
        check(zone.offset(atUTC: instant).seconds == zone.seconds(atUTC: instant), "the offset is that of the period")
        checkTransitions(of: zone, in: instant - 40_000_000..<instant + 40_000_000)
        checkComponent(of: zone, in: instant - 100_000_000..<instant + 100_000_000)
    }
    _ = zone.transitions(in: .min..<(.min + 1))
    _ = zone.transitions(in: .max - 1..<(.max))
}

/// A TZif file (RFC 9636, section 3) that is all footer.
func tzif(footer: some Sequence<UInt8>) -> [UInt8] {
    func header(types: UInt8, characters: UInt8) -> [UInt8] {
        Array("TZif2".utf8) + [UInt8](repeating: 0, count: 34) + [types, 0, 0, 0, characters]
    }
    let type: [UInt8] = [0, 0, 0, 0, 0, 0]
    return header(types: 0, characters: 0) + header(types: 1, characters: 4) + type + Array("UTC\0\n".utf8) + footer
        + [0x0A]
}

private func checkTransitions(of zone: Zone, in span: Range<Int64>) {
    let transitions = zone.transitions(in: span)
    let listed = span.clamped(to: Zone.transitionsStart..<Zone.transitionsEnd)
    guard !listed.isEmpty else { return check(transitions.isEmpty, "no transition outside the years 1 to 9999") }
    var last = listed.lowerBound - 1
    for transition in transitions {
        check(listed.contains(transition.utc), "a transition in the span")
        check(transition.utc > last || last < listed.lowerBound, "transitions in order")
        check(transition.before != transition.after, "a transition changes something")
        check(zone.offset(atUTC: transition.utc) == transition.after, "what holds after a transition")
        check(zone.offset(atUTC: transition.utc - 1) == transition.before, "what holds before a transition")
        check(zone.offset(atUTC: last) == transition.before, "no transition is left out")
        last = transition.utc
    }
    check(zone.offset(atUTC: last) == zone.offset(atUTC: listed.upperBound - 1), "none is left out at the end")
    let middle = span.lowerBound + 40_000_000
    check(
        zone.transitions(in: span.lowerBound..<middle) + zone.transitions(in: middle..<span.upperBound) == transitions,
        "two halves have the transitions of the whole")
}

/// A VTIMEZONE can be written of every zone, and read.
private func checkComponent(of zone: Zone, in span: Range<Int64>) {
    let component = Component.timeZone(zone, span: span)
    checkWriting([component])
    do {
        _ = try VTimeZone(component)
    } catch {
        // A zone of a file may change its offset at any time.
        check(zone.transitions(in: span).count > 32, "a VTIMEZONE that was written is read, not \(error)")
    }
}
