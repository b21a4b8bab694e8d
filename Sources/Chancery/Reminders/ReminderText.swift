internal import ICalendar
package import TimeZoneDatabase

extension DueReminder {
    /// The reminder as people read it in the journal, on one line:
    /// `Tomorrow: National Day of Turkmenistan at EXPO 2025 — Mon 14 April 2025, Osaka (TM, JP)`.
    ///
    /// - Parameters:
    ///   - language: that of the words and dates, where they are there in it, and of the event's title.
    ///   - zone: that of the event (``ReminderPolicy/zone(of:)``): in it today is today.
    package func text(in language: String, now: Int64, zone: any LocalTimeRules) -> String {
        let words = ReminderWords.of(language)
        let late = isLate(at: now) ? " (\(words.late(Self.clock(due, in: zone).map(words.text) ?? "")))" : ""
        let what = "\(event.title.text(in: language)) — \(event.when.text(words))\(event.shortPlace)\(event.partyList)"
        return (lead(words, now: now, zone: zone) + words.colon + what + late).onOneLine
    }

    /// How far away the event is: `Under way`, `Today`, `Tomorrow`, `In 7 days`.
    private func lead(_ words: ReminderWords, now: Int64, zone: any LocalTimeRules) -> String {
        let today = Self.clock(now, in: zone)?.date
        if ends <= now, starts < now { return words.justOver }
        if starts <= now, !event.when.isAllDay || today != start.date { return words.underWay }
        guard let today else { return words.soon }
        switch start.date.daysSinceEpoch - today.daysSinceEpoch {
        // Clocks have come to the day after in a zone that skipped the event's own.
        case ...0: return words.today
        case 1: return words.tomorrow
        case let days: return words.inDays(days)
        }
    }

    private static func clock(_ utc: Int64, in zone: any LocalTimeRules) -> CivilDateTime? {
        CivilDateTime(secondsSinceEpoch: utc + Int64(zone.seconds(atUTC: utc)))
    }
}

extension ReminderNotice {
    /// The notice as people read it in the journal, on one line: `Cancelled: Consultations — Mon 27 January 2025
    /// 10:00–12:00 Tokyo time, Tokyo (JP, TM)`, `Moved: … — was Mon 14 April 2025, now Tue 20 May 2025, Osaka`.
    ///
    /// - Parameter language: that of the words and dates, where they are there in it, and of the event's title.
    package func text(in language: String) -> String {
        let (words, dates) = NoticeWords.of(language)
        let more = superseded.isEmpty ? "" : words.more(superseded.count)
        let (was, now) = (was.text(dates) + more, event.when.text(dates))
        let (head, what) =
            switch kind {
            case .cancelled: (words.cancelled, was)
            case .withdrawn: (words.withdrawn, was)
            case .undated: (words.moved, words.wasUndetermined(was))
            case .dropped: (words.moved, words.noLonger(was))
            case .rescheduled: (words.moved, words.wasNow(was, now))
            case .reinstated: (words.reinstated, now + more)
            }
        let place = kind == .withdrawn ? "; \(words.inError)" : event.shortPlace + event.partyList
        return "\(head)\(dates.colon)\(event.title.text(in: language)) — \(what)\(place)".onOneLine
    }
}

extension MissedReminders {
    /// The summary as people read it in the journal, on one line: `3 reminders were missed: …`.
    ///
    /// - Parameter language: that of the words, where they are there in it, and of the events' titles.
    package func text(in language: String) -> String {
        let (words, dates) = NoticeWords.of(language)
        var titles: [String] = []
        for reminder in reminders.reversed() {
            let title = reminder.event.title.text(in: language)
            if !titles.contains(title) { titles.append(title) }
            if titles.count > Self.maximumTitles { break }
        }
        let others = titles.count > Self.maximumTitles ? [words.others] : []
        let named = (titles.prefix(Self.maximumTitles) + others).joined(separator: "; ")
        return (words.missed(count) + dates.colon + named).onOneLine
    }

    private static let maximumTitles = 3
}

extension Event {
    /// `, Osaka`: the city, else the name, and the country unless it is one of the parties.
    fileprivate var shortPlace: String {
        guard let place else { return "" }
        let country = place.country.flatMap { parties.contains($0) ? nil : $0 }
        return [place.city ?? place.name, country].compactMap(\.self).map { ", \($0)" }.joined()
    }

    /// ` (TM, JP)`
    fileprivate var partyList: String { parties.isEmpty ? "" : " (\(parties.joined(separator: ", ")))" }
}

extension When {
    /// The date with the day of the week and the month in full: `Mon 14 April 2025`,
    /// `Mon 27 January 2025 10:00–12:00 Tokyo time`.
    fileprivate func text(_ words: ReminderWords) -> String {
        switch form {
        case .days(let first, let last):
            return first == last ? words.text(first) : "\(words.text(first)) – \(words.text(last))"
        case .times(let start, let end, let zone):
            var text = words.text(start)
            if let end, end != start {
                text += start.date == end.date ? "–\(end.clockText)" : " – \(words.text(end))"
            }
            return "\(text) \(words.zone(zone))"
        case .approximate, .undetermined: return self.text
        }
    }
}

extension ReminderID.Start {
    /// `Mon 14 April 2025`, `Mon 27 January 2025 10:00 Tokyo time`
    fileprivate func text(_ words: ReminderWords) -> String {
        switch clock {
        case .day(let date): words.text(date)
        case .time(let time): words.text(time) + (zone.map { " \(words.zone($0))" } ?? "")
        }
    }
}

extension String {
    /// The text on one line: line breaks and other control characters, and the spaces around them, are one space.
    /// What people wrote may have any; the journal shows an entry with some of them as a blob.
    package var onOneLine: String {
        var line = UnicodeScalarView()
        var isGap = false
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                isGap = true
                while line.last == " " { line.removeLast() }
            case .spaceSeparator where isGap && scalar == " ": continue
            default:
                if isGap, !line.isEmpty { line.append(" ") }
                isGap = false
                line.append(scalar)
            }
        }
        return String(line)
    }
}
