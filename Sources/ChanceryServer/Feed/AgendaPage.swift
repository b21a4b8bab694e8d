internal import CanonicalJSON
internal import Chancery
internal import ICalendar
internal import Mustache
internal import TimeZoneDatabase

/// The agenda as a page for people; it works without scripts.
struct AgendaPage: Sendable {
    /// How many past events the page shows; the feed has all.
    private static let maximumPast = 200

    private let template: MustacheTemplate
    private let configuration: Configuration
    private let zones: TimeZoneDatabase
    private let today: @Sendable () -> CivilDate?

    /// - Parameter today: the date at which "coming" begins.
    init(_ configuration: Configuration, zones: TimeZoneDatabase, today: @escaping @Sendable () -> CivilDate?) throws {
        template = try MustacheTemplate(string: Self.text)
        self.configuration = configuration
        self.zones = zones
        self.today = today
    }

    /// - Parameter past: the query that asks for a past (`known=2025-12-10`), where one is shown.
    func html(_ calendar: Calendar, past: String?, publicURL: String, feeds: [Feed]) -> String {
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
        let query = past.map { "?\($0)" } ?? ""
        let sections: [[String: Any]] = [
            section("Coming", coming), section("To be determined", open), section("Past", over),
        ].compactMap(\.self)
        let addresses = ([("the whole calendar", "calendar.ics")] + feeds.map { ($0.title, "feeds/\($0.name).ics") })
            .map { title, path -> [String: Any] in
                let http = "\(publicURL)/\(path)\(query)"
                return ["title": title, "http": http, "webcal": "webcal" + http.drop { $0 != ":" }]
            }
        var values: [String: Any] = [
            "language": configuration.language, "title": configuration.title, "addresses": addresses,
            "sections": sections, "isEmpty": sections.isEmpty,
        ]
        values["description"] = configuration.description
        values["past"] = past
        return template.render(values)
    }

    private func section(_ title: String, _ lines: some Collection<Agenda.Line>) -> [String: Any]? {
        guard !lines.isEmpty else { return nil }
        let items = lines.map { line -> [String: Any] in
            let event = line.occurrence.event
            let state = line.state
            var item: [String: Any] = [
                "when": event.when.text, "title": event.title.text(in: configuration.language),
                "place": event.place?.line ?? "",
            ]
            // A key that is absent leaves its part of the page out.
            if !event.parties.isEmpty { item["parties"] = event.parties.joined(separator: ", ") }
            if state != .scheduled {
                item["state"] = state.rawValue
            } else if event.status == .tentative {
                item["state"] = "tentative"
            }
            return item
        }
        return ["heading": title, "items": items]
    }

    private static let text = """
        <!DOCTYPE html>
        <html lang="{{language}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>
        <style>
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
        </style>
        </head>
        <body>
        <h1>{{title}}</h1>
        {{#description}}<p>{{.}}</p>{{/description}}
        {{#past}}<p><strong>The calendar of the past: {{.}}.</strong> <a href="/">Show it as it is now</a></p>{{/past}}
        {{#isEmpty}}<p>Nothing is announced yet.</p>{{/isEmpty}}
        {{#sections}}
        <h2>{{heading}}</h2>
        <table>
        {{#items}}
        <tr class="{{state}}"><td>{{when}}</td><td><span class="title">{{title}}</span>{{#state}} <span class="state">{{.}}</span>{{/state}}<br><span class="detail">{{place}}{{#parties}} ({{.}}){{/parties}}</span></td></tr>
        {{/items}}
        </table>
        {{/sections}}
        <h2>Subscribe</h2>
        <ul>
        {{#addresses}}
        <li>{{title}}: <a href="{{webcal}}">{{webcal}}</a> or <code>{{http}}</code></li>
        {{/addresses}}
        </ul>
        </body>
        </html>
        """
}
