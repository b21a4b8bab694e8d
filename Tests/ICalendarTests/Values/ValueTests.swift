import ICalendar
import Testing

@Suite("Values of properties by type")
struct ValueTests {
    private static func time(_ text: String) -> CivilDateTime {
        CivilDateTime(basic: text) ?? .init(date: .distantPast)
    }

    /// The text, its type, and what it says. Each is written again as the same text.
    static let cases: [(String, ValueType, Value)] = [
        ("VGhlIHF1aWNr", .binary, .binary(Array("The quick".utf8))),
        ("AA==", .binary, .binary([0])),
        ("AAE=", .binary, .binary([0, 1])),
        ("", .binary, .binary([])),
        ("TRUE", .boolean, .boolean(true)),
        ("FALSE", .boolean, .boolean(false)),
        ("mailto:a@example.org", .calendarAddress, .calendarAddress("mailto:a@example.org")),
        ("20250414", .date, .date(time("20250414T000000").date)),
        ("20250127T100000", .dateTime, .dateTime(time("20250127T100000"), isUTC: false)),
        ("20250127T010000Z", .dateTime, .dateTime(time("20250127T010000"), isUTC: true)),
        ("P15DT5H0M20S", .duration, .duration(CalendarDuration(days: 15, seconds: 18_020) ?? .zero)),
        ("P7W", .duration, .duration(CalendarDuration(days: 49) ?? .zero)),
        ("-PT15M", .duration, .duration(CalendarDuration(seconds: -900) ?? .zero)),
        ("PT0S", .duration, .duration(.zero)),
        ("35.68", .float, .float(35.68)),
        ("-3.14", .float, .float(-3.14)),
        ("1000000.0000001", .float, .float(1_000_000.0000001)),
        ("0.00001", .float, .float(0.00001)),
        ("100000000000000000000.0", .float, .float(1e20)),
        ("123450000000000000000.0", .float, .float(1.2345e20)),
        ("-2147483648", .integer, .integer(-2_147_483_648)),
        ("0", .integer, .integer(0)),
        (
            "19970101T180000Z/19970102T070000Z", .period,
            .period(period(time("19970101T180000"), .time(time("19970102T070000")), isUTC: true))
        ),
        (
            "19970101T180000/PT5H30M", .period,
            .period(
                period(time("19970101T180000"), .duration(CalendarDuration(seconds: 19_800) ?? .zero), isUTC: false))
        ),
        ("230000", .time, .time(secondOfDay: 82_800, isUTC: false)),
        ("070000Z", .time, .time(secondOfDay: 25_200, isUTC: true)),
        (#"a\, b\; c\\ d\n"#, .text, .text("a, b; c\\ d\n")),
        ("https://example.org/a;b,c", .uri, .uri("https://example.org/a;b,c")),
        ("-0500", .utcOffset, .utcOffset(-18_000)),
        ("+0000", .utcOffset, .utcOffset(0)),
        ("+092059", .utcOffset, .utcOffset(33_659)),
        (#"a\,b"#, .unknown, .unknown(#"a\,b"#, .unknown)),
    ]

    private static func period(_ start: CivilDateTime, _ end: CalendarPeriod.End, isUTC: Bool) -> CalendarPeriod {
        CalendarPeriod(start: start, end: end, isUTC: isUTC) ?? .never
    }

    @Test("are read and written again", arguments: cases)
    func roundTrip(text: String, type: ValueType, value: Value) throws {
        let property = Property(.xExample, parameters: [Parameter(.value, type.text)], value: text)
        #expect(property.valueType == type)
        #expect(try property.values() == [value])
        #expect(value.type == type)
        #expect(Property(.xExample, values: [value]).value == text)
    }

    @Test("are written in one way, however they were")
    func canonical() throws {
        for (text, type, canonical) in [
            ("true", ValueType.boolean, "TRUE"), ("+5", .integer, "5"), ("+1.50", .float, "1.5"), ("7", .float, "7.0"),
            ("P0DT2H", .duration, "PT2H"), ("+P14D", .duration, "P2W"), ("PT90M", .duration, "PT1H30M"),
            ("PT1H5S", .duration, "PT1H0M5S"), ("P1DT0S", .duration, "P1D"), ("+090000", .utcOffset, "+0900"),
            ("235960", .time, "235959"),
        ] {
            let property = Property(.xExample, parameters: [Parameter(.value, type.text)], value: text)
            #expect(Property(.xExample, values: try property.values()).value == canonical, "\(text)")
        }
    }

    @Test(
        "of another form are refused",
        arguments: [
            (ValueType.binary, ["A", "AA=", "A===", "AA*=", "AB==", "=AAA", "AA==AAAA"]),
            (.boolean, ["", "YES", "1"]),
            (.date, ["", "2025-04-14", "20250230", "20250414T000000", "２０２５0414"]),
            (.dateTime, ["20250414", "20250127T100000+0900", "20250127T240000", "20250127T1000", "Z"]),
            (
                .duration,
                [
                    "", "P", "PT", "P1", "1D", "P1H", "PT1D", "P1W2D", "P-1D", "P1DT", "PT1S1M", "P9999999999999D", "-",
                    "P1D ",
                ]
            ),
            (.float, ["", ".5", "1.", "1e5", "+-1", "1.+5", "nan", "0x1p3", "1;5"]),
            (.integer, ["", "2147483648", "1.0", "--1", " 1", "１"]),
            (
                .period,
                [
                    "20250127T100000", "20250127T100000/", "20250127T100000/20250127T090000",
                    "20250127T100000Z/20250127T110000", "20250127T100000/-PT1H", "20250127T100000/PT1H/PT1H",
                ]
            ),
            (.time, ["", "1000", "250000", "100000ZZ"]),
            (.utcOffset, ["", "0900", "+09", "+09:00", "-0000", "-000000", "+2400", "+0960", "+1"]),
        ] as [(ValueType, [String])]
    )
    func refusals(type: ValueType, texts: [String]) {
        for text in texts {
            let property = Property(.xExample, parameters: [Parameter(.value, type.text)], value: text)
            #expect(throws: ValueError.self, "\(text)") { try property.values() }
        }
    }

    @Test("have the type of their property where none is named")
    func defaultTypes() {
        #expect(PropertyName.dtstart.defaultType == .dateTime)
        #expect(PropertyName.trigger.defaultType == .duration)
        #expect(PropertyName.tzoffsetto.defaultType == .utcOffset)
        #expect(PropertyName.xExample.defaultType == .unknown)
        // RFC 7986, section 5.10; RFC 9073, section 6.5; RFC 9253, section 8.2: the parameter is required.
        for name in [PropertyName.image, .styledDescription, .link] { #expect(name.defaultType == .unknown) }
        #expect(Property(.dtstart, parameters: [Parameter(.value, "date")], value: "").valueType == .date)
        #expect(Property(.dtstart, parameters: [Parameter(.value, "no type")], value: "").valueType == .unknown)
    }

    @Test("are lists and parts where the property has them")
    func lists() throws {
        #expect(try Property(.categories, value: #"a\,b,c"#).values() == [.text("a,b"), .text("c")])
        #expect(
            try Property(.locationType, value: "hotel,restaurant").values() == [.text("hotel"), .text("restaurant")])
        #expect(try Property(.summary, value: "a,b").values() == [.text("a,b")])
        #expect(
            try Property(.geo, value: "37.386013;-122.082932").values() == [
                .structured([.float(37.386013), .float(-122.082932)])
            ])
        let status = Property(.requestStatus, value: #"3.7;Invalid\; user;a,b"#)
        #expect(try status.values() == [.structured([.text("3.7"), .text("Invalid; user"), .text("a,b")])])
        #expect(Property(.requestStatus, values: try status.values()).value == #"3.7;Invalid\; user;a\,b"#)
        let dates = Property(.exdate, parameters: [Parameter(.value, "DATE")], value: "20250414,20250415")
        #expect(try dates.values().count == 2)
        #expect(Property(.exdate, values: try dates.values()) == dates)
        #expect(throws: ValueError.self) { try Property(.exdate, value: "20250127T100000,").values() }
        #expect(try Property(.locationType, value: "hotel,bar").values() == [.text("hotel"), .text("bar")])
        for (name, value) in [(PropertyName.geo, "37.386013"), (.geo, "37;-122;0"), (.requestStatus, "2.0")] {
            #expect(throws: ValueError.self) { try Property(name, value: value).values() }
        }
    }

    @Test("are taken apart at ASCII alone")
    func separators() {
        // U+037E is canonically a semicolon, and U+0301 makes another Character of the comma before it.
        #expect(throws: ValueError.self) { try Property(.geo, value: "1\u{37E}2").values() }
        let dates = Property(
            .exdate, parameters: [Parameter(.value, "DATE")], value: "20250414,\u{301}20250415")
        #expect(throws: ValueError.self) { try dates.values() }
    }

    @Test("that are binary are written with their encoding, and numbers out of range do not trap")
    func writing() {
        #expect(Property(.attach, values: [.binary([1, 2, 3])]).parameters.map(\.name) == [.value, .encoding])
        #expect(Property(.tzoffsetto, values: [.utcOffset(.min)]).value == "-235959")
        #expect(Property(.summary, value: #"C:\\"#).text == "C:\\")
        #expect(Property(.summary, value: "C:\\").text == "C:\\")
    }

    @Test("that are wrong are quoted in a short line, whatever they are")
    func shortErrors() {
        let property = Property(.priority, value: "a" + String(repeating: "\u{301}", count: 100_000))
        let error = #expect(throws: ValueError.self) { try property.values() }
        #expect(error.map { $0.description.utf8.count < 1024 } == true)
    }

    @Test("that are wrong are named with line, property and what was expected")
    func errors() throws {
        let text =
            "BEGIN:VEVENT\r\nSUMMARY:x\r\n y\r\nDTSTART:27 January\r\nBEGIN:VALARM\r\nTRIGGER:1\r\nEND:VALARM\r\n"
            + "RRULE:FREQ=DAILY;COUNT=0\r\nEND:VEVENT\r\n"
        let errors = try Component.parse(Array(text.utf8)).valueErrors.map(\.description)
        #expect(
            errors == [
                #"line 4: DTSTART: expected a DATE-TIME such as 20250127T100000 or 20250127T010000Z, not "27 January""#,
                #"line 8: RRULE: expected a RECUR (COUNT=0: expected a number from 1 to 1000000), not "FREQ=DAILY;COUNT=0""#,
                #"line 6: TRIGGER: expected a DURATION such as P1D or -PT15M, not "1""#,
            ])
    }

    @Test("that are wrong are named in linear time", .timeLimit(.minutes(1)))
    func manyErrors() throws {
        let lines = String(repeating: "PRIORITY:high\r\n", count: 100_000)
        let errors = try Component.parse(Array("BEGIN:VEVENT\r\n\(lines)END:VEVENT\r\n".utf8)).valueErrors
        #expect(errors.map(\.line) == (2...100_001).map { $0 })
    }

    @Test(
        "a duration moves the clock face by days, then by seconds",
        arguments: [
            ("20240228T100000", "P1D", "20240229T100000"), ("20240228T100000", "P1W", "20240306T100000"),
            ("20240301T000000", "-PT1S", "20240229T235959"), ("20240228T100000", "P1DT15H", "20240301T010000"),
        ])
    func advance(start: String, duration: String, end: String) throws {
        let duration = try #require(CalendarDuration(duration))
        #expect(CivilDateTime(basic: start)?.advanced(by: duration)?.basic == end)
        let farthest = try #require(CalendarDuration(days: 10_000_000_000_000, seconds: 10_000_000_000_000))
        #expect(CivilDateTime(basic: start)?.advanced(by: farthest) == nil)
        #expect(CalendarDuration(days: 1, seconds: -1) == nil)
        #expect(CalendarDuration(days: 10_000_000_000_001) == nil)
    }
}

extension PropertyName {
    fileprivate static var xExample: PropertyName { PropertyName("X-EXAMPLE") ?? .summary }
}

extension CivilDate {
    fileprivate static var distantPast: CivilDate { CivilDate(daysSinceEpoch: 0) ?? .distantPast }
}

extension CalendarDuration {
    fileprivate static var zero: CalendarDuration { CalendarDuration() ?? .zero }
}

extension CalendarPeriod {
    fileprivate static var never: CalendarPeriod {
        CalendarPeriod(start: CivilDateTime(date: .distantPast), end: .duration(.zero), isUTC: true) ?? .never
    }
}
