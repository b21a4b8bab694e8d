import ICalendar
import Testing

/// Reads a list of times in short: "1997-09 02 04 1997-10 02" are three days of two months, each at nine in the morning
/// where no time is given as in "1997-09-02T10:30".
func times(_ text: String, at time: String = "09:00") throws -> [CivilDateTime] {
    var month: Substring = ""
    var times: [CivilDateTime] = []
    for word in text.split(separator: " ") {
        switch word.utf8.count {
        case 7: month = word
        case 2: times.append(try #require(CivilDateTime(iso: "\(month)-\(word)T\(time)"), "\(word)"))
        case 10: times.append(try #require(CivilDateTime(iso: "\(word)T\(time)"), "\(word)"))
        default: times.append(try #require(CivilDateTime(iso: word), "\(word)"))
        }
    }
    return times
}

/// One time in the same short form.
func time(_ text: String) throws -> CivilDateTime {
    try #require(try times(text).first)
}

/// A recurrence of one rule.
func recurrence(_ start: String, _ rule: String, isAllDay: Bool = false) throws -> Recurrence {
    Recurrence(start: try time(start), isAllDay: isAllDay, rule: try RecurrenceRule(rule))
}
