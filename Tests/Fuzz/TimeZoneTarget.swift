import ICalendar
import TimeZoneDatabase

/// The input is a file of iCalendar with VTIMEZONEs.
func fuzzTimeZone(_ bytes: [UInt8]) {
    let components = (try? Component.parseStream(bytes, mode: .lenient)) ?? []
    for component in (components + components.flatMap(\.components)).prefix(4) {
        do {
            let zone = try VTimeZone(component)
            check(zone.id == component[.tzid]?.text, "a zone is called as its file calls it")
            checkLocalTimeRules(zone)
        } catch {
            checkIsLine(error.description)
        }
    }
}
