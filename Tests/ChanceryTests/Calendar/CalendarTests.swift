import CanonicalJSON
import Chancery
import ICalendar
import TestSupport
import Testing

/// What each type of change makes of an event.
@Suite struct CalendarTests {
    private var ledger = Ledger()

    init() throws {
        try ledger.append(
            scheduled(
                "a", title: #"{"en":"Summit","ja":"首脳会合"}"#, kind: "summit",
                when: #"{"start":"2025-06-10T10:00","end":"2025-06-10T12:00","zone":"Asia/Tokyo"}"#,
                #"""
                ,"description":"Talks","place":{"name":"Ray Garden","city":"Osaka","country":"JP","zone":"Asia/Tokyo",
                "geo":"geo:34.65,135.385"},"parties":["TM","JP","Itochu Corporation"],
                "participants":[{"name":"A. Speaker","role":"Minister","party":"TM","part":"head-of-delegation"}],
                "status":"tentative","classification":"private","categories":["trade"],
                "links":[{"href":"https://a.example/","title":"Programme"}],
                "related":[{"uid":"b","relation":"depends-on"}],"reminders":[{"before":"P7D","at":"18:30"}],
                "announced":"2025-01","source":{"title":"A report","date":"2025-01-28"}
                """#))
    }

    private var record: EventRecord { get throws { try #require(ledger.calendar["a"]) } }

    @Test("a scheduled event has all the fields that it was given")
    func scheduledEvent() throws {
        let event = try record.event
        #expect(event.title.text(in: "ja") == "首脳会合")
        #expect(event.description == .plain("Talks"))
        #expect(event.kind == "summit")
        #expect(
            event.when.form
                == .times(
                    start: time("2025-06-10T10:00"), end: time("2025-06-10T12:00"), zone: "Asia/Tokyo"))
        #expect(
            event.place
                == Place(
                    name: "Ray Garden", city: "Osaka", country: "JP", zone: "Asia/Tokyo", geo: "geo:34.65,135.385"))
        #expect(event.parties == ["TM", "JP", "Itochu Corporation"])
        #expect(event.participants.map(\.line) == ["A. Speaker, Minister (TM)"])
        #expect(event.participants.map(\.part) == ["head-of-delegation"])
        #expect(event.status == .tentative)
        #expect(event.classification == .private)
        #expect(event.categories == ["trade"])
        #expect(event.links.map(\.href) == ["https://a.example/"])
        #expect(event.related.map(\.relation) == [.dependsOn])
        #expect(event.reminders == [try #require(ReminderRule(before: "P7D", at: "18:30"))])
        #expect(try record.state == .scheduled)
        #expect(try record.sequence == 0)
        #expect(try utc(record.created) == "2025-01-28T09:00")
    }

    @Test("the JSON of a record has the fields in the form in which they were given")
    func json() throws {
        let json = try record.json
        let draft = try #require(try JSONValue(parsing: ledger.entries[0].changes).arrayValue?.first?.objectValue)
        for key in draft.keys where !["event", "type", "announced", "source"].contains(key) {
            #expect(json[key] == draft[key], "\(key)")
        }
        #expect(json["uid"] == "a")
        #expect(json["state"] == "scheduled")
        #expect(json["created"] == "2025-01-28T09:00:00Z")
        #expect(json["positions"] == [1])
    }

    @Test("a revision sets some fields, clears others and leaves the rest")
    mutating func revised() throws {
        try ledger.append(
            change(
                "a", "revised",
                #","set":{"title":"Second","status":"confirmed","categories":[]},"clear":["description","parties","reminders"],"reason":"News""#
            ))
        let event = try record.event
        #expect(event.title == .plain("Second"))
        #expect(event.status == .confirmed)
        #expect(event.categories == [])
        #expect(event.description == nil)
        #expect(event.parties == [])
        #expect(event.reminders == nil)
        #expect(event.kind == "summit")
        #expect(event.place?.city == "Osaka")
        #expect(try record.reason == "News")
        try ledger.append(change("a", "cancelled"))
        #expect(try record.reason == nil, "the reason is that of the last change")
    }

    @Test("a cleared field can be any that an event can be without", arguments: EventFields.Optional.allCases)
    mutating func cleared(field: EventFields.Optional) throws {
        try ledger.append(change("a", "revised", #","clear":["\#(field.rawValue)"]"#))
        #expect(try record.json[field.rawValue] == nil)
        #expect(
            ledger.rejection(of: change("a", "revised", #","clear":["\#(field.rawValue)"]"#))?.fault.reason
                == .wrongState)
    }

    @Test("a rescheduled event has the new date and nothing else changes")
    mutating func rescheduled() throws {
        let before = try record
        try ledger.append(change("a", "rescheduled", #","when":{"undetermined":true}"#), at: "2025-02-01T00:00")
        var expected = before.event
        expected.when = When(.undetermined)
        #expect(try record.event == expected)
        #expect(try utc(record.dated) == "2025-02-01T00:00")
    }

    @Test("an event is cancelled and reinstated, concluded with its outcome, and withdrawn for good")
    mutating func states() throws {
        try ledger.append(change("a", "cancelled"))
        #expect(try record.state == .cancelled)
        try ledger.append(change("a", "reinstated"))
        #expect(try record.state == .scheduled)
        try ledger.append(
            change("a", "concluded", #","outcome":{"en":"Agreed"},"links":[{"href":"https://a.example/text"}]"#))
        #expect(try record.state == .concluded)
        #expect(try record.outcome?.text?.text(in: "en") == "Agreed")
        #expect(try record.outcome?.links.map(\.href) == ["https://a.example/text"])
        #expect(try record.event.links.map(\.href) == ["https://a.example/"])
        try ledger.append(change("a", "withdrawn"))
        #expect(try record.state == .withdrawn)
        #expect(ledger.calendar.records == [])
        #expect(ledger.calendar.count == 1)
        #expect(try record.positions == [1, 2, 3, 4, 5])
    }

    @Test("a delivered reminder is noted, and is no new version of the event")
    mutating func reminded() throws {
        let before = try record
        try ledger.append(
            change("a", "reminded", #","reminder":{"id":"a/x/P7D","delivered":"2025-06-03T09:30:00Z","late":false}"#),
            at: "2025-06-03T09:30", isOwn: true)
        #expect(try record.reminded.outcomes.mapValues(\.result) == ["a/x/P7D": .delivered])
        #expect(try record.sequence == before.sequence)
        #expect(try record.lastModified == before.lastModified)
        #expect(try record.positions == [1, 2])
    }

    @Test("SEQUENCE grows with every change, LAST-MODIFIED with every entry, even within one second")
    mutating func versions() throws {
        var previous = try record
        let changes = [
            change("a", "revised", #","set":{"title":"B"}"#), change("a", "cancelled"), change("a", "reinstated"),
            change("a", "rescheduled", #","when":{"date":"2025-06-11"}"#), change("a", "withdrawn"),
        ]
        for change in changes {
            try ledger.append(change)
            #expect(try record.sequence == previous.sequence + 1)
            #expect(try record.lastModified == previous.lastModified + 1)
            previous = try record
        }
        try ledger.append(scheduled("b"), change("b", "cancelled"), change("b", "reinstated"), at: "2025-03-01T00:00")
        #expect(ledger.calendar["b"]?.sequence == 2)
        #expect(utc(ledger.calendar["b"]?.lastModified) == "2025-03-01T00:00", "one entry is one time")
        try ledger.append(change("b", "cancelled"), at: "2025-02-01T00:00")
        #expect(
            utc(ledger.calendar["b"]?.lastModified) == "2025-03-01T00:00:01", "a clock that went back changes nothing")
    }

    @Test("the records come in the order in which they were scheduled, whatever happens to them later")
    mutating func order() throws {
        for uid in ["z", "m", "b", "y"] { try ledger.append(scheduled(uid)) }
        try ledger.append(change("z", "cancelled"), change("m", "withdrawn"))
        #expect(ledger.calendar.records.map(\.event.uid) == ["a", "z", "b", "y"])
    }

    @Test("a calendar is a value: what was taken of it earlier stays as it was")
    mutating func value() throws {
        let earlier = ledger.calendar
        try ledger.append(change("a", "withdrawn"))
        try ledger.append(scheduled("b"))
        #expect(earlier["a"]?.state == .scheduled)
        #expect(earlier["b"] == nil)
        #expect(earlier.position == 1)
        #expect(ledger.calendar.position == 3)
    }

    // MARK: What the public sees

    @Test("only what the public may see of an event changes when the public is told that something changed")
    mutating func lastPublic() throws {
        #expect(ledger.calendar.lastPublic == 0)
        try ledger.append(change("a", "cancelled"), at: "2025-02-01T00:00")
        #expect(ledger.calendar.lastPublic == 0, "it is private")
        try ledger.append(change("a", "revised", #","set":{"classification":"public"}"#), at: "2025-02-02T00:00")
        #expect(utc(ledger.calendar.lastPublic) == "2025-02-02T00:00", "it appears")
        try ledger.append(change("a", "revised", #","set":{"classification":"confidential"}"#), at: "2025-02-03T00:00")
        #expect(utc(ledger.calendar.lastPublic) == "2025-02-03T00:00", "it disappears")
        try ledger.append(
            change("a", "withdrawn"), scheduled("b", #","classification":"private""#), at: "2025-02-04T00:00")
        #expect(utc(ledger.calendar.lastPublic) == "2025-02-03T00:00")
        try ledger.append(scheduled("c"), at: "2025-02-05T00:00")
        try ledger.append(change("c", "withdrawn"), at: "2025-02-06T00:00")
        #expect(utc(ledger.calendar.lastPublic) == "2025-02-06T00:00", "what is withdrawn leaves the feed")
    }

    // MARK: Replay

    @Test("what is judged live and what is replayed from the log are the same, after any changes")
    func replay() throws {
        var (ledger, random) = (Ledger(), SplitMix64(seed: 2025))
        var taken = 0
        for step in 0..<600 {
            let minute = step % 60 < 10 ? "0\(step % 60)" : "\(step % 60)"
            let time = "2025-\(step < 300 ? "02" : "03")-1\(step % 300 / 60)T12:\(minute)"
            let drafts = (0..<(step % 7 == 0 ? 2 : 1)).map { _ in Self.anyDraft(&random) }
            do {
                try ledger.append(try drafts.map { try JSONValue(parsing: $0.utf8) }, at: time)
                taken += 1
            } catch is Calendar.Rejection {
                continue
            }
        }
        #expect((100..<500).contains(taken), "some are taken and some refused")
        let replayed = try ledger.replayed()
        #expect(replayed.records == ledger.calendar.records)
        #expect(replayed.position == ledger.calendar.position)
        #expect(replayed.lastPublic == ledger.calendar.lastPublic)
        var feed = Feed(name: "all", title: "All")
        feed.classifications = Set(Event.Classification.allCases)
        let (live, again) = (
            feed.render(ledger.calendar, zones: Ledger.zones), feed.render(replayed, zones: Ledger.zones)
        )
        #expect(live.bytes == again.bytes)
        #expect(live.lastModified == again.lastModified)
    }

    private static func anyDraft(_ random: inout SplitMix64) -> String {
        let uid = "event-\(Int.random(in: 0..<40, using: &random))"
        let day = Int.random(in: 10...28, using: &random)
        let whens = [
            #"{"date":"2025-04-\#(day)"}"#, #"{"approximate":"2025-05"}"#,
            #"{"start":"2025-04-\#(day)T10:00","end":"2025-04-\#(day)T11:00","zone":"Europe/Paris","repeat":"FREQ=WEEKLY"}"#,
            #"{"date":"2025-04-01","repeat":"FREQ=DAILY;COUNT=30","except":["2025-04-02"]}"#,
        ]
        let when = whens.randomElement(using: &random) ?? whens[0]
        let occurrences = ["", #","occurrence":"2025-04-\#(day)""#, #","occurrence":"2025-04-\#(day)T10:00""#]
        let occurrence = occurrences.randomElement(using: &random) ?? ""
        let drafts = [
            scheduled(uid, title: "\"Event \(day)\"", when: when, day % 2 == 0 ? "" : #","classification":"private""#),
            scheduled(uid, when: when), scheduled(uid, when: when),
            change(uid, "revised", #","set":{"title":"Title \#(day)","parties":["TM"]}"# + occurrence),
            change(uid, "revised", #","clear":["parties"]"#),
            change(uid, "rescheduled", #","when":\#(when)"#),
            change(uid, "rescheduled", #","when":{"date":"2025-06-\#(day)"}"# + occurrence),
            change(uid, "cancelled", occurrence), change(uid, "reinstated", occurrence),
            change(uid, "concluded", #","outcome":"Done""#),
            day == 28 ? change(uid, "withdrawn") : change(uid, "cancelled", occurrence),
        ]
        return drafts.randomElement(using: &random) ?? drafts[0]
    }
}
