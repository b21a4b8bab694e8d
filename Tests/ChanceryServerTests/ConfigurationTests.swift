import Chancery
import ChanceryServer
import Testing
import TimeZoneDatabase

@Suite("Configuration")
struct ConfigurationTests {
    private func read(_ text: String) throws(ConfigurationError) -> Configuration {
        try Configuration(toml: text, file: "chancery.toml", zones: TimeZoneDatabase())
    }

    @Test("an empty file is the default of every key")
    func defaults() throws {
        let configuration = try read("")
        #expect(configuration == Configuration())
        #expect(configuration.listen.description == "127.0.0.1:8414")
    }

    @Test("every key is read")
    func everyKey() throws {
        let configuration = try read(
            """
            [calendar]
            title = "Protocol"
            description = "All of it"
            language = "ja"
            zone = "Asia/Tokyo"
            [log]
            directory = "/srv/log"
            segment-size = "8M"
            signing-key = "/srv/key"
            [http]
            listen = "[::1]:80"
            public-url = "https://calendar.example.org"
            [control]
            socket = "/srv/control"
            [[feeds]]
            name = "summits"
            title = "Summits"
            kinds = ["summit"]
            parties = ["TM", "JP"]
            classification = "public"
            [[reminders]]
            kind = "summit"
            before = "P7D"
            at = "09:00"
            [[reminders]]
            before = "PT2H"
            """)
        #expect(configuration.mainFeed.title == "Protocol")
        #expect(configuration.mainFeed.description == "All of it")
        #expect(configuration.mainFeed.language == "ja")
        #expect(configuration.zone == "Asia/Tokyo")
        #expect(configuration.logDirectory == "/srv/log")
        #expect(configuration.segmentSize == 8 << 20)
        #expect(configuration.signingKeyFile == "/srv/key")
        #expect(configuration.listen == Configuration.Address(host: "::1", port: 80))
        #expect(configuration.publicURL == "https://calendar.example.org")
        #expect(configuration.controlSocket == "/srv/control")
        #expect(configuration.feeds.map(\.name) == ["summits"])
        #expect(configuration.feeds.first?.kinds == ["summit"])
        #expect(configuration.feeds.first?.parties == ["TM", "JP"])
        #expect(
            configuration.reminders == [
                .init(kinds: ["summit"], reminders: rules("P7D", at: "09:00")), .init(reminders: rules("PT2H")),
            ])
    }

    private func rules(_ before: String..., at: String? = nil) -> [ReminderRule] {
        before.compactMap { ReminderRule(before: $0, at: at) }
    }

    @Test("reminders have conditions: tables with the same are one, that without any is tried last")
    func reminders() throws {
        let configuration = try read(
            """
            [[reminders]]
            before = "P1D"
            [[reminders]]
            statuses = ["tentative"]
            before = []
            [[reminders]]
            kinds = ["summit", "visit"]
            classifications = ["public", "private"]
            statuses = ["confirmed"]
            before = ["P7D", "P1D"]
            at = "10:00"
            [[reminders]]
            kind = "national-day"
            before = "P7D"
            [[reminders]]
            before = "PT2H"
            [[reminders]]
            kinds = ["national-day"]
            statuses = []
            before = "P1D"
            """)
        #expect(
            configuration.reminders == [
                .init(statuses: [.tentative], reminders: []),
                .init(
                    kinds: ["summit", "visit"], classifications: [.public, .private], statuses: [.confirmed],
                    reminders: rules("P7D", "P1D", at: "10:00")),
                .init(kinds: ["national-day"], reminders: rules("P7D", "P1D")), .init(reminders: rules("P1D", "PT2H")),
            ])
    }

    @Test(
        "what cannot be used is told with its key or line, and with what was expected",
        arguments: [
            ("[calendar]\ntitel = \"x\"", "chancery.toml: calendar.titel: there is no such key"),
            ("[calender]", "chancery.toml: calender: there is no such key"),
            ("[calendar]\ntitle = 7", "chancery.toml: calendar.title: expected a string"),
            ("[calendar]\nzone = \"Mars/Olympus\"", "chancery.toml: calendar.zone: expected a time zone"),
            ("calendar = 7", "chancery.toml: calendar: expected a table"),
            ("[calendar]\ntitle = \"open", "chancery.toml:2: not TOML"),
            ("[log]\nsigning-key = \"\"", "chancery.toml: log.signing-key: expected the path of a file"),
            ("[http]\nlisten = \"8414\"", "chancery.toml: http.listen: expected an address and a port"),
            ("[http]\nlisten = \"::1:8414\"", "chancery.toml: http.listen: expected an address and a port"),
            (
                "[http]\npublic-url = \"https://a/\"",
                "chancery.toml: http.public-url: expected an http or https address"
            ),
            ("[[feeds]]\ntitle = \"x\"", "chancery.toml: feeds[0].name: a feed needs a name"),
            (
                "[[feeds]]\nname = \"a\"\n[[feeds]]\nname = \"a\"",
                "chancery.toml: feeds[1].name: there is a feed \"a\" already"
            ),
            (
                "[[feeds]]\nname = \"a\"\nkinds = \"summit\"",
                "chancery.toml: feeds[0].kinds: expected a list of strings"
            ),
            (
                "[[feeds]]\nname = \"a\"\nclassification = \"private\"",
                "chancery.toml: feeds[0].classification: expected \"public\""
            ),
            ("[[reminders]]\nkind = \"summit\"", "chancery.toml: reminders[0].before: a reminder says how long before"),
            (
                "[[reminders]]\nbefore = \"P9999D\"\nat = \"09:00\"",
                "chancery.toml: reminders[0].before: expected a duration of 3660 days at most"
            ),
            (
                "[[reminders]]\nkind = \"Summit\"\nbefore = \"P1D\"",
                "chancery.toml: reminders[0].kind: expected lower-case letters, digits and hyphens, 32 at most, not \"Summit\""
            ),
            (
                "[[reminders]]\nkind = \"a\"\nkinds = [\"b\"]\nbefore = \"P1D\"",
                "chancery.toml: reminders[0].kinds: \"kind\" is there already"
            ),
            (
                "[[reminders]]\nbefore = \"P1D\"\n[[reminders]]\nstatuses = [\"cancelled\"]\nbefore = \"P1D\"",
                "chancery.toml: reminders[1].statuses: expected \"tentative\" or \"confirmed\", not \"cancelled\""
            ),
            (
                "[[reminders]]\nclassifications = [\"secret\"]\nbefore = \"P1D\"",
                "chancery.toml: reminders[0].classifications: expected \"public\" or \"private\" or \"confidential\", not"
            ),
            ("[[reminders]]\nbefore = [7]", "chancery.toml: reminders[0].before: expected a list of strings"),
            ("[[reminders]]\nbefore = 7", "chancery.toml: reminders[0].before: expected a"),
            ("[[reminders]]\nbefore = [\"P1D\", \"week\"]", "chancery.toml: reminders[0].before: expected a duration"),
            ("[[reminders]]\nbefore = \"1 day\"", "chancery.toml: reminders[0].before: expected a duration"),
            (
                "[[reminders]]\nbefore = \"PT2H\"\nat = \"09:00\"",
                "chancery.toml: reminders[0].before: \"at\" goes with whole days"
            ),
            ("[[reminders]]\nbefore = \"P1D\"\nat = \"9 h\"", "chancery.toml: reminders[0].at: expected a local time"),
        ])
    func faults(text: String, expected: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "nothing")")
    }
}
