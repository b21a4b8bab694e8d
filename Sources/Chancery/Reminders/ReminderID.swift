internal import ICalendar

/// The name of what is told, which is the same whenever it is asked for: what was told once under it is not told again.
///
/// It is made of what people were told and not of the moment: neither other clocks nor other rules of a zone change it.
/// - A reminder: `UID/2025-04-14/P7D@09:00`, `UID/2025-01-27T10:00@Asia/Tokyo/PT2H`, with the original start before the
///   start where an occurrence was moved.
/// - A notice: `UID/2025-04-14/cancelled/17`, `UID/2025-04-14/rescheduled/2025-05-20/17`, with the position of the entry
///   that last told of the occurrence: so the same notice may come again after something else was told.
package struct ReminderID: Hashable, Sendable, CustomStringConvertible {
    /// A start as people were told of it.
    package struct Start: Hashable, Sendable, CustomStringConvertible {
        /// The day, or the time on the wall clock.
        package let clock: OccurrenceID
        /// The zone of a time.
        package let zone: String?

        /// Nil where no date is known.
        package init?(_ when: When) {
            guard let start = when.start else { return nil }
            clock = OccurrenceID(start, isAllDay: when.isAllDay)
            zone = when.zone
        }

        fileprivate init?(_ text: some StringProtocol) {
            let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = parts.first, let clock = OccurrenceID(String(first)), clock.isDay == (parts.count == 1)
            else { return nil }
            self.clock = clock
            zone = parts.count == 2 ? String(parts[1]) : nil
        }

        package var description: String { "\(clock)" + (zone.map { "@\($0)" } ?? "") }
    }

    package enum Content: Hashable, Sendable {
        /// A reminder: the rule as it is written.
        case rule(String)
        /// A notice, and the position of the entry that it corrects.
        case notice(Notice, after: Int)
    }

    /// What became of something that people were told of.
    package enum Notice: Hashable, Sendable {
        case cancelled
        /// It was entered in error.
        case withdrawn
        /// It still takes place, but no date is known.
        case undated
        /// The event does not take place then; of a repeating one other occurrences may be there.
        case dropped
        case rescheduled(Start)
        /// It takes place again, after people were told that it was cancelled.
        case reinstated(Start)
    }

    package let uid: String
    /// The original start of the occurrence; the start, of an event that does not repeat.
    package let occurrence: OccurrenceID
    /// The start that is told of; of a notice, the one that was told of before.
    package let start: Start
    package let content: Content

    init(uid: String, occurrence: OccurrenceID?, start: Start, content: Content) {
        (self.uid, self.occurrence, self.start, self.content) = (uid, occurrence ?? start.clock, start, content)
    }

    /// Reads an id of an event; nil where it is none.
    init?(_ text: String, of uid: String) {
        guard text.hasPrefix(uid + "/") else { return nil }
        var head = text.dropFirst(uid.count + 1)
        func cut(_ text: inout Substring) -> Substring? {
            guard let slash = text.lastIndex(of: "/") else { return nil }
            defer { text = text[..<slash] }
            return text[text.index(after: slash)...]
        }
        guard let last = cut(&head) else { return nil }
        if last.hasPrefix("P") {
            content = .rule(String(last))
        } else {
            guard let position = Int(last), let notice = Self.notice(&head) else { return nil }
            content = .notice(notice, after: position)
        }
        // A zone has slashes as well, but no date before it.
        let parts = head.split(separator: "/", maxSplits: 1)
        if parts.count == 2, let original = OccurrenceID(String(parts[0])), let start = Start(parts[1]) {
            (occurrence, self.start) = (original, start)
        } else {
            guard let start = Start(head) else { return nil }
            (occurrence, self.start) = (start.clock, start)
        }
        self.uid = uid
    }

    /// Takes the notice from the end of a text.
    private static func notice(_ text: inout Substring) -> Notice? {
        let plain: [Notice] = [.cancelled, .withdrawn, .undated, .dropped]
        if let notice = plain.first(where: { text.hasSuffix("/\($0.name)") }) {
            text = text.dropLast(notice.name.count + 1)
            return notice
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let index = parts.lastIndex(where: { $0 == "rescheduled" || $0 == "reinstated" }), index > 0,
            let start = Start(parts[(index + 1)...].joined(separator: "/"))
        else { return nil }
        text = text[..<parts[index - 1].endIndex]
        return parts[index] == "rescheduled" ? .rescheduled(start) : .reinstated(start)
    }

    package var description: String {
        let what =
            switch content {
            case .rule(let rule): rule
            case .notice(let notice, let position): "\(notice.text)/\(position)"
            }
        return "\(uid)/\(occurrence == start.clock ? "" : "\(occurrence)/")\(start)/\(what)"
    }
}

extension ReminderID.Notice {
    fileprivate var text: String {
        switch self {
        case .rescheduled(let start), .reinstated(let start): "\(name)/\(start)"
        default: name
        }
    }

    /// `cancelled`, `rescheduled`, …
    package var name: String {
        switch self {
        case .cancelled: "cancelled"
        case .withdrawn: "withdrawn"
        case .undated: "undated"
        case .dropped: "dropped"
        case .rescheduled: "rescheduled"
        case .reinstated: "reinstated"
        }
    }
}
