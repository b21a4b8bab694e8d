@testable import Chancery
import Testing

@Suite struct ReminderTextTests {
    private static let day = #"{"date":"2025-04-14"}"#
    private static let nationalDay = scheduled(
        "a", title: #"{"en":"National Day of Turkmenistan at EXPO 2025","ja":"トルクメニスタン"}"#, when: day,
        #","parties":["TM","JP"],"place":{"name":"Ray Garden","city":"Osaka","country":"JP","zone":"Asia/Tokyo"},"reminders":[{"before":"P7D"},{"before":"P1D"},{"before":"P0D","at":"08:00"}]"#
    )
    private static let talks = scheduled(
        "a", title: #""Talks""#, when: #"{"start":"2025-01-27T10:00","end":"2025-01-27T12:00","zone":"Asia/Tokyo"}"#,
        #","place":{"city":"Tokyo","country":"JP"},"parties":["TM"],"reminders":[{"before":"P1D"},{"before":"PT0S"}]"#)
    private static let visit = scheduled(
        "a", title: #""Visit""#, when: #"{"date":"2025-01-31","until":"2025-02-02"}"#,
        #","reminders":[{"before":"P1D"}]"#)

    @Test(
        "a reminder says how far away what is, when and where",
        arguments: [
            (
                nationalDay, "2025-04-07T00:00", "en",
                "In 7 days: National Day of Turkmenistan at EXPO 2025 — Mon 14 April 2025, Osaka (TM, JP)"
            ),
            (
                nationalDay, "2025-04-13T00:00", "en",
                "Tomorrow: National Day of Turkmenistan at EXPO 2025 — Mon 14 April 2025, Osaka (TM, JP)"
            ),
            (
                nationalDay, "2025-04-13T23:00", "ja", "本日：トルクメニスタン — 2025年4月14日(月), Osaka (TM, JP)"
            ),
            (
                nationalDay, "2025-04-13T03:30", "ja-JP",
                "明日：トルクメニスタン — 2025年4月14日(月), Osaka (TM, JP) (通知が遅れました。本来の通知日時：2025年4月13日(日) 09:00)"
            ),
            (
                nationalDay, "2025-04-13T03:30", "ko",
                "Tomorrow: National Day of Turkmenistan at EXPO 2025 — Mon 14 April 2025, Osaka (TM, JP) (told late: it was due Sun 13 April 2025 09:00)"
            ),
            (
                nationalDay, "2025-04-07T00:30", "DE-at",
                "In 7 Tagen: National Day of Turkmenistan at EXPO 2025 — Mo., 14. April 2025, Osaka (TM, JP) (verspätete Erinnerung, fällig war sie: Mo., 7. April 2025, 09:00)"
            ),
            (
                nationalDay, "2025-04-07T00:00", "ru",
                "Через 7 дней: National Day of Turkmenistan at EXPO 2025 — пн, 14 апреля 2025 г., Osaka (TM, JP)"
            ),
            (
                nationalDay, "2025-04-13T00:30", "tk",
                "Ertir: National Day of Turkmenistan at EXPO 2025 — 14 aprel 2025 duş, Osaka (TM, JP) (gijä galan ýatlatma: 13 aprel 2025 ýek 09:00)"
            ),
            (
                talks, "2025-01-27T01:00", "fr",
                "En cours\u{A0}: Talks — lun. 27 janvier 2025, 10:00–12:00 (Asia/Tokyo), Tokyo, JP (TM)"
            ),
            (
                talks, "2025-01-26T01:00", "en",
                "Tomorrow: Talks — Mon 27 January 2025 10:00–12:00 Tokyo time, Tokyo, JP (TM)"
            ),
            (
                talks, "2025-01-27T01:00", "en",
                "Under way: Talks — Mon 27 January 2025 10:00–12:00 Tokyo time, Tokyo, JP (TM)"
            ),
            (
                visit, "2025-02-01T10:00", "en",
                "Under way: Visit — Fri 31 January 2025 – Sun 2 February 2025 (told late: it was due Thu 30 January 2025 09:00)"
            ),
        ])
    func reminder(draft: String, now: String, language: String, text: String) throws {
        var ledger = Ledger()
        try ledger.append(draft, at: "2025-01-01T00:00")
        let policy = ReminderPolicy(entries: [], zone: "UTC", zones: Ledger.zones)
        var schedule = ReminderSchedule(ledger.calendar, policy: policy, now: seconds(now))
        let due = schedule.due(in: ledger.calendar, now: seconds(now)).reminders
        let reminder = try #require(due.last)
        #expect(reminder.text(in: language, now: seconds(now), zone: policy.zone(of: reminder.event)) == text)
    }

    @Test(
        "a notice says what became of what people were told of",
        arguments: [
            ([change("a", "cancelled")], "Cancelled: Talks — Mon 27 January 2025 10:00 Tokyo time, Tokyo, JP (TM)"),
            (
                [change("a", "withdrawn")],
                "Withdrawn: Talks — Mon 27 January 2025 10:00 Tokyo time; it had been entered in error"
            ),
            (
                [change("a", "rescheduled", #","when":{"undetermined":true}"#)],
                "Moved: Talks — was Mon 27 January 2025 10:00 Tokyo time, now to be determined, Tokyo, JP (TM)"
            ),
            (
                [change("a", "rescheduled", #","when":\#(day)"#)],
                "Moved: Talks — was Mon 27 January 2025 10:00 Tokyo time, now Mon 14 April 2025, Tokyo, JP (TM)"
            ),
            (
                [change("a", "cancelled"), change("a", "reinstated")],
                "Takes place again: Talks — Mon 27 January 2025 10:00–12:00 Tokyo time, Tokyo, JP (TM)"
            ),
        ])
    func notice(drafts: [String], text: String) throws {
        var desk = Desk()
        try desk.append(Self.talks, at: "2025-01-01T00:00")
        _ = try desk.tell("2025-01-26T01:00")
        for draft in drafts.dropLast() {
            try desk.append(draft, at: "2025-01-26T02:00")
            _ = try desk.tell("2025-01-26T02:00")
        }
        try desk.append(drafts[drafts.count - 1], at: "2025-01-26T03:00")
        #expect(try desk.tell("2025-01-26T03:00").notices.map { $0.text(in: "en") } == [text])
    }

    @Test("the summary of what was missed names the last few")
    func missed() throws {
        var desk = Desk()
        for (uid, title) in [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")] {
            let draft = scheduled(
                uid, title: "\"\(title)\"", #","reminders":[{"before":"P1D"},{"before":"P\#(uid == "a" ? 3 : 2)D"}]"#)
            try desk.append(draft, to: uid, at: "2025-01-01T00:00")
        }
        let text = try desk.tell("2025-06-01T00:00").missed?.text(in: "en")
        #expect(text?.hasPrefix("8 reminders were missed: ") == true)
        #expect(text?.hasSuffix("; and others") == true)
        var one = Desk()
        try one.append(scheduled("a", #","reminders":[{"before":"P1D"}]"#), at: "2025-01-01T00:00")
        #expect(
            try one.tell("2025-06-01T00:00").missed?.text(in: "en")
                == "1 reminder was missed: A meeting")
        #expect(
            try one.tell("2025-06-01T00:00").missed == nil, "a summary comes once")
    }

    @Test(
        "notices and the summary are told in the language of the calendar, and in English where it has no words",
        arguments: [
            ("de", "Abgesagt: Talks — Mo., 27. Januar 2025, 10:00 (Asia/Tokyo), Tokyo, JP (TM)"),
            ("fr", "Annulation\u{A0}: Talks — lun. 27 janvier 2025, 10:00 (Asia/Tokyo), Tokyo, JP (TM)"),
            ("ja", "中止：Talks — 2025年1月27日(月) 10:00 (Asia/Tokyo), Tokyo, JP (TM)"),
            ("ru", "Отменено: Talks — пн, 27 января 2025 г., 10:00 (Asia/Tokyo), Tokyo, JP (TM)"),
            ("tk", "Cancelled: Talks — Mon 27 January 2025 10:00 Tokyo time, Tokyo, JP (TM)"),
        ])
    func noticeLanguages(language: String, text: String) throws {
        var desk = Desk()
        try desk.append(Self.talks, at: "2025-01-01T00:00")
        _ = try desk.tell("2025-01-26T01:00")
        try desk.append(change("a", "cancelled"), at: "2025-01-26T03:00")
        #expect(try desk.tell("2025-01-26T03:00").notices.map { $0.text(in: language) } == [text])
    }

    @Test(
        "a number takes the form of the word that goes with it",
        arguments: [
            (1, "1 напоминание пропущено"), (2, "2 напоминания пропущено"), (5, "5 напоминаний пропущено"),
            (12, "12 напоминаний пропущено"), (21, "21 напоминание пропущено"), (111, "111 напоминаний пропущено"),
        ])
    func plural(count: Int, text: String) {
        #expect(NoticeWords.of("ru").0.missed(count) == text)
    }

    @Test("every language has all days of the week and all months, and no word twice")
    func dates() {
        for (language, words) in ReminderWords.all {
            #expect(Set(words.weekdays).count == 7 && Set(words.months).count == 12, "\(language)")
            #expect(words.weekdays.count == 7 && words.months.count == 12, "\(language)")
        }
    }

    @Test(
        "what breaks lines or steers a terminal is one space",
        arguments: [
            ("Talks", "Talks"), ("Talks\nin Tokyo", "Talks in Tokyo"), ("Talks \r\n\t in Tokyo\n", "Talks in Tokyo"),
            ("\nTalks\u{1B}[31m", "Talks [31m"), ("Talks\u{2028}\u{85}in  Tokyo", "Talks in  Tokyo"), ("\u{0}", ""),
            ("首脳\n会合", "首脳 会合"),
        ])
    func oneLine(text: String, expected: String) { #expect(text.onOneLine == expected) }

    @Test("a title of several lines is told on one")
    func title() throws {
        var ledger = Ledger()
        try ledger.append(
            scheduled(
                "a", title: #""Talks\non\ttransport\u0007""#, when: Self.day,
                #","place":{"city":"Osaka\r\nJapan"},"reminders":[{"before":"P1D"}]"#), at: "2025-01-01T00:00")
        let policy = ReminderPolicy(entries: [], zone: "UTC", zones: Ledger.zones)
        let now = seconds("2025-04-13T09:00")
        var schedule = ReminderSchedule(ledger.calendar, policy: policy, now: now)
        let reminder = try #require(schedule.due(in: ledger.calendar, now: now).reminders.first)
        #expect(
            reminder.text(in: "en", now: now, zone: policy.zone(of: reminder.event))
                == "Tomorrow: Talks on transport — Mon 14 April 2025, Osaka Japan")
    }
}
