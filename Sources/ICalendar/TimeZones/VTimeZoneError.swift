/// Why a VTIMEZONE gives no rules.
public struct VTimeZoneError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The TZID, cut to 64 characters; empty where there is none.
    public let timeZone: String
    /// The component at fault: the VTIMEZONE itself, or a STANDARD or DAYLIGHT of it.
    public let component: ComponentName
    /// What was wrong and what was expected, in English.
    public let reason: String
    /// The line of the file on which the property or component at fault begins, from 1; nil where it was not read
    /// from one.
    public let line: Int?

    init(timeZone: String, _ component: Component, reason: String, line: Int? = nil) {
        self.timeZone = timeZone.excerpt()
        self.component = component.name
        self.reason = reason
        self.line = line ?? component.source.line
    }

    /// One line: `line 12: STANDARD of the time zone "Office": expected TZOFFSETTO`.
    public var description: String {
        (line.map { "line \($0): " } ?? "") + "\(component) of the time zone \(timeZone.debugDescription): \(reason)"
    }
}
