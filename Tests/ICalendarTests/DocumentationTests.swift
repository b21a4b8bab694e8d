import ICalendar
import TestSupport
import Testing
import TimeZoneDatabase

/// The examples of ICalendar.docc, run. What stands between a pair of marks here stands in the article, word for word.
@Suite("The examples of the documentation")
struct DocumentationTests {
    @Test("say when something happens again")
    func recurrence() throws {
        // example: recurrence
        let paris = try TimeZoneDatabase().zone("Europe/Paris")
        let rule = try RecurrenceRule("FREQ=MONTHLY;BYDAY=-1SU")
        guard let start = CivilDateTime(iso: "2025-01-26T02:30"), let end = CivilDateTime(iso: "2025-05-01T00:00")
        else {
            return
        }
        let nights = Recurrence(start: start, isAllDay: false, rule: rule)
        var times: [String] = []
        for time in nights.occurrences(in: start..<end, zone: paris) {
            let instant = paris.resolve(local: time.secondsSinceEpoch).utc
            times.append("\(time) is \(instant) in seconds since 1970")
        }
        // 2025-01-26T02:30 is 1737855000 in seconds since 1970
        // 2025-02-23T02:30 is 1740274200 in seconds since 1970
        // 2025-04-27T02:30 is 1745713800 in seconds since 1970
        // end
        #expect(
            times == [
                "2025-01-26T02:30 is 1737855000 in seconds since 1970",
                "2025-02-23T02:30 is 1740274200 in seconds since 1970",
                "2025-04-27T02:30 is 1745713800 in seconds since 1970",
            ])
    }

    @Test("say what a file holds, and when")
    func instances() throws {
        let lines = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//EN", "no property at all", "BEGIN:VEVENT", "UID:1",
            "DTSTART;TZID=Tokyo Standard Time:20250127T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3",
            "SUMMARY:Consultations", "END:VEVENT", "BEGIN:VEVENT", "UID:1",
            "RECURRENCE-ID;TZID=Tokyo Standard Time:20250128T100000",
            "DTSTART;TZID=Tokyo Standard Time:20250128T150000", "DURATION:PT1H", "SUMMARY:Consultations (later)",
            "END:VEVENT", "END:VCALENDAR",
        ]
        let file = Array(lines.joined(separator: "\n").utf8)
        var printed: [String] = []
        func print(_ text: Any) { printed.append("\(text)") }
        // example: instances
        let calendar = try Component.parse(file, mode: .lenient) { fault in
            print(fault)  // line 4: expected the name of a property
        }
        var zones = CalendarZones(calendar, database: TimeZoneDatabase())
        let instances = CalendarInstances(of: calendar) { try? zones.rules(for: $0) }
        let week = Int64(1_737_903_600)..<1_738_508_400
        for instance in try instances.overlapping(week) {
            print("\(instance.start) \(instance.component[.summary]?.text ?? "")")
        }
        // 2025-01-27T10:00[Tokyo Standard Time] Consultations
        // 2025-01-28T15:00[Tokyo Standard Time] Consultations (later)
        // 2025-01-29T10:00[Tokyo Standard Time] Consultations
        // end
        #expect(
            printed == [
                "line 4: expected the name of a property",
                "2025-01-27T10:00[Tokyo Standard Time] Consultations",
                "2025-01-28T15:00[Tokyo Standard Time] Consultations (later)",
                "2025-01-29T10:00[Tokyo Standard Time] Consultations",
            ])
    }

    @Test("write a calendar")
    func writing() throws {
        // example: writing
        let tokyo = try TimeZoneDatabase().zone("Asia/Tokyo")
        guard let start = CivilDateTime(iso: "2025-01-27T10:00"), let length = CalendarDuration(seconds: 7200) else {
            return
        }
        let event = Component(
            .event,
            properties: [
                Property(.uid, text: "consultations-2025@example.org"),
                Property(.dtstamp, values: [.dateTime(start, isUTC: true)]),
                Property(.dtstart, local: start, timeZone: tokyo.name),
                Property(.duration, values: [.duration(length)]),
                Property(.summary, text: "Consultations, first round"),
            ])
        let instant = tokyo.resolve(local: start.secondsSinceEpoch).utc
        let calendar = Component(
            .calendar,
            properties: [Property(.version, text: "2.0"), Property(.prodid, text: "-//Example//EN")],
            components: [.timeZone(tokyo, span: instant..<instant + 1), event])
        let file = calendar.serialized()
        // …
        // DTSTART;TZID=Asia/Tokyo:20250127T100000
        // DURATION:PT2H
        // SUMMARY:Consultations\, first round
        // …
        let jCal = calendar.jCal()
        // end
        let text = String(decoding: file, as: UTF8.self)
        #expect(
            text.contains(
                "DTSTART;TZID=Asia/Tokyo:20250127T100000\r\nDURATION:PT2H\r\nSUMMARY:Consultations\\, first round\r\n"))
        #expect(try Component.parse(jCal: jCal) == calendar)
    }

    @Test("stand in the article as they are run", arguments: ["recurrence", "instances", "writing"])
    func article(example: String) throws {
        let here = try lines(#filePath)
        let path = "\(#filePath)".replacing("Tests/ICalendarTests/DocumentationTests.swift", with: "")
        let article = try lines(path + "Sources/ICalendar/ICalendar.docc/ICalendar.md").joined(separator: "\n")
        let start = try #require(here.firstIndex { $0.hasSuffix("// example: \(example)") })
        let end = try #require(here[start...].firstIndex { $0.hasSuffix("// end") })
        let code = here[(start + 1)..<end].map { $0.dropFirst(8) }.joined(separator: "\n")
        #expect(article.contains("```swift\n\(code)\n```"), "\(code)")
    }

    private func lines(_ path: String) throws -> [Substring] {
        String(decoding: try fileContents(path), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }
}
