import CanonicalJSON
import Chancery

/// How long before an event a reminder comes, as people say it: "the day before", "2 hours before".
enum LeadText {
    /// What is not understood is shown as it came.
    ///
    /// - Parameters:
    ///   - before: the lead time, an RFC 5545 duration.
    ///   - at: the time of the day at which it comes, where the rule names one.
    ///   - isDay: whether the event is meant as whole days.
    static func text(before: String, at: String?, isDay: Bool) -> String {
        guard let rule = ReminderRule(before: before, at: at) else { return before }
        if rule.days == 1, rule.seconds == 0 { return "the day before" }
        let units = [
            (rule.days, "day"), (rule.seconds / 3_600, "hour"), (rule.seconds / 60 % 60, "minute"),
            (rule.seconds % 60, "second"),
        ]
        let parts = units.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }
        if parts.isEmpty { return isDay || at != nil ? "on the day" : "at the start" }
        return parts.joined(separator: " ") + " before"
    }
}
