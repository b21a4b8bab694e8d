import ICalendar
import Testing
import TimeZoneDatabase

/// An example of RFC 5545: DTSTART, RRULE and the first occurrences, or all of them.
struct RFC5545Example: CustomTestStringConvertible, Sendable {
    var start = "1997-09-02"
    let rule: String
    let occurrences: String
    var isEndless = false
    var excluded = ""

    var testDescription: String { "\(start) \(rule)" }

    private static let septemberToDecember23 =
        "1997-09 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 "
        + "1997-10 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 "
        + "1997-11 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 "
        + "1997-12 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23"
    private static let january =
        " 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 "
    private static let threeJanuaries = "1998-01" + january + "1999-01" + january + "2000-01" + january
    private static let everyTwentyMinutes =
        "1997-09-02T09:00 1997-09-02T09:20 1997-09-02T09:40 1997-09-02T10:00 1997-09-02T10:20 1997-09-02T10:40 "
        + "1997-09-02T11:00 1997-09-02T11:20 1997-09-02T11:40 1997-09-02T12:00 1997-09-02T12:20 1997-09-02T12:40 "
        + "1997-09-02T13:00 1997-09-02T13:20 1997-09-02T13:40 1997-09-02T14:00 1997-09-02T14:20 1997-09-02T14:40 "
        + "1997-09-02T15:00 1997-09-02T15:20 1997-09-02T15:40 1997-09-02T16:00 1997-09-02T16:20 1997-09-02T16:40 "
        + "1997-09-03T09:00 1997-09-03T09:20"

    /// Section 3.8.5.3, in its order, and the example of evaluation of section 3.3.10 at the end.
    static let all: [RFC5545Example] = [
        .init(rule: "FREQ=DAILY;COUNT=10", occurrences: "1997-09 02 03 04 05 06 07 08 09 10 11"),
        .init(rule: "FREQ=DAILY;UNTIL=19971224T000000Z", occurrences: septemberToDecember23),
        .init(
            rule: "FREQ=DAILY;INTERVAL=2",
            occurrences: "1997-09 02 04 06 08 10 12 14 16 18 20 22 24 26 28 30 1997-10 02 04", isEndless: true),
        .init(rule: "FREQ=DAILY;INTERVAL=10;COUNT=5", occurrences: "1997-09 02 12 22 1997-10 02 12"),
        .init(
            start: "1998-01-01", rule: "FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
            occurrences: threeJanuaries),
        .init(start: "1998-01-01", rule: "FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", occurrences: threeJanuaries),
        .init(rule: "FREQ=WEEKLY;COUNT=10", occurrences: "1997-09 02 09 16 23 30 1997-10 07 14 21 28 1997-11 04"),
        .init(
            rule: "FREQ=WEEKLY;UNTIL=19971224T000000Z",
            occurrences: "1997-09 02 09 16 23 30 1997-10 07 14 21 28 1997-11 04 11 18 25 1997-12 02 09 16 23"),
        .init(
            rule: "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
            occurrences: "1997-09 02 16 30 1997-10 14 28 1997-11 11 25 1997-12 09 23 1998-01 06 20 1998-02 03 17",
            isEndless: true),
        .init(
            rule: "FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
            occurrences: "1997-09 02 04 09 11 16 18 23 25 30 1997-10 02"),
        .init(
            rule: "FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH",
            occurrences: "1997-09 02 04 09 11 16 18 23 25 30 1997-10 02"
        ),
        .init(
            start: "1997-09-01", rule: "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
            occurrences: "1997-09 01 03 05 15 17 19 29 1997-10 01 03 13 15 17 27 29 31 1997-11 10 12 14 24 26 28 "
                + "1997-12 08 10 12 22"),
        .init(
            rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
            occurrences: "1997-09 02 04 16 18 30 1997-10 02 14 16"
        ),
        .init(
            start: "1997-09-05", rule: "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
            occurrences: "1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02 1998-02-06 1998-03-06 1998-04-03 "
                + "1998-05-01 1998-06-05"),
        .init(
            start: "1997-09-05", rule: "FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR",
            occurrences: "1997-09-05 1997-10-03 1997-11-07 1997-12-05"),
        .init(
            start: "1997-09-07", rule: "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
            occurrences: "1997-09 07 28 1997-11 02 30 1998-01 04 25 1998-03 01 29 1998-05 03 31"),
        .init(
            start: "1997-09-22", rule: "FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
            occurrences: "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16"),
        .init(
            start: "1997-09-28", rule: "FREQ=MONTHLY;BYMONTHDAY=-3",
            occurrences: "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26", isEndless: true),
        .init(
            rule: "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
            occurrences: "1997-09 02 15 1997-10 02 15 1997-11 02 15 1997-12 02 15 1998-01 02 15"),
        .init(
            start: "1997-09-30", rule: "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
            occurrences: "1997-09 30 1997-10 01 31 1997-11 01 30 1997-12 01 31 1998-01 01 31 1998-02 01"),
        .init(
            start: "1997-09-10", rule: "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
            occurrences: "1997-09 10 11 12 13 14 15 1999-03 10 11 12 13"),
        .init(
            rule: "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
            occurrences: "1997-09 02 09 16 23 30 1997-11 04 11 18 25 1998-01 06 13 20 27 1998-03 03 10 17 24 31",
            isEndless: true),
        .init(
            start: "1997-06-10", rule: "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
            occurrences: "1997-06-10 1997-07-10 1998-06-10 1998-07-10 1999-06-10 1999-07-10 2000-06-10 2000-07-10 "
                + "2001-06-10 2001-07-10"),
        .init(
            start: "1997-03-10", rule: "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
            occurrences: "1997-03-10 1999-01-10 1999-02-10 1999-03-10 2001-01-10 2001-02-10 2001-03-10 2003-01-10 "
                + "2003-02-10 2003-03-10"),
        .init(
            start: "1997-01-01", rule: "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
            occurrences: "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 2000-07-18 2003-01-01 2003-04-10 "
                + "2003-07-19 2006-01-01"),
        .init(
            start: "1997-05-19", rule: "FREQ=YEARLY;BYDAY=20MO", occurrences: "1997-05-19 1998-05-18 1999-05-17",
            isEndless: true),
        .init(
            start: "1997-05-12", rule: "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
            occurrences: "1997-05-12 1998-05-11 1999-05-17",
            isEndless: true),
        .init(
            start: "1997-03-13", rule: "FREQ=YEARLY;BYMONTH=3;BYDAY=TH",
            occurrences: "1997-03 13 20 27 1998-03 05 12 19 26 1999-03 04 11 18 25", isEndless: true),
        .init(
            start: "1997-06-05", rule: "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
            occurrences: "1997-06 05 12 19 26 1997-07 03 10 17 24 31 1997-08 07 14 21 28 1998-06 04 11 18 25 "
                + "1998-07 02 09 16 23 30 1998-08 06 13 20 27 1999-06 03 10 17 24 1999-07 01 08 15 22 29 "
                + "1999-08 05 12 19 26", isEndless: true),
        .init(
            rule: "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            occurrences: "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13",
            isEndless: true, excluded: "1997-09-02"),
        .init(
            start: "1997-09-13", rule: "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
            occurrences: "1997-09-13 1997-10-11 1997-11-08 1997-12-13 1998-01-10 1998-02-07 1998-03-07 1998-04-11 "
                + "1998-05-09 1998-06-13", isEndless: true),
        .init(
            start: "1996-11-05", rule: "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
            occurrences: "1996-11-05 2000-11-07 2004-11-02", isEndless: true),
        .init(
            start: "1997-09-04", rule: "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
            occurrences: "1997-09-04 1997-10-07 1997-11-06"),
        .init(
            start: "1997-09-29", rule: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
            occurrences: "1997-09-29 1997-10-30 1997-11-27 1997-12-30 1998-01-29 1998-02-26 1998-03-30", isEndless: true
        ),
        // As corrected by erratum 3883: UNTIL is in UTC.
        .init(
            rule: "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z",
            occurrences: "1997-09-02T09:00 1997-09-02T12:00 1997-09-02T15:00"),
        .init(
            rule: "FREQ=MINUTELY;INTERVAL=15;COUNT=6",
            occurrences: "1997-09-02T09:00 1997-09-02T09:15 1997-09-02T09:30 1997-09-02T09:45 1997-09-02T10:00 "
                + "1997-09-02T10:15"),
        .init(
            rule: "FREQ=MINUTELY;INTERVAL=90;COUNT=4",
            occurrences: "1997-09-02T09:00 1997-09-02T10:30 1997-09-02T12:00 1997-09-02T13:30"),
        .init(
            rule: "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40", occurrences: everyTwentyMinutes,
            isEndless: true),
        .init(
            rule: "FREQ=MINUTELY;INTERVAL=20;BYHOUR=9,10,11,12,13,14,15,16", occurrences: everyTwentyMinutes,
            isEndless: true),
        .init(
            start: "1997-08-05", rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            occurrences: "1997-08 05 10 19 24"),
        .init(
            start: "1997-08-05", rule: "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            occurrences: "1997-08 05 17 19 31"),
        .init(
            start: "2007-01-15", rule: "FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5",
            occurrences: "2007-01 15 30 2007-02 15 2007-03 15 30"
        ),
        .init(
            start: "1997-01-05T08:30", rule: "FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYDAY=SU;BYHOUR=8,9;BYMINUTE=30",
            occurrences: "1997-01-05T08:30 1997-01-05T09:30 1997-01-12T08:30 1997-01-12T09:30 1997-01-19T08:30 "
                + "1997-01-19T09:30 1997-01-26T08:30 1997-01-26T09:30 1999-01-03T08:30", isEndless: true),
    ]
}

@Suite("The examples of RFC 5545")
struct RFC5545ExampleTests {
    private let zone: Zone

    init() throws { zone = try TimeZoneDatabase().zone("America/New_York") }

    @Test("give the occurrences the RFC lists", arguments: RFC5545Example.all)
    func occurrences(example: RFC5545Example) throws {
        let expected = try times(example.occurrences)
        let recurrence = Recurrence(
            start: try time(example.start), isAllDay: false, rule: try RecurrenceRule(example.rule),
            excluded: try times(example.excluded))
        let all = recurrence.occurrences(from: recurrence.start, in: zone)
        #expect(Array(all.prefix(expected.count + 1)).count == expected.count + (example.isEndless ? 1 : 0))
        #expect(Array(all.prefix(expected.count)) == expected)
    }

    @Test("give the same occurrences when asked from any of them on", arguments: RFC5545Example.all)
    func windows(example: RFC5545Example) throws {
        let expected = try times(example.occurrences)
        let recurrence = Recurrence(
            start: try time(example.start), isAllDay: false, rule: try RecurrenceRule(example.rule),
            excluded: try times(example.excluded))
        let last = try #require(expected.last)
        for (index, occurrence) in expected.enumerated() {
            let window = recurrence.occurrences(in: occurrence..<last, zone: zone)
            #expect(Array(window) == Array(expected[index..<expected.count - 1]))
        }
    }
}
