internal import Chancery
internal import ICalendar
internal import TimeZoneDatabase

/// The agenda as a page for people; it works without scripts.
struct AgendaPage: Sendable {
    /// How many past events the page shows; the feed has all.
    private static let maximumPast = 200

    private let configuration: Configuration
    private let zones: TimeZoneDatabase
    private let today: @Sendable () -> CivilDate?

    /// - Parameter today: the date at which "coming" begins.
    init(_ configuration: Configuration, zones: TimeZoneDatabase, today: @escaping @Sendable () -> CivilDate?) {
        self.configuration = configuration
        self.zones = zones
        self.today = today
    }

    /// - Parameter past: the query that asks for a past (`known=2025-12-10`), where one is shown.
    func html(_ calendar: Calendar, past: String?, publicURL: String) -> String {
        let main = configuration.mainFeed
        let shown = calendar.records.filter { main.shows($0.event) }
        let today = today()
        let agenda = Agenda(shown, in: .everything(around: today), zones: zones)
        let now = today.map { CivilDateTime(date: $0) }
        let isOver = { (line: Agenda.Line) in
            guard let now, let last = line.occurrence.event.when.latest else { return false }
            return last < now
        }
        let coming = agenda.dated.filter { !isOver($0) }
        let open = agenda.undated.filter { !isOver($0) }
        let over = Agenda.ordered(agenda.dated + agenda.undated).reversed().filter(isOver).prefix(Self.maximumPast)
        let sections = [
            section("Coming", coming), section("To be determined", open), section("Past", over),
        ].compactMap(\.self)
        let query = past.map { "?\($0)" } ?? ""
        let addresses =
            ([("the whole calendar", "calendar.ics")] + configuration.feeds.map { ($0.title, "feeds/\($0.name).ics") })
            .map { title, path in address(title, "\(publicURL)/\(path)\(query)") }
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="\(configuration.language)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(configuration.title)</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <h1>\(configuration.title)</h1>
            \(configuration.description.map { "<p>\($0)</p>" })
            \(past.map { "<p><strong>The calendar of the past: \($0).</strong> \(Self.linkToNow)</p>" })
            \(sections.isEmpty ? "<p>Nothing is announced yet.</p>" as HTML : nil)
            \(sections)<h2>Subscribe</h2>
            <ul>
            \(addresses)</ul>
            </body>
            </html>

            """
        return page.text
    }

    private func section(_ title: String, _ lines: some Collection<Agenda.Line>) -> HTML? {
        guard !lines.isEmpty else { return nil }
        return """
            <h2>\(title)</h2>
            <table>
            \(lines.map(row))</table>

            """
    }

    private func row(_ line: Agenda.Line) -> HTML {
        let event = line.occurrence.event
        let state: String? =
            if line.state != .scheduled { line.state.rawValue } else {
                event.status == .tentative ? "tentative" : nil
            }
        let mark: HTML? = state.map { #" <span class="state">\#($0)</span>"# }
        let parties = event.parties.isEmpty ? "" : " (\(event.parties.joined(separator: ", ")))"
        return """
            <tr class="\(state ?? "")"><td>\(event.when.text)</td><td>\
            <span class="title">\(event.title.text(in: configuration.language))</span>\(mark)<br>\
            <span class="detail">\(event.place?.line ?? "")\(parties)</span></td></tr>

            """
    }

    private func address(_ title: String, _ http: String) -> HTML {
        let webcal = "webcal" + http.drop { $0 != ":" }
        return """
            <li>\(title): <a href="\(webcal)">\(webcal)</a> or <code>\(http)</code></li>

            """
    }

    private static let linkToNow: HTML = #"<a href="/">Show it as it is now</a>"#

    private static let style: HTML = """
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { margin-bottom: 0; }
        h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
        table { border-collapse: collapse; width: 100%; }
        td { padding: .4rem .8rem .4rem 0; vertical-align: top; border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
        td:first-child { width: 15rem; font-variant-numeric: tabular-nums; }
        .detail { opacity: .7; font-size: .9rem; }
        .cancelled .title { text-decoration: line-through; }
        .state { border: 1px solid; border-radius: 3px; padding: 0 .3rem; font-size: .8rem; opacity: .8; }
        ul { padding-left: 1.2rem; }
        code { overflow-wrap: anywhere; }
        @media (max-width: 40rem) { td { display: block; border: 0; padding: 0; width: auto !important; } tr { display: block; padding: .5rem 0; border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); } }
        """
}
