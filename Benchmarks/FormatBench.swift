import ICalendar
import TimeZoneDatabase

/// Reads and writes a calendar of some MB of the kinds of lines that calendars have, and reads zones, on one core.
struct FormatBench {
    private static let rounds = 5
    private static let events = 10_000

    func run() throws {
        let bytes = Array(Self.calendar().utf8)
        let calendar = try Component.parse(bytes, mode: .strict)
        let remade = calendar.canonical()
        guard calendar.serialized() == bytes, remade.serialized() == bytes else {
            throw BenchFailure("what is written is not what was read")
        }
        let parsing = try best(of: Self.rounds) { _ = try Component.parse(bytes, mode: .strict) }
        let writing = best(of: Self.rounds) { _ = remade.serialized() }
        let copying = best(of: Self.rounds) { _ = calendar.serialized() }
        report("a calendar to read and write", "\(grouped(Self.events)) events, \(grouped(bytes.count)) bytes")
        report("  read, lines and names", Self.speed(bytes.count, parsing))
        report("  written", Self.speed(bytes.count, writing))
        report("  written as it was read", Self.speed(bytes.count, copying))

        let names = ["Asia/Tokyo", "Asia/Ashgabat", "Europe/Paris", "America/New_York"]
        let reading = try best(of: 100) {
            let zones = TimeZoneDatabase()
            for name in names { _ = try zones.zone(name) }
        }
        report(
            "a database opened, and a zone of four read",
            "\(decimal(reading.nanoseconds / 1_000 / Double(names.count))) µs")
    }

    private static func speed(_ bytes: Int, _ duration: Duration) -> String {
        "\(Int(Double(bytes) / duration.seconds / 1_000_000)) MB/s"
    }

    /// Meetings as calendar programs write them: short lines, parameters, folded text with escapes, other scripts,
    /// people, an alarm.
    private static func calendar() -> String {
        var lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Calendar 1.0//EN", "CALSCALE:GREGORIAN"]
        for number in 0..<events {
            let day = "2025\(number % 9 < 3 ? "1\(number % 3)" : "0\(number % 9)")\(number % 18 + 10)"
            lines += [
                "BEGIN:VEVENT", "UID:\(number)-6f1c2e0a-4b7d@calendar.example", "DTSTAMP:\(day)T081500Z",
                "CREATED:\(day)T081500Z", "LAST-MODIFIED:\(day)T093000Z",
                "DTSTART;TZID=Asia/Tokyo:\(day)T100000", "DTEND;TZID=Asia/Tokyo:\(day)T113000",
                "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=\(number % 30 + 2)",
                "SUMMARY:Consultations\\, round \(number) (\(number % 4 == 0 ? "協議" : "политика"))",
                "LOCATION:Room \(number % 40)\\, 2-2-1 Kasumigaseki\\, Tokyo", "STATUS:CONFIRMED",
                "SEQUENCE:\(number % 5)",
                "DESCRIPTION:The two sides exchange views on trade\\, transport and energy\\; the agenda follows a week "
                    + "before.\\nPlease answer by the end of the month\\, and bring the papers of round \(number).",
                "ORGANIZER;CN=\"Protocol, department of\":mailto:protocol@ministry.example",
            ]
            for guest in 0..<3 {
                lines.append(
                    "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Guest \(guest):"
                        + "mailto:guest-\(guest)-\(number)@ministry.example")
            }
            lines += [
                "BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Reminder", "TRIGGER:-PT15M", "END:VALARM", "END:VEVENT",
            ]
        }
        lines.append("END:VCALENDAR")
        return lines.map { folded($0) + "\r\n" }.joined()
    }

    /// Folded at 75 octets, never inside a character (RFC 5545, section 3.1).
    private static func folded(_ line: String) -> String {
        var folded = ""
        var length = 0
        for scalar in line.unicodeScalars {
            let size = String(scalar).utf8.count
            if length + size > 75 {
                folded += "\r\n "
                length = 1
            }
            folded.unicodeScalars.append(scalar)
            length += size
        }
        return folded
    }
}
