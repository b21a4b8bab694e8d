import Glibc
package import Logging
import Synchronization

/// Where log messages of the program go: to the journal as structured entries, or to standard error as lines.
///
/// An entry has the message, `PRIORITY=`, the place in the source (`CODE_FILE=`, `CODE_LINE=`, `CODE_FUNC=`), the
/// logger as `CHANCERY_LOGGER=`, and each metadata key in upper case after `CHANCERY_`. The key ``messageIDKey`` alone
/// keeps its name. An error stands behind the message, because `journalctl` shows the message alone.
package struct JournalLogHandler: LogHandler {
    /// Where to write.
    package enum Destination: Sendable {
        /// To journald.
        case journal
        /// To standard error, a line for each message.
        case standardError
    }

    /// The metadata key whose value is the ``MessageID`` of the message; a line leaves it out.
    package static let messageIDKey = "MESSAGE_ID"

    /// The most bytes of a message or a metadata value that are written.
    static let valueByteLimit = 16_384

    /// From which level on a logger writes that has no level of its own. It may change at any time.
    package static var level: Logger.Level {
        get { sharedLevel.withLock { $0 } }
        set { sharedLevel.withLock { $0 = newValue } }
    }
    private static let sharedLevel = Mutex(Logger.Level.info)

    package var logLevel: Logger.Level {
        get { ownLevel ?? Self.level }
        set { ownLevel = newValue }
    }
    private var ownLevel: Logger.Level?
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let destination: Destination

    /// A handler for one logger.
    /// - Parameters:
    ///   - label: The logger's label.
    ///   - destination: Where to write; by itself the journal where standard error leads there anyway.
    ///   - metadataProvider: What adds metadata to each message.
    package init(
        label: String,
        destination: Destination = .detected(),
        metadataProvider: Logger.MetadataProvider? = LoggingSystem.metadataProvider
    ) {
        self.label = label
        self.destination = destination
        self.metadataProvider = metadataProvider
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        switch destination {
        case .journal:
            do {
                try Journal().send(text(of: event), priority: event.level.priority, fields: fields(of: event))
            } catch {
                writeLine(for: event)
            }
        case .standardError:
            writeLine(for: event)
        }
    }

    private func writeLine(for event: LogEvent) {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        var timestamp = [UInt8](repeating: 0, count: 32)
        let length = timestamp.withUnsafeMutableBytes { buffer in
            strftime(buffer.baseAddress, buffer.count, "%Y-%m-%dT%H:%M:%SZ ", &parts)
        }
        // One write for the whole line, so that lines of several threads do not mix.
        let line = Self.paint(line(for: event), event.level)
        let bytes = timestamp.prefix(length) + Array("\(line)\n".utf8)
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// On a terminal what is wrong is in colour, unless the user wants none (https://no-color.org).
    private static func paint(_ line: String, _ level: Logger.Level) -> String {
        guard hasColour else { return line }
        switch level {
        case .trace, .debug: return "\u{1B}[2m\(line)\u{1B}[0m"
        case .info, .notice: return line
        case .warning: return "\u{1B}[33m\(line)\u{1B}[0m"
        case .error, .critical: return "\u{1B}[1;31m\(line)\u{1B}[0m"
        }
    }
    private static let hasColour = isatty(STDERR_FILENO) != 0 && (getenv("NO_COLOR").map { $0.pointee == 0 } ?? true)

    /// `warning chancery.log: the message key=value`, without characters that would break the line or steer a terminal.
    func line(for event: LogEvent) -> String {
        let pairs = effectiveMetadata(of: event).filter { $0.key != Self.messageIDKey }.map { " \($0.key)=\($0.value)" }
        return "\(event.level) \(label): \(text(of: event))\(pairs.joined())".unicodeScalars
            .map { $0.properties.generalCategory == .control ? "\\u{\(String($0.value, radix: 16))}" : "\($0)" }
            .joined()
    }

    /// What goes to the journal besides the message and its priority.
    func fields(of event: LogEvent) -> [JournalField] {
        [
            JournalField("CODE_FILE", event.file),
            JournalField("CODE_LINE", "\(event.line)"),
            JournalField("CODE_FUNC", event.function),
            JournalField("CHANCERY_LOGGER", label),
        ]
            + effectiveMetadata(of: event).compactMap { key, value in
                JournalField.Name(metadataKey: key).map { JournalField($0, value) }
            }
    }

    private func text(of event: LogEvent) -> String {
        let message = event.error.map { "\(event.message): \($0)" } ?? "\(event.message)"
        return message.prefix(bytes: Self.valueByteLimit)
    }

    /// The metadata of the logger, of the provider and of the message, the later winning; sorted by key.
    private func effectiveMetadata(of event: LogEvent) -> [(key: String, value: String)] {
        metadata
            .merging(metadataProvider?.get() ?? [:]) { $1 }
            .merging(event.metadata ?? [:]) { $1 }
            .map { ($0.key, "\($0.value)".prefix(bytes: Self.valueByteLimit)) }
            .sorted { $0.0 < $1.0 }
    }
}

extension JournalLogHandler.Destination {
    /// The journal where a descriptor is the one that `JOURNAL_STREAM` tells of (systemd.exec(5)), standard error
    /// otherwise.
    /// - Parameters:
    ///   - descriptor: The stream in question.
    ///   - stream: `device:inode` of the stream that the service manager connected to the journal.
    package static func detected(
        descriptor: CInt = STDERR_FILENO, stream: String? = getenv("JOURNAL_STREAM").map { String(cString: $0) }
    ) -> Self {
        var status = stat()
        guard let stream, fstat(descriptor, &status) == 0, stream == "\(status.st_dev):\(status.st_ino)" else {
            return .standardError
        }
        return .journal
    }
}

extension JournalField.Name {
    /// `event-uid` becomes `CHANCERY_EVENT_UID`: upper case, other characters as underscores, cut at the limit.
    init?(metadataKey key: String) {
        guard key != JournalLogHandler.messageIDKey else {
            self = "MESSAGE_ID"
            return
        }
        let characters = key.unicodeScalars.map(Character.init).map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character.uppercased() : "_"
        }
        self.init(String(("CHANCERY_" + characters.joined()).prefix(Self.lengthLimit)))
    }
}

extension Logger.Level {
    fileprivate var priority: Journal.Priority {
        switch self {
        case .trace, .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        case .critical: .critical
        }
    }
}

extension String {
    /// The beginning of the text, of at most so many bytes; a character is not cut in two.
    fileprivate func prefix(bytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
