import ICalendar
import Testing

@Suite("Civil dates")
struct CivilDateTests {
    @Test("every day has one number, one date and one weekday, from 0001-01-01 to 9999-12-31")
    func everyDay() throws {
        var date = try #require(CivilDate(year: 1, month: 1, day: 1))
        var (year, month, day) = (1, 1, 1)
        var weekday = 0
        // Comparing every day with #expect would take long; the first difference is enough.
        var difference: CivilDate?
        while difference == nil {
            let components = (date.year, date.month, date.day)
            if components != (year, month, day) || date.weekday.rawValue != weekday
                || CivilDate(year: year, month: month, day: day) != date
            {
                difference = date
            }
            guard let next = date.advanced(byDays: 1) else { break }
            date = next
            weekday = (weekday + 1) % 7
            day += 1
            if day > CivilDate.daysInMonth(month, year: year) { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(difference == nil)
        #expect(date.description == "9999-12-31")
        #expect(date.daysSinceEpoch - (-719_162) == 3_652_058)
    }

    @Test(
        "known days have their number and weekday",
        arguments: [
            ("1970-01-01", 0, Weekday.thursday), ("1969-12-31", -1, .wednesday), ("2000-02-29", 11_016, .tuesday),
            ("2025-04-14", 20_192, .monday), ("0001-01-01", -719_162, .monday), ("9999-12-31", 2_932_896, .friday),
        ])
    func knownDays(text: String, number: Int, weekday: Weekday) throws {
        let date = try #require(CivilDate(iso: text))
        #expect(date.daysSinceEpoch == number)
        #expect(date.weekday == weekday)
        #expect(CivilDate(daysSinceEpoch: number) == date)
    }

    @Test(
        "a text that is not exactly a date is refused",
        arguments: [
            "", "2025-04-1", "2025-04-140", "2025-4-14", "2025/04/14", "2025-04-14 ", " 2025-04-14", "2025-02-29",
            "2025-13-01", "2025-00-10", "2025-04-00", "2025-04-31", "0000-01-01", "-001-01-01", "+025-01-01",
            "20250414",
            "２025-04-1", "2025-04-1\u{0}",
        ])
    func wrongText(text: String) {
        #expect(CivilDate(iso: text) == nil)
    }

    @Test("both forms of text are read from a String and a Substring, and written again")
    func text() throws {
        let line = "DTSTART;VALUE=DATE:20250414"
        let date = try #require(CivilDate(basic: line.dropFirst(19)))
        #expect(date.basic == "20250414")
        #expect(date.description == "2025-04-14")
        #expect(CivilDate(iso: "2025-04-14") == date)
        #expect(CivilDate(basic: "2025-04-14") == nil)
        #expect(CivilDate(year: 7, month: 3, day: 9)?.basic == "00070309")
    }

    @Test("no day before the year 1 or after the year 9999 exists, however far the step")
    func bounds() throws {
        let last = try #require(CivilDate(year: 9999, month: 12, day: 31))
        #expect(last.advanced(byDays: 1) == nil)
        #expect(last.advanced(byDays: .max) == nil)
        #expect(last.advanced(byDays: .min) == nil)
        #expect(last.advanced(byDays: -3_652_058)?.description == "0001-01-01")
        #expect(last.advanced(byDays: -3_652_059) == nil)
        #expect(CivilDate(daysSinceEpoch: .max) == nil)
        #expect(CivilDate(daysSinceEpoch: .min) == nil)
        #expect(CivilDate(year: .max, month: .max, day: .max) == nil)
        #expect(CivilDate(year: 2025, month: .min, day: .min) == nil)
    }

    @Test(
        "leap years are those of the Gregorian calendar",
        arguments: [(1900, false), (2000, true), (2023, false), (2024, true), (2100, false)])
    func leapYears(year: Int, isLeap: Bool) {
        #expect(CivilDate.isLeap(year) == isLeap)
        #expect(CivilDate.daysInMonth(2, year: year) == (isLeap ? 29 : 28))
    }

    @Test("months there are not have no days")
    func noSuchMonth() {
        #expect(CivilDate.daysInMonth(0, year: 2025) == 0)
        #expect(CivilDate.daysInMonth(13, year: 2025) == 0)
    }

    @Test("weekdays are read by their code in either case")
    func weekdayCodes() {
        #expect(Weekday.allCases.map(\.code) == ["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
        for weekday in Weekday.allCases { #expect(Weekday(code: weekday.code.lowercased()) == weekday) }
        for code in ["", "M", "MON", "XX", "МО"] { #expect(Weekday(code: code) == nil) }
    }
}
