import Glibc
import Logging
import Testing

@testable import Systemd

@Suite("Journal log handler")
struct JournalLogHandlerTests {
    private func event(
        _ message: Logger.Message, error: (any Error)? = nil, metadata: Logger.Metadata? = nil
    ) -> LogEvent {
        LogEvent(
            level: .warning, message: message, error: error, metadata: metadata, source: nil, file: "Log/Append.swift",
            function: "append(_:)", line: 42
        )
    }

    @Test("sends the place, the logger and the metadata as fields")
    func fields() {
        let handler = JournalLogHandler(label: "chancery.log", destination: .journal, metadataProvider: nil)
        #expect(
            handler.fields(of: event("hello", metadata: ["position": "7", "event-uid": "a@b"])) == [
                JournalField("CODE_FILE", "Log/Append.swift"),
                JournalField("CODE_LINE", "42"),
                JournalField("CODE_FUNC", "append(_:)"),
                JournalField("CHANCERY_LOGGER", "chancery.log"),
                JournalField("CHANCERY_EVENT_UID", "a@b"),
                JournalField("CHANCERY_POSITION", "7"),
            ]
        )
    }

    @Test(
        "makes a field name of any metadata key",
        arguments: [
            ("uid", "CHANCERY_UID"), ("hb.request.id", "CHANCERY_HB_REQUEST_ID"), ("größe", "CHANCERY_GR__E"),
            ("", "CHANCERY_"), ("_1", "CHANCERY__1"), ("日本", "CHANCERY___"), ("a=b\n", "CHANCERY_A_B_"),
            (String(repeating: "k", count: 100), "CHANCERY_" + String(repeating: "K", count: 55)),
        ]
    )
    func metadataKeys(key: String, name: String) {
        #expect(JournalField.Name(metadataKey: key)?.text == name)
    }

    @Test("sends the message id under the journal's own name, and leaves it out of a line")
    func messageID() {
        let handler = JournalLogHandler(label: "chancery", destination: .journal, metadataProvider: nil)
        let event = event("m", metadata: ["MESSAGE_ID": "\(MessageID(7))", "position": "1"])
        #expect(handler.fields(of: event).contains(JournalField("MESSAGE_ID", "\(MessageID(7))")))
        #expect(handler.line(for: event) == "warning chancery: m position=1")
    }

    @Test("prints one line: level, logger, message, error, metadata")
    func line() {
        struct Full: Error, CustomStringConvertible {
            let description = "the disk is full"
        }
        let handler = JournalLogHandler(label: "chancery.log", destination: .standardError, metadataProvider: nil)
        #expect(
            handler.line(for: event("append refused", error: Full(), metadata: ["position": "7", "bytes": "512"]))
                == "warning chancery.log: append refused: the disk is full bytes=512 position=7"
        )
    }

    @Test("lets no message begin a line of its own or steer the terminal")
    func controlCharacters() {
        let handler = JournalLogHandler(label: "chancery", destination: .standardError, metadataProvider: nil)
        #expect(
            handler.line(for: event("one\ntwo\r\u{1b}[2J — ü", metadata: ["key": "\u{7f}"]))
                == "warning chancery: one\\u{a}two\\u{d}\\u{1b}[2J — ü key=\\u{7f}"
        )
    }

    @Test("lets the message's metadata win over the provider's, and that over the logger's")
    func precedence() {
        var handler = JournalLogHandler(
            label: "chancery", destination: .standardError,
            metadataProvider: Logger.MetadataProvider { ["b": "provider", "c": "provider"] }
        )
        handler.metadata = ["a": "logger", "b": "logger", "c": "logger"]
        #expect(handler[metadataKey: "a"] == "logger")
        #expect(
            handler.line(for: event("m", metadata: ["c": "message"]))
                == "warning chancery: m a=logger b=provider c=message"
        )
    }

    @Test("cuts what is too long, on a character boundary")
    func longValues() {
        let handler = JournalLogHandler(label: "l", destination: .standardError, metadataProvider: nil)
        let text = String(repeating: "日", count: JournalLogHandler.valueByteLimit)
        let kept = String(repeating: "日", count: JournalLogHandler.valueByteLimit / 3)
        #expect(handler.line(for: event("\(text)", metadata: ["k": "\(text)"])) == "warning l: \(kept) k=\(kept)")
    }

    @Test("writes to the journal only where the stream is the one that JOURNAL_STREAM names")
    func detection() throws {
        var ends: [CInt] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        var status = stat()
        try #require(fstat(ends[1], &status) == 0)
        let detected: [(String?, JournalLogHandler.Destination)] = [
            ("\(status.st_dev):\(status.st_ino)", .journal), ("\(status.st_dev):\(status.st_ino + 1)", .standardError),
            ("\(status.st_ino)", .standardError), ("", .standardError), (nil, .standardError),
        ]
        for (stream, destination) in detected {
            #expect(.detected(descriptor: ends[1], stream: stream) == destination)
        }
        #expect(JournalLogHandler.Destination.detected(descriptor: -1, stream: "0:0") == .standardError)
    }
}
