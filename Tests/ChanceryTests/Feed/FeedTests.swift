import Chancery
import ICalendar
import Testing

@Suite struct FeedTests {
    private var ledger = Ledger()

    /// The feed as text.
    private func text(_ feed: Feed = Feed(name: "all", title: "All")) -> String {
        String(decoding: feed.render(ledger.calendar, zones: Ledger.zones).bytes, as: UTF8.self)
    }

    /// The events of the feed, as a client reads them.
    private func events(_ feed: Feed = Feed(name: "all", title: "All")) throws -> [Component] {
        try Component.parse(feed.render(ledger.calendar, zones: Ledger.zones).bytes).components.filter {
            $0.name == .event
        }
    }

    private func lines(_ component: Component) -> [String] {
        String(decoding: component.serialized(), as: UTF8.self).split(separator: "\r\n").map(String.init)
    }

    @Test("a feed with one event is these bytes")
    mutating func wholeFeed() throws {
        try ledger.append(
            scheduled("expo"), scheduled("next"), scheduled("secret", #","classification":"private""#))
        try ledger.append(
            scheduled(
                "national-day@chancery.example", title: #"{"en":"National Day","ja":"ナショナルデー"}"#, kind: "national-day",
                #"""
                ,"description":"One; two,\nthree \\ four","parties":["TM"],
                "participants":[{"name":"A. Speaker","role":"President","party":"TM"},{"name":"B. Guest"}],
                "place":{"name":"Ray Garden","city":"Osaka","country":"JP","geo":"geo:34.65,135.385"},
                "categories":["expo"],"links":[{"href":"https://a.example/?a=1;2,3","title":"Programme"}],
                "related":[{"uid":"expo","relation":"parent"},{"uid":"next","relation":"depends-on"},
                           {"uid":"secret","relation":"parent"},{"uid":"unknown","relation":"parent"}]
                """#))
        var feed = Feed(name: "all", title: "Days, and more", description: "A calendar", language: "en")
        feed.kinds = ["national-day"]
        #expect(
            text(feed)
                == [
                    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Chancery//Calendar feed 1//EN", "CALSCALE:GREGORIAN",
                    #"NAME:Days\, and more"#, #"X-WR-CALNAME:Days\, and more"#, "DESCRIPTION:A calendar",
                    "X-WR-CALDESC:A calendar", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
                    "BEGIN:VEVENT", "UID:national-day@chancery.example", "DTSTAMP:20250128T090000Z",
                    "CREATED:20250128T090000Z", "LAST-MODIFIED:20250128T090000Z", "SEQUENCE:0",
                    "DTSTART;VALUE=DATE:20250414", "DTEND;VALUE=DATE:20250415", "SUMMARY:National Day",
                    #"DESCRIPTION:One\; two\,\nthree \\ four\n\nParties: TM\n\nA. Speaker\, Presi"#,
                    #" dent (TM)\nB. Guest\n\nProgramme: https://a.example/?a=1\;2\,3"#,
                    #"LOCATION:Ray Garden\, Osaka\, JP"#, "GEO:34.65;135.385", "STATUS:CONFIRMED",
                    "CATEGORIES:national-day,expo", "URL:https://a.example/?a=1;2,3", "RELATED-TO:expo",
                    "RELATED-TO;RELTYPE=DEPENDS-ON:next", "END:VEVENT", "END:VCALENDAR", "",
                ].joined(separator: "\r\n"))
        #expect(utc(feed.render(ledger.calendar, zones: Ledger.zones).lastModified) == "2025-01-28T09:00")
    }

    @Test("rendering again gives the same bytes")
    mutating func deterministic() throws {
        for index in 0..<50 {
            try ledger.append(
                scheduled(
                    "event-\(index)",
                    when: #"""
                        {"start":"2025-04-14T10:00","zone":"\#(["Asia/Tokyo", "Europe/Paris", "America/New_York"][index % 3])",
                         "repeat":"FREQ=DAILY"}
                        """#),
                change("event-\(index)", "cancelled", #","occurrence":"2025-04-16T10:00""#),
                change("event-\(index)", "cancelled", #","occurrence":"2025-04-15T10:00""#))
        }
        let first = text()
        #expect(first.contains("UID:event-49"))
        for _ in 0..<3 { #expect(text() == first) }
    }

    @Test("an event of several days ends on the day after its last")
    mutating func severalDays() throws {
        try ledger.append(scheduled("a", when: #"{"date":"2024-12-30","until":"2024-12-31"}"#))
        let event = try #require(try events().first)
        #expect(event[.dtstart]?.value == "20241230")
        #expect(event[.dtend]?.value == "20250101")
        #expect(event[.dtend]?[.value] == "DATE")
    }

    @Test(
        "a timed event is on the clocks of its zone; one without an end has none",
        arguments: [
            (#","end":"2025-01-27T12:00""#, "20250127T120000"), ("", nil), (#","end":"2025-01-27T10:00""#, nil),
        ])
    mutating func timed(end: String, dtend: String?) throws {
        try ledger.append(scheduled("a", when: #"{"start":"2025-01-27T10:00"\#(end),"zone":"Asia/Tokyo"}"#))
        let event = try #require(try events().first)
        #expect(event[.dtstart]?.value == "20250127T100000")
        #expect(event[.dtstart]?[.tzid] == "Asia/Tokyo")
        #expect(event[.dtend]?.value == dtend)
        #expect(
            text().contains(
                """
                BEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\n\
                TZNAME:JST\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n
                """))
    }

    @Test("each zone that is named is described once, before the events, also that of a moved occurrence only")
    mutating func zones() throws {
        try ledger.append(
            scheduled("a", when: #"{"start":"2025-01-27T10:00","zone":"Europe/Paris","repeat":"FREQ=DAILY"}"#),
            scheduled("b", when: #"{"start":"2025-01-27T10:00","zone":"Europe/Paris"}"#),
            scheduled("c", when: #"{"date":"2025-01-27"}"#, #","place":{"zone":"Asia/Ashgabat"}"#),
            change(
                "a", "rescheduled",
                #","occurrence":"2025-01-28T10:00","when":{"start":"2025-01-28T10:00","zone":"Asia/Tokyo"}"#))
        let components = try Component.parse(Array(text().utf8)).components
        #expect(components.map(\.name) == [.timeZone, .timeZone] + Array(repeating: .event, count: 4))
        #expect(components.compactMap { $0[.tzid]?.value } == ["Asia/Tokyo", "Europe/Paris"])
    }

    @Test("the zone of a series without end has the rules of today, however long ago it began")
    mutating func zoneOfOldSeries() throws {
        try ledger.append(
            scheduled("a", when: #"{"start":"1998-01-05T10:00","zone":"America/New_York","repeat":"FREQ=WEEKLY"}"#))
        let zone = try #require(try Component.parse(Array(text().utf8)).components.first)
        // Since 2007 clocks change on the second Sunday of March and the first of November.
        let open = zone.components.compactMap { $0[.rrule]?.value }.filter { !$0.contains("UNTIL") }
        #expect(open.sorted() == ["FREQ=YEARLY;BYMONTH=11;BYDAY=1SU", "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"])
    }

    @Test("a repeating event has its rule, what is left out and what is added")
    mutating func repeating() throws {
        try ledger.append(
            scheduled(
                "timed",
                when: #"""
                    {"start":"2025-03-03T10:00","zone":"Europe/Paris","repeat":"FREQ=WEEKLY;COUNT=10",
                     "except":["2025-03-17T10:00","2025-03-10T10:00"],"also":["2025-03-05T14:00"]}
                    """#),
            scheduled(
                "days",
                when: #"{"date":"2025-10-27","repeat":"FREQ=YEARLY","except":["2026-10-27"],"also":["2026-10-28"]}"#))
        let events = try events()
        #expect(
            lines(events[0]).filter { $0.hasPrefix("RRULE") || $0.hasPrefix("EXDATE") || $0.hasPrefix("RDATE") } == [
                "RRULE:FREQ=WEEKLY;COUNT=10", "EXDATE;TZID=Europe/Paris:20250310T100000",
                "EXDATE;TZID=Europe/Paris:20250317T100000", "RDATE;TZID=Europe/Paris:20250305T140000",
            ])
        #expect(
            lines(events[1]).filter { $0.hasPrefix("RRULE") || $0.hasPrefix("EXDATE") || $0.hasPrefix("RDATE") } == [
                "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20261027", "RDATE;VALUE=DATE:20261028",
            ])
    }

    @Test("an occurrence that differs is an event of its own, named by its original start, of the same version")
    mutating func occurrences() throws {
        try ledger.append(
            scheduled(
                "a",
                when:
                    #"{"start":"2025-03-03T10:00","end":"2025-03-03T11:00","zone":"Europe/Paris","repeat":"FREQ=WEEKLY"}"#
            ))
        try ledger.append(
            change("a", "cancelled", #","occurrence":"2025-03-24T10:00""#),
            change("a", "rescheduled", #","occurrence":"2025-03-10T10:00","when":{"date":"2025-03-12"}"#),
            change("a", "revised", #","occurrence":"2025-03-17T10:00","set":{"title":"Special","status":"tentative"}"#))
        let events = try events()
        #expect(events.map { $0[.uid]?.value } == ["a", "a", "a", "a"])
        #expect(events.map { $0[.sequence]?.value } == ["3", "3", "3", "3"])
        #expect(Set(events.map { $0[.lastModified]?.value }) == ["20250128T090001Z"])
        #expect(
            events.map { $0[.recurrenceID]?.value } == [nil, "20250310T100000", "20250317T100000", "20250324T100000"])
        #expect(events.map { $0[.recurrenceID]?[.tzid] } == [nil, "Europe/Paris", "Europe/Paris", "Europe/Paris"])
        #expect(
            events.map { $0[.dtstart]?.value } == ["20250303T100000", "20250312", "20250317T100000", "20250324T100000"])
        #expect(
            events.map { $0[.dtend]?.value } == ["20250303T110000", "20250313", "20250317T110000", "20250324T110000"])
        #expect(events.map { $0[.summary]?.text } == ["A meeting", "A meeting", "Special", "A meeting"])
        #expect(events.map { $0[.status]?.value } == ["CONFIRMED", "CONFIRMED", "TENTATIVE", "CANCELLED"])
        #expect(events.map { $0[.rrule] != nil } == [true, false, false, false])
        // What was moved or cancelled stays named, or clients would keep the old version.
        try ledger.append(change("a", "reinstated", #","occurrence":"2025-03-24T10:00""#))
        #expect(try self.events().map { $0[.status]?.value } == ["CONFIRMED", "CONFIRMED", "TENTATIVE", "CONFIRMED"])
        try ledger.append(change("a", "cancelled"))
        #expect(Set(try self.events().map { $0[.status]?.value }) == ["CANCELLED"])
    }

    @Test("an occurrence of whole days is named by its date")
    mutating func occurrenceOfDays() throws {
        try ledger.append(
            scheduled("a", when: #"{"date":"2025-10-27","repeat":"FREQ=YEARLY"}"#),
            change("a", "cancelled", #","occurrence":"2027-10-27""#))
        #expect(lines(try events()[1]).contains("RECURRENCE-ID;VALUE=DATE:20271027"))
    }

    // MARK: Who sees what

    @Test("events without a date, withdrawn ones and private ones are nowhere in the feed")
    mutating func left() throws {
        try ledger.append(
            scheduled("approximate", when: #"{"approximate":"2025-12"}"#),
            scheduled("undetermined", when: #"{"undetermined":true}"#), scheduled("withdrawn"), scheduled("shown"),
            at: "2025-01-28T09:00")
        try ledger.append(change("withdrawn", "withdrawn"), at: "2025-01-28T10:00")
        let before = Feed(name: "all", title: "All").render(ledger.calendar, zones: Ledger.zones)
        #expect(utc(before.lastModified) == "2025-01-28T10:00", "what is withdrawn leaves the feed")
        try ledger.append(
            scheduled(
                "private", title: #""Secret""#, when: #"{"start":"2025-04-14T10:00","zone":"Asia/Tokyo"}"#,
                #","classification":"private""#),
            scheduled("confidential", title: #""Secret""#, #","classification":"confidential""#), at: "2025-01-28T11:00"
        )
        try ledger.append(change("private", "cancelled"), at: "2025-01-28T12:00")
        let after = Feed(name: "all", title: "All").render(ledger.calendar, zones: Ledger.zones)
        #expect(after.bytes == before.bytes)
        #expect(after.lastModified == before.lastModified)
        #expect(try events().map { $0[.uid]?.value } == ["shown"])
    }

    @Test("a feed for those who may see more says of each event who may")
    mutating func classified() throws {
        try ledger.append(
            scheduled("a"), scheduled("b", #","classification":"private""#),
            scheduled("c", #","classification":"confidential""#))
        var feed = Feed(name: "office", title: "Office")
        feed.classifications = [.public, .private]
        #expect(try events(feed).map { $0[.uid]?.value } == ["a", "b"])
        #expect(try events(feed).map { $0[.class]?.value } == [nil, "PRIVATE"])
    }

    @Test("a feed has the events of its kinds and parties only, in its language")
    mutating func filtered() throws {
        try ledger.append(
            scheduled("a", title: #"{"en":"E","ja":"J"}"#, kind: "summit", #","parties":["TM","JP"]"#),
            scheduled("b", kind: "summit", #","parties":["KZ"]"#), scheduled("c", kind: "visit", #","parties":["JP"]"#),
            scheduled("d", kind: "visit"))
        var feed = Feed(name: "f", title: "F", language: "ja-JP")
        #expect(try events(feed).count == 4)
        feed.parties = ["JP", "KG"]
        #expect(try events(feed).map { $0[.uid]?.value } == ["a", "c"])
        #expect(try events(feed).map { $0[.summary]?.text } == ["J", "A meeting"])
        feed.kinds = ["summit"]
        #expect(try events(feed).map { $0[.uid]?.value } == ["a"])
        feed.parties = []
        #expect(try events(feed).map { $0[.uid]?.value } == ["a", "b"])
    }

    // MARK: Events

    @Test("a cancelled event stays, as cancelled, and a concluded one with what came of it")
    mutating func states() throws {
        try ledger.append(
            scheduled("a", #","status":"tentative""#), scheduled("b", #","links":[{"href":"https://a.example/1"}]"#),
            scheduled("c", kind: "observance"))
        #expect(try events().map { $0[.status]?.value } == ["TENTATIVE", "CONFIRMED", "CONFIRMED"])
        #expect(try events().map { $0[.transp]?.value } == [nil, nil, "TRANSPARENT"])
        try ledger.append(
            change("a", "cancelled"),
            change("b", "concluded", #","outcome":"Agreed","links":[{"href":"https://a.example/2","title":"Text"}]"#))
        #expect(try events().map { $0[.status]?.value } == ["CANCELLED", "CONFIRMED", "CONFIRMED"])
        #expect(
            try events()[1][.description]?.text == "Outcome: Agreed\n\nhttps://a.example/1\nText: https://a.example/2")
        #expect(try events()[1][.url]?.value == "https://a.example/1")
    }

    @Test("each version of an event has a higher SEQUENCE and a later LAST-MODIFIED than the one before")
    mutating func versions() throws {
        try ledger.append(scheduled("a", when: #"{"date":"2025-04-14","repeat":"FREQ=DAILY"}"#))
        var versions: [String] = []
        for change in [
            "", change("a", "revised", #","set":{"title":"B"}"#),
            change("a", "cancelled", #","occurrence":"2025-04-15""#),
            change("a", "rescheduled", #","occurrence":"2025-04-16","when":{"date":"2025-05-16"}"#),
            change("a", "cancelled"),
        ] {
            if !change.isEmpty { try ledger.append(change) }
            let event = try #require(try events().first)
            versions.append("\(event[.sequence]?.value ?? "") \(event[.lastModified]?.value ?? "")")
            #expect(event[.dtstamp]?.value == event[.lastModified]?.value)
            #expect(event[.created]?.value == "20250128T090000Z")
        }
        #expect(
            versions == [
                "0 20250128T090000Z", "1 20250128T090001Z", "2 20250128T090002Z", "3 20250128T090003Z",
                "4 20250128T090004Z",
            ])
    }

    @Test("long lines are folded at 75 octets between characters, and control characters do not get in")
    mutating func folding() throws {
        let title = String(repeating: "中央アジア＋日本", count: 20)
        try ledger.append(scheduled("a", title: "\"\(title)\"", #","description":"a\u0007b\r\nc\u0000d""#))
        let text = text()
        for line in text.split(separator: "\r\n") { #expect(line.utf8.count <= 75) }
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && !"\r\n".unicodeScalars.contains($0) })
        #expect(try events().first?[.summary]?.text == title)
        #expect(try events().first?[.description]?.text == "ab\ncd")
    }
}
