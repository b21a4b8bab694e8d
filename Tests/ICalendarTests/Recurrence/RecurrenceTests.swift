import ICalendar
import Synchronization
import Testing
import TimeZoneDatabase

@Suite("Recurrence sets")
struct RecurrenceTests {
    private let utc = FixedOffset(seconds: 0)

    private func all(_ recurrence: Recurrence) throws -> [CivilDateTime] {
        Array(recurrence.occurrences(from: try time("0001-01-01"), in: utc).prefix(20))
    }

    @Test("without a rule there are DTSTART and the dates added, in order and each once")
    func datesOnly() throws {
        let recurrence = Recurrence(
            start: try time("2025-01-27"), isAllDay: false,
            additional: try times("2025-03-01 2025-02-01 2025-01-27 2024-12-01 2025-03-01"))
        #expect(try all(recurrence) == times("2024-12-01 2025-01-27 2025-02-01 2025-03-01"))
    }

    @Test("dates are added between the occurrences of a rule, and one that is both is one")
    func additional() throws {
        let recurrence = Recurrence(
            start: try time("2025-01-27"), isAllDay: false, rule: try RecurrenceRule("FREQ=WEEKLY;COUNT=3"),
            additional: try times("2025-02-05 2025-02-03 2025-02-20"))
        #expect(try all(recurrence) == times("2025-01-27 2025-02-03 2025-02-05 2025-02-10 2025-02-20"))
    }

    @Test("what is excluded is counted by COUNT all the same, and excluding wins over adding")
    func excluded() throws {
        let recurrence = Recurrence(
            start: try time("2025-01-27"), isAllDay: false, rule: try RecurrenceRule("FREQ=WEEKLY;COUNT=4"),
            additional: try times("2025-02-05"),
            excluded: try times("2025-02-10 2025-01-27 2025-02-05 2025-02-11 2025-02-03T09:01"))
        #expect(try all(recurrence) == times("2025-02-03 2025-02-17"))
    }

    @Test("all-day dates are those of the days, whatever times they were given with")
    func allDay() throws {
        let recurrence = Recurrence(
            start: try time("2025-01-27T09:00"), isAllDay: true, rule: try RecurrenceRule("FREQ=DAILY;COUNT=3"),
            additional: try times("2025-02-05T10:00 2025-02-05T11:00"), excluded: try times("2025-01-28T12:00"))
        #expect(try all(recurrence) == times("2025-01-27 2025-01-29 2025-02-05", at: "00:00"))
    }

    @Test("a range holds its beginning and not its end, and an empty one nothing")
    func ranges() throws {
        let recurrence = try recurrence("2025-01-27", "FREQ=DAILY")
        let (first, last) = (try time("2025-02-01"), try time("2025-02-03"))
        #expect(Array(recurrence.occurrences(in: first..<last, zone: utc)) == (try times("2025-02 01 02")))
        #expect(Array(recurrence.occurrences(in: first..<first, zone: utc)) == [])
        let before = try time("2025-01-01")..<time("2025-01-27")
        #expect(Array(recurrence.occurrences(in: before, zone: utc)) == [])
    }

    @Test("a search begins at the time asked for, between two occurrences as well")
    func from() throws {
        let recurrence = try recurrence("1900-01-01", "FREQ=DAILY;INTERVAL=10")
        let next = recurrence.occurrences(from: try time("2100-01-01T09:01"), in: utc).prefix(2)
        #expect(Array(next) == (try times("2100-01 02 12")))
        let last = recurrence.occurrences(from: try time("9999-12-31T23:59:59"), in: utc)
        #expect(Array(last) == [])
    }

    @Test("what is before the time asked for is passed over, and the zone is asked only near a change")
    func onlyTheRange() throws {
        /// UTC, counting how often it is asked.
        final class CountedZone: LocalTimeRules {
            let questions = Mutex(0)
            func period(atUTC utc: Int64) -> OffsetPeriod {
                questions.withLock { $0 += 1 }
                return OffsetPeriod(start: .min, end: .max, seconds: 0)
            }
        }
        let zone = CountedZone()
        let range = try time("2100-01-01")..<time("2100-01-08")
        let week = try recurrence("1900-01-01", "FREQ=DAILY").occurrences(in: range, zone: zone)
        #expect(Array(week).count == 7)
        #expect(zone.questions.withLock { $0 } == 1)
    }

    @Test("a count is counted from DTSTART on, wherever the search begins")
    func countBeforeRange() throws {
        let recurrence = try recurrence("2025-01-27", "FREQ=DAILY;COUNT=10")
        #expect(Array(recurrence.occurrences(from: try time("2025-02-03"), in: utc)) == (try times("2025-02 03 04 05")))
        #expect(Array(recurrence.occurrences(from: try time("2025-02-06"), in: utc)) == [])
    }

    @Test("a sequence can be gone through again, and an iterator that has ended stays at the end")
    func iteration() throws {
        let occurrences = try recurrence("2025-01-27", "FREQ=DAILY;COUNT=2").occurrences(
            from: time("2025-01-01"), in: utc)
        #expect(Array(occurrences) == Array(occurrences))
        var iterator = occurrences.makeIterator()
        #expect(iterator.next() == (try time("2025-01-27")))
        #expect(iterator.next() == (try time("2025-01-28")))
        #expect(iterator.next() == nil)
        #expect(iterator.next() == nil)
    }
}
