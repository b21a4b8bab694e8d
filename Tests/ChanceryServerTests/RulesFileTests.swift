import Chancery
import ChanceryServer
import EventLog
import TestSupport
import Testing

@Suite("File of reminder rules")
struct RulesFileTests {
    private static let first: [ReminderPolicy.Entry] = [
        .init(
            kinds: ["summit", "visit"], classifications: [.public, .private], statuses: [.confirmed],
            reminders: [ReminderRule(before: "P7D", at: "09:00"), ReminderRule(before: "PT2H", at: nil)].compactMap(
                \.self)),
        .init(reminders: []),
    ]
    private static let second: [ReminderPolicy.Entry] = [.init(statuses: [.tentative], reminders: [])]

    private let directory: TemporaryDirectory
    private let file: RulesFile

    init() throws {
        directory = try TemporaryDirectory()
        file = RulesFile(on: try SystemDisk(directory.path))
    }

    private func former(_ entries: [ReminderPolicy.Entry], _ now: Int64) -> [ReminderPolicy.Former] {
        file.former(to: entries, now: now) { Issue.record($0) }
    }

    @Test("what the configuration had is known after it was changed, and until when")
    func changes() throws {
        #expect(former(Self.first, 100) == [])
        let bytes = try directory.contents
        #expect(former(Self.first, 200) == [])
        #expect(try directory.contents == bytes, "what stays is not written again")
        #expect(former(Self.second, 300) == [.init(entries: Self.first, until: 300)])
        #expect(former(Self.second, 400) == [.init(entries: Self.first, until: 300)])
        #expect(
            former([], 500)
                == [.init(entries: Self.first, until: 300), .init(entries: Self.second, until: 500)])
        #expect(directory.names == ["reminder-rules"])
    }

    @Test("a time that lies ahead is taken as now")
    func ahead() {
        _ = former(Self.first, 100)
        _ = former(Self.second, 1_000)
        #expect(former(Self.second, 600) == [.init(entries: Self.first, until: 600)])
    }

    @Test("no more are kept than a few")
    func many() throws {
        for time in 0..<50 { _ = former(time.isMultiple(of: 2) ? Self.first : Self.second, Int64(time)) }
        #expect(former(Self.second, 50).map(\.until) == Array(30..<50))
    }

    @Test(
        "a file that is not understood is told of, and written anew",
        arguments: [
            "", "{", "[]", #"{"present":[]}"#, #"{"former":[],"present":[{"kinds":[7],"reminders":[]}]}"#,
            #"{"former":[],"present":[{"reminders":[{"before":"soon"}]}]}"#,
            #"{"former":[{"entries":[],"until":"once"}],"present":[]}"#, #"{"former":[],"present":[{}]}"#,
            #"{"former":[],"present":[{"reminders":[],"statuses":["cancelled"]}]}"#,
        ])
    func damaged(text: String) throws {
        try directory.write(Array(text.utf8), to: "reminder-rules")
        var warnings = 0
        #expect(file.former(to: Self.first, now: 100) { _ in warnings += 1 } == [])
        #expect(warnings == 1)
        #expect(former(Self.second, 200) == [.init(entries: Self.first, until: 200)])
    }
}
