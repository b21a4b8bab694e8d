package import Chancery
internal import EventLog
package import Logging

/// What the daemon is told by its configuration file (Config/chancery.toml explains every key).
package struct Configuration: Hashable, Sendable {
    /// An address and a port to listen on.
    package struct Address: Hashable, Sendable, CustomStringConvertible {
        package let host: String
        package let port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }

        /// Reads `127.0.0.1:8414`, `[::1]:8414` or `localhost:0`; port 0 is any free one.
        package init?(_ text: String) {
            guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
                return nil
            }
            var host = text[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") {
                host = host.dropFirst().dropLast()
            } else if host.contains(":") {
                return nil
            }
            guard !host.isEmpty else { return nil }
            self.host = String(host)
            self.port = Int(port)
        }

        package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    }

    package var title = "Calendar"
    package var description: String?
    /// The language tag of feeds and pages (BCP 47).
    package var language = "en"
    /// The zone of whole days whose place has none.
    package var zone = "UTC"
    package var logDirectory = "/var/lib/chancery/log"
    /// At which size in bytes a file of the log is full.
    package var segmentSize = EventLog.defaultSegmentSize
    /// The file with the key that signs the log's heads.
    package var signingKeyFile: String?
    package var listen = Address(host: "127.0.0.1", port: 8414)
    /// Where subscribers reach the daemon: `https://calendar.example.org`, without a slash at the end.
    package var publicURL: String?
    package var controlSocket = "/run/chancery/control"
    /// The named feeds, beside the whole public calendar.
    package var feeds: [Feed] = []
    /// Which events get which reminders, in the order in which they are tried: the one without conditions last.
    package var reminders: [ReminderPolicy.Entry] = []
    /// From which level on something is told to the journal.
    package var logLevel = Logger.Level.info

    package init() {}

    /// The whole public calendar.
    package var mainFeed: Feed {
        Feed(name: "calendar", title: title, description: description, language: language)
    }
}

/// Why a configuration cannot be used: where, and what was expected.
package struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The file, and the line or the key.
    package let place: String
    package let message: String

    package init(place: String, message: String) {
        self.place = place
        self.message = message
    }

    package var description: String { "\(place): \(message)" }
}
