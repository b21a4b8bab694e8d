internal import ICalendar

/// The words of a reminder in one language, and its dates. A language is here where somebody can vouch for it; others
/// are told in English.
struct ReminderWords: Sendable {
    let today, tomorrow: String
    /// So many days ahead, two at least.
    let inDays: @Sendable (Int) -> String
    /// The event goes on; it is over since less than an hour; it comes at a time that cannot be told.
    let underWay, justOver, soon: String
    /// That the reminder comes late, and when it was due.
    let late: @Sendable (String) -> String
    /// The days of the week, from Monday on, and the months, as they stand in a date.
    let weekdays, months: [String]
    /// The day of the week, the day, the month and the year.
    let date: @Sendable (String, Int, String, Int) -> String
    /// Between a date and a time of the day.
    var comma = " "
    /// Between the lead and the title.
    var colon = ": "
    /// A time zone after a time of the day: `Tokyo time`.
    var zone: @Sendable (String) -> String = { "(\($0))" }

    /// The words of a language tag (BCP 47), which may have subtags (`de-AT`).
    static func of(_ language: String) -> ReminderWords { all[key(language)] ?? english }

    static func key(_ language: String) -> String { language.prefix { $0 != "-" && $0 != "_" }.lowercased() }

    func text(_ date: CivilDate) -> String {
        let month = months.indices.contains(date.month - 1) ? months[date.month - 1] : ""
        let weekday = weekdays.indices.contains(date.weekday.rawValue) ? weekdays[date.weekday.rawValue] : ""
        return self.date(weekday, date.day, month, date.year)
    }

    func text(_ time: CivilDateTime) -> String { text(time.date) + comma + time.clockText }

    static let all = [
        "en": english, "de": german, "fr": french, "ja": japanese, "ru": russian, "tk": turkmen,
    ]

    static let english = ReminderWords(
        today: "Today", tomorrow: "Tomorrow", inDays: { "In \($0) days" }, underWay: "Under way", justOver: "Just over",
        soon: "Soon", late: { "told late: it was due \($0)" },
        weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        months: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ],
        date: { "\($0) \($1) \($2) \($3)" },
        zone: { zone in
            let city = (zone.split(separator: "/").last ?? zone[...]).split(separator: "_").joined(separator: " ")
            return zone == "UTC" || zone.hasPrefix("Etc/") ? city : "\(city) time"
        })

    private static let german = ReminderWords(
        today: "Heute", tomorrow: "Morgen", inDays: { "In \($0) Tagen" }, underWay: "Läuft gerade",
        justOver: "Gerade zu Ende", soon: "Demnächst", late: { "verspätete Erinnerung, fällig war sie: \($0)" },
        weekdays: ["Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."],
        months: [
            "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
            "Dezember",
        ],
        date: { "\($0), \($1). \($2) \($3)" }, comma: ", ")

    private static let french = ReminderWords(
        today: "Aujourd’hui", tomorrow: "Demain", inDays: { "Dans \($0) jours" }, underWay: "En cours",
        justOver: "Vient de se terminer", soon: "Bientôt", late: { "rappel tardif, prévu le \($0)" },
        weekdays: ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."],
        months: [
            "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
            "novembre", "décembre",
        ],
        date: { "\($0) \($1 == 1 ? "1er" : "\($1)") \($2) \($3)" }, comma: ", ", colon: "\u{A0}: ")

    private static let japanese = ReminderWords(
        today: "本日", tomorrow: "明日", inDays: { "\($0)日後" }, underWay: "開催中", justOver: "終了", soon: "まもなく",
        late: { "通知が遅れました。本来の通知日時：\($0)" },
        weekdays: ["月", "火", "水", "木", "金", "土", "日"],
        months: (1...12).map { "\($0)月" },
        date: { "\($3)年\($2)\($1)日(\($0))" }, colon: "：")

    private static let russian = ReminderWords(
        today: "Сегодня", tomorrow: "Завтра",
        inDays: { "Через \($0) \(RussianPlural.form(of: $0, "день", "дня", "дней"))" }, underWay: "Проходит сейчас",
        justOver: "Только что завершилось", soon: "Скоро", late: { "напоминание с опозданием, срок был: \($0)" },
        weekdays: ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
        months: [
            "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
            "декабря",
        ],
        date: { "\($0), \($1) \($2) \($3) г." }, comma: ", ")

    private static let turkmen = ReminderWords(
        today: "Şu gün", tomorrow: "Ertir", inDays: { "\($0) günden soň" }, underWay: "Dowam edýär",
        justOver: "Ýaňy tamamlandy", soon: "Ýakynda", late: { "gijä galan ýatlatma: \($0)" },
        weekdays: ["duş", "siş", "çar", "pen", "ann", "şen", "ýek"],
        months: [
            "ýanwar", "fewral", "mart", "aprel", "maý", "iýun", "iýul", "awgust", "sentýabr", "oktýabr", "noýabr",
            "dekabr",
        ],
        date: { "\($1) \($2) \($3) \($0)" })
}

/// The forms of a Russian noun after a number (Unicode CLDR, plural rules).
enum RussianPlural {
    static func form(of count: Int, _ one: String, _ few: String, _ many: String) -> String {
        if count % 10 == 1, count % 100 != 11 { return one }
        return (2...4).contains(count % 10) && !(12...14).contains(count % 100) ? few : many
    }
}
