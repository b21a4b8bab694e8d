package import Chancery
internal import Glibc
internal import ICalendar
package import TimeZoneDatabase
internal import Logging
internal import Systemd

/// Where reminders are told.
package protocol ReminderJournal: Sendable {
    /// Tells a reminder; returns when it is told.
    func tell(_ reminder: ReminderMessage) throws

    /// Whether a reminder of this id was told before, by an earlier run as well.
    func wasTold(_ id: String) throws -> Bool
}

/// A reminder in words and fields.
package struct ReminderMessage: Sendable {
    package let reminder: DueReminder
    /// Whether it is told later than it was due.
    package let isLate: Bool
    /// For people: `Tomorrow: National Day of Turkmenistan at EXPO 2025 — Mon 14 Apr 2025, Osaka, JP (TM, JP)`.
    package let text: String
    /// What the text is made of, by the names of journal fields. Every field is there, if empty.
    package let fields: [(name: String, value: String)]

    package init(_ reminder: DueReminder, isLate: Bool, language: String, now: Int64, zone: any LocalTimeRules) {
        let event = reminder.event
        let title = event.title.text(in: language)
        let place = event.place?.line ?? ""
        let parties = event.parties.joined(separator: ", ")
        let today = (now + Int64(zone.seconds(atUTC: now))).quotientFlooring(86_400)
        let days = Int64(reminder.start.date.daysSinceEpoch) - today
        let lead =
            switch days {
            case ..<0: "Under way"
            case 0: "Today"
            case 1: "Tomorrow"
            default: "In \(days) days"
            }
        let date = "\(reminder.start.date.weekdayName) \(event.when.text)"
        self.reminder = reminder
        self.isLate = isLate
        text =
            "\(lead): \(title) — " + [date, place].filter { !$0.isEmpty }.joined(separator: ", ")
            + (parties.isEmpty ? "" : " (\(parties))") + (isLate ? " [late]" : "")
        fields = [
            ("CHANCERY_REMINDER_ID", reminder.id), ("CHANCERY_EVENT", event.uid), ("CHANCERY_TITLE", title),
            ("CHANCERY_STARTS", rfc3339(reminder.starts)), ("CHANCERY_LEAD", reminder.rule.before),
            ("CHANCERY_PLACE", place), ("CHANCERY_PARTIES", parties), ("CHANCERY_DUE", rfc3339(reminder.due)),
        ]
    }
}

extension Int64 {
    fileprivate func quotientFlooring(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

/// The system's journal.
struct SystemReminderJournal: ReminderJournal {
    func tell(_ message: ReminderMessage) throws {
        let link = message.reminder.event.links.first?.href
        let fields = message.fields.compactMap { name, value in JournalField.Name(name).map { JournalField($0, value) }
        }
        try Journal().send(
            message.text, priority: .notice, id: message.isLate ? .reminderLate : .reminderDue,
            fields: fields + [JournalField("DOCUMENTATION", link ?? "")])
    }

    func wasTold(_ id: String) throws -> Bool {
        // Fields of one name are alternatives.
        try Journal().contains([
            JournalField("CHANCERY_REMINDER_ID", id), JournalField("MESSAGE_ID", "\(MessageID.reminderDue)"),
            JournalField("MESSAGE_ID", "\(MessageID.reminderLate)"),
        ])
    }
}

/// Standard error, for a daemon that is started by hand where there is no journal.
struct TerminalReminderJournal: ReminderJournal {
    let logger: Logger

    func tell(_ message: ReminderMessage) throws { logger.notice("reminder: \(message.text)") }

    func wasTold(_ id: String) throws -> Bool { false }
}
