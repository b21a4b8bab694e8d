import ICalendar
import Testing

@Suite("Recurrence rules as text")
struct RecurrenceRuleTests {
    @Test(
        "a rule is written in one form, whatever the order, the case and the defaults it was given with",
        arguments: [
            ("FREQ=DAILY", "FREQ=DAILY"),
            ("interval=1;wkst=mo;freq=weekly;byday=th,tu,th", "FREQ=WEEKLY;BYDAY=TU,TH"),
            ("BYDAY=MO,-1FR,+2tu;FREQ=MONTHLY;INTERVAL=007", "FREQ=MONTHLY;INTERVAL=7;BYDAY=-1FR,MO,2TU"),
            ("WKST=SU;COUNT=10;FREQ=YEARLY;BYMONTH=12,1", "FREQ=YEARLY;COUNT=10;BYMONTH=1,12;WKST=SU"),
            ("FREQ=DAILY;UNTIL=20250414", "FREQ=DAILY;UNTIL=20250414"),
            ("FREQ=DAILY;UNTIL=20250414T100000", "FREQ=DAILY;UNTIL=20250414T100000"),
            ("FREQ=DAILY;UNTIL=20250414T100000Z", "FREQ=DAILY;UNTIL=20250414T100000Z"),
            (
                "FREQ=YEARLY;BYSETPOS=-1,366;BYSECOND=60,0;BYMINUTE=59;BYHOUR=23;BYMONTHDAY=31,-31;BYYEARDAY=-366,+366",
                "FREQ=YEARLY;BYYEARDAY=-366,366;BYMONTHDAY=-31,31;BYHOUR=23;BYMINUTE=59;BYSECOND=0,60;BYSETPOS=-1,366"
            ),
            ("FREQ=YEARLY;BYWEEKNO=53,-53;BYDAY=MO", "FREQ=YEARLY;BYWEEKNO=-53,53;BYDAY=MO"),
        ])
    func canonicalForm(text: String, form: String) throws {
        let rule = try RecurrenceRule(text)
        #expect(rule.description == form)
        #expect(try RecurrenceRule(form) == rule)
    }

    @Test(
        "what RFC 5545 forbids is refused, and the error names the part and the value",
        arguments: [
            ("", "RRULE", ""), ("FREQ", "RRULE", "FREQ"), ("FREQ=DAILY;", "RRULE", ""),
            ("COUNT=3", "FREQ", ""), ("FREQ=", "FREQ", ""), ("FREQ=FORTNIGHTLY", "FREQ", "FORTNIGHTLY"),
            ("FREQ=DAILY;FREQ=WEEKLY", "FREQ", "WEEKLY"), ("FREQ=DAILY;BYDAY=MO;byday=MO", "BYDAY", "MO"),
            ("FREQ=DAILY;BYEASTER=0", "BYEASTER", "0"), ("FREQ=DAILY;X-A=1", "X-A", "1"),
            ("FREQ=DAILY;ıNTERVAL=2", "ıNTERVAL", "2"),
            ("FREQ=DAILY;BYDAY=ſU", "BYDAY", "ſU"), ("FREQ=DAILY;=1", "", "1"),
            ("RSCALE=CHINESE;FREQ=YEARLY", "RSCALE", "CHINESE"),
            ("FREQ=DAILY;INTERVAL=0", "INTERVAL", "0"), ("FREQ=DAILY;INTERVAL=-1", "INTERVAL", "-1"),
            ("FREQ=DAILY;INTERVAL=+1", "INTERVAL", "+1"), ("FREQ=DAILY;INTERVAL=1.5", "INTERVAL", "1.5"),
            ("FREQ=DAILY;INTERVAL=", "INTERVAL", ""), ("FREQ=DAILY;INTERVAL=1000000001", "INTERVAL", "1000000001"),
            (
                "FREQ=DAILY;INTERVAL=99999999999999999999999", "INTERVAL", "99999999999999999999999"
            ),
            ("FREQ=DAILY;COUNT=0", "COUNT", "0"), ("FREQ=DAILY;COUNT=1000001", "COUNT", "1000001"),
            ("FREQ=DAILY;COUNT=2;UNTIL=20250414", "COUNT", "2"),
            ("FREQ=DAILY;UNTIL=2025-04-14", "UNTIL", "2025-04-14"), ("FREQ=DAILY;UNTIL=20250431", "UNTIL", "20250431"),
            ("FREQ=DAILY;UNTIL=20250414Z", "UNTIL", "20250414Z"), ("FREQ=DAILY;UNTIL=", "UNTIL", ""),
            ("FREQ=DAILY;UNTIL=20250414T100000z", "UNTIL", "20250414T100000z"),
            ("FREQ=DAILY;BYSECOND=61", "BYSECOND", "61"), ("FREQ=DAILY;BYSECOND=-1", "BYSECOND", "-1"),
            ("FREQ=DAILY;BYMINUTE=60", "BYMINUTE", "60"), ("FREQ=DAILY;BYHOUR=24", "BYHOUR", "24"),
            ("FREQ=DAILY;BYHOUR=1,,2", "BYHOUR", ""), ("FREQ=DAILY;BYHOUR=1,", "BYHOUR", ""),
            ("FREQ=DAILY;BYHOUR= 1", "BYHOUR", " 1"), ("FREQ=DAILY;BYHOUR=١", "BYHOUR", "١"),
            ("FREQ=DAILY;BYMONTH=0", "BYMONTH", "0"), ("FREQ=DAILY;BYMONTH=13", "BYMONTH", "13"),
            ("FREQ=DAILY;BYMONTH=-1", "BYMONTH", "-1"), ("FREQ=DAILY;BYMONTHDAY=0", "BYMONTHDAY", "0"),
            ("FREQ=DAILY;BYMONTHDAY=32", "BYMONTHDAY", "32"), ("FREQ=DAILY;BYMONTHDAY=-32", "BYMONTHDAY", "-32"),
            ("FREQ=DAILY;BYMONTHDAY=--1", "BYMONTHDAY", "--1"), ("FREQ=DAILY;BYMONTHDAY=-", "BYMONTHDAY", "-"),
            ("FREQ=YEARLY;BYYEARDAY=367", "BYYEARDAY", "367"), ("FREQ=YEARLY;BYYEARDAY=0", "BYYEARDAY", "0"),
            ("FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO", "54"), ("FREQ=YEARLY;BYWEEKNO=0", "BYWEEKNO", "0"),
            ("FREQ=DAILY;BYDAY=", "BYDAY", ""), ("FREQ=DAILY;BYDAY=M", "BYDAY", "M"),
            ("FREQ=DAILY;BYDAY=XX", "BYDAY", "XX"), ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY", "0MO"),
            ("FREQ=MONTHLY;BYDAY=54MO", "BYDAY", "54MO"), ("FREQ=MONTHLY;BYDAY=-MO", "BYDAY", "-MO"),
            ("FREQ=MONTHLY;BYDAY=1-MO", "BYDAY", "1-MO"), ("FREQ=MONTHLY;BYDAY=é", "BYDAY", "é"),
            ("FREQ=DAILY;BYDAY=MO;BYSETPOS=0", "BYSETPOS", "0"),
            ("FREQ=DAILY;BYDAY=MO;BYSETPOS=367", "BYSETPOS", "367"),
            ("FREQ=DAILY;WKST=1MO", "WKST", "1MO"), ("FREQ=DAILY;WKST=", "WKST", ""),
            ("FREQ=MONTHLY;BYWEEKNO=20", "BYWEEKNO", "20"), ("FREQ=DAILY;BYWEEKNO=20", "BYWEEKNO", "20"),
            ("FREQ=DAILY;BYYEARDAY=1", "BYYEARDAY", "1"), ("FREQ=WEEKLY;BYYEARDAY=1", "BYYEARDAY", "1"),
            ("FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY", "1"), ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY", "1"),
            ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY", "1MO"), ("FREQ=DAILY;BYDAY=-1MO", "BYDAY", "-1MO"),
            ("FREQ=HOURLY;BYDAY=MO,2TU", "BYDAY", "MO,2TU"), ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "BYDAY", "1MO"),
            ("FREQ=DAILY;BYSETPOS=1", "BYSETPOS", "1"), ("FREQ=DAILY;WKST=MO;INTERVAL=2;BYSETPOS=1", "BYSETPOS", "1"),
        ])
    func refused(text: String, part: String, value: String) {
        let error = #expect(throws: RecurrenceRuleError.self) { try RecurrenceRule(text) }
        #expect(error?.part == part)
        #expect(error?.value == value)
        #expect(error?.expected.isEmpty == false)
    }

    @Test(
        "what RFC 5545 allows in a frequency is accepted",
        arguments: ["SECONDLY", "MINUTELY", "HOURLY"])
    func allowedLimits(frequency: String) throws {
        let rule =
            "FREQ=\(frequency);BYMONTH=1;BYYEARDAY=1;BYMONTHDAY=1;BYDAY=MO;BYHOUR=1;BYMINUTE=1;BYSECOND=1;BYSETPOS=1"
        #expect(try RecurrenceRule(rule).description == rule)
    }

    @Test("an error says in one line what was expected")
    func errorText() throws {
        let error = #expect(throws: RecurrenceRuleError.self) { try RecurrenceRule("FREQ=YEARLY;BYMONTH=1,13") }
        #expect(error?.description == "BYMONTH=13: expected numbers from 1 to 12")
    }

    @Test(
        "an error is a short line, whatever the text has",
        arguments: [
            ("FREQ=DAILY;BYMONTH=1\n3", "BYMONTH", "13"), ("FREQ=DAILY;X\r\u{1B}Y=\t1\0", "XY", "\t1"),
            ("FREQ\n", "RRULE", "FREQ"),
            (
                "FREQ=DAILY;WKST=" + String(repeating: "e\u{301}", count: 1000), "WKST",
                String(repeating: "e\u{301}", count: 32)
            ),
            ("e" + String(repeating: "\u{301}", count: 8192), "RRULE", "e" + String(repeating: "\u{301}", count: 63)),
        ])
    func errorLine(text: String, part: String, value: String) {
        let error = #expect(throws: RecurrenceRuleError.self) { try RecurrenceRule(text) }
        #expect(error?.part == part)
        #expect(error?.value == value)
    }

    @Test("the longest text that is of any use is read, and a longer one refused with a short error")
    func length() throws {
        let everyYearDay = (1...366).flatMap { ["\($0)", "-\($0)"] }.joined(separator: ",")
        let rule = try RecurrenceRule("FREQ=YEARLY;BYYEARDAY=\(everyYearDay);BYSETPOS=\(everyYearDay)")
        #expect(try RecurrenceRule(rule.description) == rule)

        let endless = "FREQ=DAILY;BYHOUR=" + String(repeating: "1,", count: RecurrenceRule.maximumLength) + "1"
        let error = #expect(throws: RecurrenceRuleError.self) { try RecurrenceRule(endless) }
        #expect(error.map { $0.value.count <= 64 } == true)
    }
}
