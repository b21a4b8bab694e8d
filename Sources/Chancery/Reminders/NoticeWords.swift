/// The words of a notice, and of the summary of what was missed, in one language. Where a language has reminders and no
/// notices, these are told in English.
struct NoticeWords: Sendable {
    /// What became of the event, before its title.
    let cancelled, withdrawn, moved, reinstated: String
    /// Of an event that never should have been there.
    let inError: String
    /// The start that was told of, and the one that holds.
    let wasNow: @Sendable (String, String) -> String
    /// The start that was told of, where none is known any more.
    let wasUndetermined: @Sendable (String) -> String
    /// The start that was told of, where the event does not take place then.
    let noLonger: @Sendable (String) -> String
    /// After a start: that the same goes for so many others.
    let more: @Sendable (Int) -> String
    /// That so many reminders were missed.
    let missed: @Sendable (Int) -> String
    /// At the end of a list that goes on.
    let others: String

    /// The words of a language tag, and those of dates that go with them.
    static func of(_ language: String) -> (NoticeWords, ReminderWords) {
        let key = ReminderWords.key(language)
        return all[key].map { ($0, ReminderWords.of(key)) } ?? (english, ReminderWords.english)
    }

    private static let all = ["en": english, "de": german, "fr": french, "ja": japanese, "ru": russian]

    private static let english = NoticeWords(
        cancelled: "Cancelled", withdrawn: "Withdrawn", moved: "Moved", reinstated: "Takes place again",
        inError: "it had been entered in error", wasNow: { "was \($0), now \($1)" },
        wasUndetermined: { "was \($0), now to be determined" }, noLonger: { "no longer on \($0)" },
        more: { " and \($0) more" },
        missed: { ($0 == 1 ? "1 reminder was" : "\($0) reminders were") + " missed" },
        others: "and others")

    private static let german = NoticeWords(
        cancelled: "Abgesagt", withdrawn: "Zurückgezogen", moved: "Verschoben", reinstated: "Findet doch statt",
        inError: "war irrtümlich eingetragen", wasNow: { "bisher \($0), jetzt \($1)" },
        wasUndetermined: { "bisher \($0), neuer Termin noch offen" }, noLonger: { "nicht mehr am \($0)" },
        more: { $0 == 1 ? " und 1 weiterer Termin" : " und \($0) weitere Termine" },
        missed: { ($0 == 1 ? "1 Erinnerung wurde" : "\($0) Erinnerungen wurden") + " verpasst" },
        others: "und andere")

    private static let french = NoticeWords(
        cancelled: "Annulation", withdrawn: "Retrait", moved: "Changement de date", reinstated: "A de nouveau lieu",
        inError: "inscription erronée", wasNow: { "auparavant \($0), désormais \($1)" },
        wasUndetermined: { "auparavant \($0), nouvelle date à déterminer" }, noLonger: { "n’a plus lieu le \($0)" },
        more: { $0 == 1 ? " et 1 autre date" : " et \($0) autres dates" },
        missed: { ($0 == 1 ? "1 rappel manqué" : "\($0) rappels manqués") },
        others: "et d’autres")

    private static let japanese = NoticeWords(
        cancelled: "中止", withdrawn: "取り消し", moved: "日程変更", reinstated: "中止の取り消し", inError: "誤って登録されたものです",
        wasNow: { "変更前 \($0)、変更後 \($1)" }, wasUndetermined: { "変更前 \($0)、新しい日程は未定" },
        noLonger: { "\($0) には開催されません" }, more: { " ほか\($0)件" },
        missed: { "\($0)件のリマインダーを通知できませんでした" }, others: "ほか")

    private static let russian = NoticeWords(
        cancelled: "Отменено", withdrawn: "Отозвано", moved: "Перенесено", reinstated: "Снова состоится",
        inError: "внесено по ошибке", wasNow: { "было \($0), теперь \($1)" },
        wasUndetermined: { "было \($0), новая дата будет определена" }, noLonger: { "дата \($0) больше не действует" },
        more: { " и ещё \($0)" },
        missed: { count in
            let noun = RussianPlural.form(of: count, "напоминание", "напоминания", "напоминаний")
            return "\(count) \(noun) пропущено"
        },
        others: "и другие")
}
