@testable import ICalendar

/// The input is a short text: a date, a time, a name, or what somebody wants written into a calendar.
func fuzzText(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    checkDates(text)
    checkDayNumbers(bytes)
    checkEscapes(text)
    checkProperties(text)
    if let weekday = Weekday(code: text) {
        check(weekday.code == text.uppercased(), "a weekday is written as it was read")
    }
    if let name = PropertyName(text) {
        check(PropertyName(name.text) == name, "a name is read again as the same")
        check(name.text.utf8.elementsEqual(text.uppercased().utf8), "a name is in upper case")
    }
}

private func checkDates(_ text: String) {
    if let date = CivilDate(iso: text) { check(date.description == text, "\(text) is written as it was read") }
    if let date = CivilDate(basic: text) {
        check(date.basic == text, "\(text) is written as it was read")
        check(CivilDate(iso: date.description) == date, "both forms are the same date")
        check(CivilDate(year: date.year, month: date.month, day: date.day) == date, "a date is made of its parts")
    }
    if let time = CivilDateTime(iso: text) {
        check(text.hasPrefix(time.description), "\(text) is written as it was read")
        check(CivilDateTime(iso: time.description) == time, "\(text) is read again as the same")
    }
    if let time = CivilDateTime(basic: text) {
        // A leap second is not kept.
        check(time.basic == text || text.hasSuffix("60"), "\(text) is written as it was read")
        check(CivilDateTime(basic: time.basic) == time, "\(text) is read again as the same")
        check(CivilDateTime(iso: time.description) == time, "both forms are the same time")
        check(CivilDateTime(date: time.date, secondOfDay: time.secondOfDay) == time, "a time is made of its parts")
    }
}

private func checkDayNumbers(_ bytes: [UInt8]) {
    var numbers = Numbers(bytes: bytes[...])
    let day = numbers.signed(4)
    let count = numbers.signed(7) << numbers.unsigned()
    if let date = CivilDate(daysSinceEpoch: day) {
        check(date.daysSinceEpoch == day, "a day number is kept")
        check(CivilDate(iso: date.description) == date, "each date has its text")
        if let later = date.advanced(byDays: count) {
            check(later.daysSinceEpoch - day == count, "days are added")
            check((later.weekday.rawValue - date.weekday.rawValue - count) % 7 == 0, "weeks have seven days")
        }
    }
    if let time = CivilDateTime(secondsSinceEpoch: Int64(count)) {
        check(CivilDateTime(basic: time.basic) == time, "each time has its text")
        check(CivilDateTime(iso: time.description) == time, "each time has its text")
    }
}

private func checkEscapes(_ text: String) {
    let escaped = EscapedText.escape(text)
    check(!escaped.utf8.contains { $0 == 0x0A || $0 == 0x0D }, "what is escaped is one line")
    check(EscapedText.unescape(escaped).utf8.elementsEqual(withLineFeeds(text).utf8), "escapes are undone")
    let list = text.utf8.split(separator: 0, omittingEmptySubsequences: false).map { String($0) ?? "" }
    for separator in [EscapedText.Separator.comma, .semicolon] {
        let joined = list.map(EscapedText.escape).joined(separator: String(separator.rawValue))
        let parts = EscapedText.parts(joined, at: separator)
        check(parts.elementsEqual(list.map(withLineFeeds)) { $0.utf8.elementsEqual($1.utf8) }, "parts are as they were")
        // Anything at all can be read.
        check(!EscapedText.parts(text, at: separator).isEmpty, "there is a part")
    }
    _ = EscapedText.unescape(text)
}

/// CR LF and CR as LF.
private func withLineFeeds(_ text: String) -> String {
    var bytes: [UInt8] = []
    var previous: UInt8 = 0
    for byte in text.utf8 {
        if byte != 0x0A || previous != 0x0D { bytes.append(byte == 0x0D ? 0x0A : byte) }
        previous = byte
    }
    return String(decoding: bytes, as: UTF8.self)
}

/// Whatever is written stays in its property, and can be read.
private func checkProperties(_ text: String) {
    let component = Component(
        .event,
        properties: [
            Property(.summary, parameters: [Parameter(.cn, values: [text, "", text])], text: text),
            Property(.url, parameters: [Parameter(.altrep, text)], uri: text),
            Property(.categories, texts: [text, text]),
        ])
    checkWriting([component])
    let shown = withLineFeeds(text).withoutControls(keepingLineFeeds: true)
    check(component[.summary]?.text.utf8.elementsEqual(shown.utf8) ?? false, "a text is read as it was written")
    check(component[.categories]?.texts.count == 2, "a list of two is read as two")
}
