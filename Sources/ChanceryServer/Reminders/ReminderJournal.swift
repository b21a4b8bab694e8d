package import Chancery
internal import Glibc
internal import ICalendar
package import TimeZoneDatabase
internal import Logging
internal import ServiceLifecycle
internal import Synchronization
internal import Systemd

/// Where reminders are told.
package protocol ReminderJournal: Sendable {
    /// Tells a reminder; returns when it is told.
    func tell(_ reminder: ReminderMessage) throws

    /// Whether a reminder of this id was told before, by an earlier run as well.
    func wasTold(_ id: String) async throws -> Bool
}

/// A reminder, a notice or the summary of what was missed, in words and fields.
package struct ReminderMessage: Sendable {
    /// ``DueReminder/id``, ``ReminderNotice/id`` or ``MissedReminders/id``.
    package let id: String
    /// Whether it is told later than it was due.
    package let isLate: Bool
    /// For people: `Tomorrow: National Day of Turkmenistan at EXPO 2025 — Mon 14 April 2025, Osaka (TM, JP)`.
    package let text: String
    /// What the text is made of, by the names of journal fields.
    package let fields: [(name: String, value: String)]
    /// The address of the first link of the event.
    let link: String?
    /// What it is about.
    let messageID: MessageID

    package init(_ reminder: DueReminder, language: String, now: Int64, zone: any LocalTimeRules) {
        id = reminder.id
        isLate = reminder.isLate(at: now)
        text = reminder.text(in: language, now: now, zone: zone)
        fields =
            Self.fields(of: reminder.event, id: reminder.id, language: language) + [
                ("CHANCERY_STARTS", rfc3339(reminder.starts)), ("CHANCERY_LEAD", reminder.rule.before),
                ("CHANCERY_DUE", rfc3339(reminder.due)),
            ]
        link = reminder.event.links.first?.href
        messageID = isLate ? .reminderLate : .reminderDue
    }

    package init(_ notice: ReminderNotice, language: String) {
        id = notice.id
        isLate = false
        text = notice.text(in: language)
        fields =
            Self.fields(of: notice.event, id: notice.id, language: language) + [
                ("CHANCERY_NOTICE", notice.kind.name), ("CHANCERY_WAS", "\(notice.was)"),
            ]
        link = notice.event.links.first?.href
        messageID = .reminderNotice
    }

    package init(_ missed: MissedReminders, language: String) {
        id = missed.id
        isLate = true
        text = missed.text(in: language)
        fields = [("CHANCERY_REMINDER_ID", missed.id), ("CHANCERY_MISSED", "\(missed.count)")]
        link = nil
        messageID = .remindersMissed
    }

    /// The fields that tell of an event; every one is there, if empty.
    private static func fields(of event: Event, id: String, language: String) -> [(name: String, value: String)] {
        [
            ("CHANCERY_REMINDER_ID", id), ("CHANCERY_EVENT", event.uid),
            ("CHANCERY_TITLE", event.title.text(in: language).onOneLine),
            ("CHANCERY_PLACE", (event.place?.line ?? "").onOneLine),
            ("CHANCERY_PARTIES", event.parties.joined(separator: ", ")),
        ]
    }
}

/// The system's journal.
package final class SystemReminderJournal: ReminderJournal {
    /// For how long journald may take to write what it was sent.
    private static let patience = Duration.seconds(10)

    /// The field that tells the reminders of several logs apart.
    private let log: JournalField
    /// Sent once, to see that journald has written it, and so what was sent before.
    private let mark = JournalField("CHANCERY_MARK", String(UInt64.random(in: .min ... .max), radix: 16))
    /// Whether journald has written that, and until when it is waited for.
    private let caughtUp = Mutex((isSo: false, deadline: ContinuousClock.Instant?.none))

    /// - Parameter log: the id of the log whose reminders are told.
    package init(log: String) { self.log = JournalField("CHANCERY_LOG", log) }

    package func tell(_ message: ReminderMessage) throws {
        let fields = message.fields.compactMap { name, value in JournalField.Name(name).map { JournalField($0, value) }
        }
        try Journal().send(
            message.text, priority: .notice, id: message.messageID,
            fields: fields + [JournalField("DOCUMENTATION", message.link ?? ""), log])
    }

    package func wasTold(_ id: String) async throws -> Bool {
        try await catchUp()
        // Fields of one name are alternatives.
        let messages = [MessageID.reminderDue, .reminderLate, .reminderNotice, .remindersMissed]
        return try Journal().contains(
            [JournalField("CHANCERY_REMINDER_ID", id), log] + messages.map { JournalField("MESSAGE_ID", "\($0)") })
    }

    /// Waits until journald has written what it was sent before: an earlier run may have been killed when its last
    /// reminder lay in journald's queue, which is read in turn.
    private func catchUp() async throws {
        let state = caughtUp.withLock { $0 }
        guard !state.isSo else { return }
        let deadline = state.deadline ?? .now + Self.patience
        if state.deadline == nil {
            // Of the priority that reminders have: what is stored of those is stored of this.
            try Journal().send(
                "The journal is asked which reminders were told before.", priority: .notice, fields: [mark, log])
            caughtUp.withLock { $0.deadline = deadline }
        }
        var pause = Duration.milliseconds(1)
        while try !Journal().contains([mark]) {
            guard ContinuousClock.now < deadline, !Task.isShuttingDownGracefully else { return }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(100))
        }
        caughtUp.withLock { $0.isSo = true }
    }
}

/// Standard error, for a daemon that is started by hand where there is no journal.
struct TerminalReminderJournal: ReminderJournal {
    private let logger: Logger

    init(logger: Logger) {
        var logger = logger
        // Whatever level the configuration has: these are no remarks of the daemon's.
        logger.logLevel = .notice
        self.logger = logger
    }

    func tell(_ message: ReminderMessage) throws { logger.notice("reminder: \(message.text)") }

    func wasTold(_ id: String) throws -> Bool { false }
}
