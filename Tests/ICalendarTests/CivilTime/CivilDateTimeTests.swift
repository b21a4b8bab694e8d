import ICalendar
import Testing
import TimeZoneDatabase

@Suite("Civil times")
struct CivilDateTimeTests {
    @Test(
        "a time is read in both forms and written with its seconds only where there are any",
        arguments: [
            ("2025-01-27T10:00", "20250127T100000", Int64(1_737_972_000)),
            ("2025-01-27T10:00:30", "20250127T100030", 1_737_972_030),
            ("1969-12-31T23:59:59", "19691231T235959", -1),
            ("0001-01-01T00:00", "00010101T000000", -62_135_596_800),
            ("9999-12-31T23:59:59", "99991231T235959", 253_402_300_799),
        ])
    func text(iso: String, basic: String, seconds: Int64) throws {
        let time = try #require(CivilDateTime(iso: iso))
        #expect(time == CivilDateTime(basic: basic))
        #expect(time == CivilDateTime(secondsSinceEpoch: seconds))
        #expect(time.secondsSinceEpoch == seconds)
        #expect(time.description == iso)
        #expect(time.basic == basic)
    }

    @Test(
        "a text that is not exactly a time is refused",
        arguments: [
            "", "2025-01-27", "2025-01-27T10", "2025-01-27T10:0", "2025-01-27T10:00:", "2025-01-27T10:00:3",
            "2025-01-27T10:00Z", "2025-01-27 10:00", "2025-01-27t10:00", "2025-01-27T24:00", "2025-01-27T10:60",
            "2025-01-27T10:00:60", "2025-02-30T10:00", "2025-01-27T1:000", "2025-01-27T10:00.30", "2025-01-27T-1:00",
        ])
    func wrongISO(text: String) {
        #expect(CivilDateTime(iso: text) == nil)
    }

    @Test(
        "a text that is not exactly a local DATE-TIME is refused",
        arguments: ["", "20250127", "20250127T1000", "20250127T100000Z", "20250127t100000", "20250127T240000"])
    func wrongBasic(text: String) {
        #expect(CivilDateTime(basic: text) == nil)
    }

    @Test("a leap second of RFC 5545 is read as the second before")
    func leapSecond() {
        #expect(CivilDateTime(basic: "20161231T235960")?.description == "2016-12-31T23:59:59")
        #expect(CivilDateTime(basic: "20161231T235961") == nil)
    }

    @Test("the parts of a time before 1970 are those of the clock, too")
    func parts() throws {
        let time = try #require(CivilDateTime(iso: "1948-12-10T23:58:57"))
        #expect(time.date.description == "1948-12-10")
        #expect((time.hour, time.minute, time.second) == (23, 58, 57))
        #expect(time.secondOfDay == 86_337)
        #expect(CivilDateTime(date: time.date, secondOfDay: 86_337) == time)
        #expect(CivilDateTime(date: time.date).description == "1948-12-10T00:00")
        #expect(CivilDateTime(date: time.date) < time)
    }

    @Test("no time before the year 1 or after the year 9999 exists, and no second beyond the day")
    func bounds() throws {
        let date = try #require(CivilDate(iso: "2025-01-27"))
        for second in [-1, 86_400, .min, .max] { #expect(CivilDateTime(date: date, secondOfDay: second) == nil) }
        for seconds in [-62_135_596_801, 253_402_300_800, Int64.min, .max] {
            #expect(CivilDateTime(secondsSinceEpoch: seconds) == nil)
        }
    }

    @Test("of a local time that exists twice the first instant is taken")
    func resolution() {
        #expect(LocalTimeResolution.unique(utc: 7).utc == 7)
        #expect(LocalTimeResolution.repeated(first: 7, second: 3607).utc == 7)
        #expect(LocalTimeResolution.skipped(utc: 7).utc == 7)
        #expect(FixedOffset(seconds: 32_400).resolve(local: 32_400) == .unique(utc: 0))
        #expect(FixedOffset(seconds: -3600).seconds(atUTC: 0) == -3600)
    }
}
