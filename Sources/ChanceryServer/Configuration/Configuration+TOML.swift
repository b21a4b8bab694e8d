internal import Chancery
internal import ICalendar
internal import Logging
internal import TOMLKit
package import TimeZoneDatabase

extension Configuration {
    /// Reads a configuration file's text.
    ///
    /// - Parameters:
    ///   - file: the file's name, for errors.
    ///   - zones: where names of zones are looked up.
    /// - Throws: the first key that is not known, or whose value is not of the expected form.
    package init(toml text: String, file: String, zones: TimeZoneDatabase) throws(ConfigurationError) {
        self.init()
        let root: TOMLTable
        do {
            root = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw ConfigurationError(
                place: "\(file):\(error.source.begin.line)", message: "not TOML: \(error.description)")
        } catch {
            throw ConfigurationError(place: file, message: "not TOML: \(error)")
        }
        let top = Section(root, path: "", file: file)
        try top.allow("calendar", "log", "http", "control", "journal", "feeds", "reminders")
        try readCalendar(try top.section("calendar"), zones: zones)
        try readPlaces(log: try top.section("log"), http: try top.section("http"), control: try top.section("control"))
        let journal = try top.section("journal")
        try journal.allow("level")
        let levels = Logger.Level.allCases.map { "\"\($0)\"" }.joined(separator: ", ")
        logLevel = try journal.value("level", "one of \(levels)") { Logger.Level(rawValue: $0) } ?? logLevel
        for section in try top.sections("feeds") { feeds.append(try feed(section)) }
        reminders = try Self.reminders(try top.sections("reminders"))
    }

    private mutating func readCalendar(_ section: Section, zones: TimeZoneDatabase) throws(ConfigurationError) {
        try section.allow("title", "description", "language", "zone")
        title = try section.string("title") ?? title
        description = try section.string("description")
        language = try section.string("language") ?? language
        zone =
            try section.value("zone", "a time zone of the system (\"Asia/Ashgabat\")") {
                (try? zones.zone($0)) != nil ? $0 : nil
            } ?? zone
    }

    private mutating func readPlaces(log: Section, http: Section, control: Section) throws(ConfigurationError) {
        try log.allow("directory", "segment-size", "signing-key")
        logDirectory = try log.value("directory", "a path") { $0.isEmpty ? nil : $0 } ?? logDirectory
        segmentSize =
            try log.value("segment-size", "a size of 4K to 4G (\"64M\")") { Self.size($0, in: 1 << 12...1 << 32) }
            ?? segmentSize
        signingKeyFile = try log.value("signing-key", "the path of a file") { $0.isEmpty ? nil : $0 }
        try http.allow("listen", "public-url")
        listen = try http.value("listen", "an address and a port (\"127.0.0.1:8414\")") { Address($0) } ?? listen
        publicURL = try http.value("public-url", "an http or https address without a slash at the end") { text in
            (text.hasPrefix("https://") || text.hasPrefix("http://")) && !text.hasSuffix("/") ? text : nil
        }
        try control.allow("socket")
        controlSocket = try control.value("socket", "a path") { $0.isEmpty ? nil : $0 } ?? controlSocket
    }

    /// A number of bytes, `4096`, or of units of 1024, `64M`.
    private static func size(_ text: String, in range: ClosedRange<Int>) -> Int? {
        let shift = ["K": 10, "M": 20, "G": 30][text.suffix(1)]
        guard let number = UInt32(shift == nil ? text[...] : text.dropLast()) else { return nil }
        let size = Int(number) << (shift ?? 0)
        return range.contains(size) ? size : nil
    }

    private func feed(_ section: Section) throws(ConfigurationError) -> Feed {
        try section.allow("name", "title", "parties", "kinds", "classification")
        let name = try section.value("name", "lower-case letters, digits and hyphens, 64 at most") { text in
            let isName =
                (1...64).contains(text.utf8.count)
                && text.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
            return isName ? text : nil
        }
        guard let name else { throw section.error("name", "a feed needs a name") }
        guard name != mainFeed.name, !feeds.contains(where: { $0.name == name }) else {
            throw section.error("name", "there is a feed \"\(name)\" already")
        }
        // Feeds above public need tokens, which are not there yet.
        _ = try section.value("classification", "\"public\": other feeds are not served yet") {
            $0 == "public" ? $0 : nil
        }
        var feed = Feed(name: name, title: try section.string("title") ?? name, language: language)
        feed.parties = Set(try section.strings("parties"))
        feed.kinds = Set(try section.strings("kinds"))
        return feed
    }
}
