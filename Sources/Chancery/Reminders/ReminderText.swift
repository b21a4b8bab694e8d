internal import ICalendar
package import TimeZoneDatabase

extension DueReminder {
    /// The reminder as people read it in the journal:
    /// `Tomorrow: National Day of Turkmenistan at EXPO 2025 — Mon 14 April 2025, Osaka (TM, JP)`.
    ///
    /// - Parameters:
    ///   - language: which of the event's titles is taken.
    ///   - zone: that of the event (``ReminderPolicy/zone(of:)``): in it today is today.
    package func text(in language: String, now: Int64, zone: any LocalTimeRules) -> String {
        let late = isLate(at: now) ? " (told late: it was due \(Self.clock(due, in: zone)))" : ""
        return "\(lead(now: now, zone: zone)): \(event.line(in: language))\(late)"
    }

    /// How far away the event is: `Under way`, `Today`, `Tomorrow`, `In 7 days`.
    private func lead(now: Int64, zone: any LocalTimeRules) -> String {
        if ends <= now, starts < now { return "Just over" }
        if starts <= now, !event.when.isAllDay || Self.today(now, in: zone) != start.date { return "Under way" }
        guard let today = Self.today(now, in: zone) else { return "Soon" }
        switch start.date.daysSinceEpoch - today.daysSinceEpoch {
        // Clocks have come to the day after in a zone that skipped the event's own.
        case ...0: return "Today"
        case 1: return "Tomorrow"
        case let days: return "In \(days) days"
        }
    }

    private static func today(_ now: Int64, in zone: any LocalTimeRules) -> CivilDate? {
        CivilDateTime(secondsSinceEpoch: now + Int64(zone.seconds(atUTC: now)))?.date
    }

    /// `Sun 13 April 09:00`
    private static func clock(_ utc: Int64, in zone: any LocalTimeRules) -> String {
        guard let time = CivilDateTime(secondsSinceEpoch: utc + Int64(zone.seconds(atUTC: utc))) else { return "" }
        return "\(time.date.weekdayName) \(time.date.day) \(time.date.longMonthName) \(time.clockText)"
    }
}

extension ReminderNotice {
    /// The notice as people read it in the journal: `Cancelled: Consultations — Mon 27 January 2025 10:00–12:00 Tokyo
    /// time, Tokyo (JP, TM)`, `Moved: … — was Mon 14 April 2025, now Tue 20 May 2025, Osaka`.
    ///
    /// - Parameter language: which of the event's titles is taken.
    package func text(in language: String) -> String {
        let title = event.title.text(in: language)
        let was = was.longText + (superseded.isEmpty ? "" : " and \(superseded.count) more")
        let (place, parties) = (event.shortPlace, event.partyList)
        switch kind {
        case .cancelled: return "Cancelled: \(title) — \(was)\(place)\(parties)"
        case .withdrawn: return "Withdrawn: \(title) — \(was); it had been entered in error"
        case .undated: return "Moved: \(title) — was \(was), now to be determined\(place)\(parties)"
        case .dropped: return "Moved: \(title) — no longer on \(was)\(place)\(parties)"
        case .rescheduled:
            return "Moved: \(title) — was \(was), now \(event.when.longText)\(place)\(parties)"
        case .reinstated:
            let more = superseded.isEmpty ? "" : " and \(superseded.count) more"
            return "Takes place again: \(title) — \(event.when.longText)\(more)\(place)\(parties)"
        }
    }
}

extension MissedReminders {
    /// The summary as people read it in the journal: `3 reminders were missed while the service was down: …`.
    ///
    /// - Parameter language: which of an event's titles is taken.
    package func text(in language: String) -> String {
        var titles: [String] = []
        for reminder in reminders.reversed() {
            let title = reminder.event.title.text(in: language)
            if !titles.contains(title) { titles.append(title) }
            if titles.count > Self.maximumTitles { break }
        }
        let named = titles.prefix(Self.maximumTitles).joined(separator: "; ")
        return (count == 1 ? "1 reminder was" : "\(count) reminders were") + " missed while the service was down: "
            + named + (titles.count > Self.maximumTitles ? "; and others" : "")
    }

    private static let maximumTitles = 3
}

extension Event {
    /// `National Day of Turkmenistan at EXPO 2025 — Mon 14 April 2025, Osaka (TM, JP)`
    fileprivate func line(in language: String) -> String {
        "\(title.text(in: language)) — \(when.longText)\(shortPlace)\(partyList)"
    }

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
    package var longText: String {
        switch form {
        case .days(let first, let last): first == last ? first.longText : "\(first.longText) – \(last.longText)"
        case .times(let start, let end, let zone):
            Self.clock(start, end) + " \(Self.zoneText(zone))"
        case .approximate, .undetermined: text
        }
    }

    private static func clock(_ start: CivilDateTime, _ end: CivilDateTime?) -> String {
        let text = "\(start.date.longText) \(start.clockText)"
        guard let end, end != start else { return text }
        return start.date == end.date
            ? "\(text)–\(end.clockText)" : "\(text) – \(end.date.longText) \(end.clockText)"
    }

    /// `Tokyo time`, `Buenos Aires time`, `UTC`.
    fileprivate static func zoneText(_ zone: String) -> String {
        let city = (zone.split(separator: "/").last ?? zone[...]).split(separator: "_").joined(separator: " ")
        return zone == "UTC" || zone.hasPrefix("Etc/") ? city : "\(city) time"
    }
}

extension ReminderID.Start {
    /// `Mon 14 April 2025`, `Mon 27 January 2025 10:00 Tokyo time`
    package var longText: String {
        switch clock {
        case .day(let date): date.longText
        case .time(let time):
            "\(time.date.longText) \(time.clockText)" + (zone.map { " \(When.zoneText($0))" } ?? "")
        }
    }
}

extension CivilDate {
    /// `Mon 14 April 2025`
    fileprivate var longText: String { "\(weekdayName) \(day) \(longMonthName) \(year)" }

    /// `April`
    fileprivate var longMonthName: String {
        let names = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        return names.indices.contains(month - 1) ? names[month - 1] : ""
    }
}
