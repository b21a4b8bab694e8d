@testable import ICalendar
import TimeZoneDatabase

/// The input is a calendar whose instances are asked for.
func fuzzCalendar(_ bytes: [UInt8]) {
    guard
        let calendar = try? Component.parseStream(bytes, mode: .lenient).first,
        calendar.components.allSatisfy({ isQuick($0) })
    else { return }
    var zones: [String: any LocalTimeRules] = ["Europe/Paris": paris, "Date/Line": dateLine]
    for zone in calendar.components.compactMap({ try? VTimeZone($0) }) { zones[zone.id] = zone }
    let known = zones
    let instances = CalendarInstances(of: calendar, zones: { known[$0] }, floating: paris) {
        checkIsLine($0.description)
    }
    var starts = calendar.components.flatMap { [$0[.dtstart], $0[.recurrenceID]] }.compactMap(instant)
    // The years 1, 1970 and 9999.
    starts += [-62_135_596_800, 0, 253_402_300_000]
    for start in starts.prefix(8) {
        checkInstances(instances, in: start - 500_000..<start + 3_000_000)
    }
    _ = try? instances.overlapping(.min..<(.min + 1), limit: 10)
    _ = try? instances.overlapping((.max - 1)..<(.max), limit: 10)
}

/// Whether no rule has to be gone through for long: a limit on the work is tested elsewhere.
private func isQuick(_ component: Component) -> Bool {
    component.properties.allSatisfy { property in
        guard case .recurrence(let rule)? = try? property.values().first else { return true }
        if case .count(5000...) = rule.end { return false }
        return true
    }
}

private func instant(_ property: Property?) -> Int64? {
    switch try? property?.values().first {
    case .dateTime(let time, isUTC: _): time.secondsSinceEpoch
    case .date(let date): CivilDateTime(date: date).secondsSinceEpoch
    default: nil
    }
}

private func checkInstances(_ calendar: CalendarInstances, in span: Range<Int64>) {
    guard let all = try? calendar.overlapping(span, limit: 400) else { return }
    for (one, next) in zip(all, all.dropFirst()) {
        check(one.span.lowerBound <= next.span.lowerBound, "instances are in order")
    }
    for instance in all {
        let isThere = instance.span.isEmpty ? span.contains(instance.span.lowerBound) : instance.span.overlaps(span)
        check(isThere, "\(instance.start) to \(instance.end) is in the span")
    }
    let middle = span.lowerBound + 1_000_003
    do {
        let halves =
            try calendar.overlapping(span.lowerBound..<middle, limit: 401)
            + calendar.overlapping(middle..<span.upperBound, limit: 401)
        check(Set(halves) == Set(all), "two halves have the instances of the whole")
        // Two components without a UID may well be the same.
        let named = all.filter { !$0.uid.isEmpty }
        check(Set(named).count == named.count, "each instance is there once")
    } catch {
        fatalError("broken: a half has no more instances than the whole")
    }
}
