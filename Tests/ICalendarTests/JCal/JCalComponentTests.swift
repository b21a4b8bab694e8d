import ICalendar
import Testing

@Suite("Components in jCal")
struct JCalComponentTests {
    /// Of RFC 7265, appendix B.2: two of its five components, VALUE before TZID.
    static let calendar = """
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example Corp.//Example Client//EN
        BEGIN:VTIMEZONE
        LAST-MODIFIED:20040110T032845Z
        TZID:US/Eastern
        BEGIN:DAYLIGHT
        DTSTART:20000404T020000
        RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4
        TZNAME:EDT
        TZOFFSETFROM:-0500
        TZOFFSETTO:-0400
        END:DAYLIGHT
        END:VTIMEZONE
        BEGIN:VEVENT
        DTSTAMP:20060206T001121Z
        DTSTART;TZID=US/Eastern:20060102T120000
        DURATION:PT1H
        RRULE:FREQ=DAILY;COUNT=5
        RDATE;VALUE=PERIOD;TZID=US/Eastern:20060102T150000/PT2H
        SUMMARY:Event #2
        DESCRIPTION:We are having a meeting all this week at 12 pm fo
         r one hour\\, with an additional meeting on the first day 2 h
         ours long.\\nPlease bring your own lunch for the 12 pm meetin
         gs.
        UID:00959BC664CA650E933C892C@example.com
        END:VEVENT
        END:VCALENDAR

        """

    static let jCal = #"""
        ["vcalendar",
          [
            ["version", {}, "text", "2.0"],
            ["prodid", {}, "text", "-//Example Corp.//Example Client//EN"]
          ],
          [
            ["vtimezone",
              [
                ["last-modified", {}, "date-time", "2004-01-10T03:28:45Z"],
                ["tzid", {}, "text", "US/Eastern"]
              ],
              [
                ["daylight",
                  [
                    ["dtstart", {}, "date-time", "2000-04-04T02:00:00"],
                    ["rrule", {}, "recur", {"freq": "YEARLY", "byday": "1SU", "bymonth": 4}],
                    ["tzname", {}, "text", "EDT"],
                    ["tzoffsetfrom", {}, "utc-offset", "-05:00"],
                    ["tzoffsetto", {}, "utc-offset", "-04:00"]
                  ],
                  []
                ]
              ]
            ],
            ["vevent",
              [
                ["dtstamp", {}, "date-time", "2006-02-06T00:11:21Z"],
                ["dtstart", {"tzid": "US/Eastern"}, "date-time", "2006-01-02T12:00:00"],
                ["duration", {}, "duration", "PT1H"],
                ["rrule", {}, "recur", {"freq": "DAILY", "count": 5}],
                ["rdate", {"tzid": "US/Eastern"}, "period", "2006-01-02T15:00:00/PT2H"],
                ["summary", {}, "text", "Event #2"],
                ["description", {}, "text",
                 "We are having a meeting all this week at 12 pm for one hour, with an additional meeting on the first day 2 hours long.\nPlease bring your own lunch for the 12 pm meetings."],
                ["uid", {}, "text", "00959BC664CA650E933C892C@example.com"]
              ],
              []
            ]
          ]
        ]
        """#

    @Test("the example of RFC 7265, appendix B.2, is read as its iCalendar is")
    func appendixB2() throws {
        let expected = try Component.parse(Array(Self.calendar.utf8), mode: .lenient)
        #expect(try Component.parse(jCal: Array(Self.jCal.utf8)) == expected)
        #expect(try Component.parse(jCal: expected.jCal()) == expected)
    }

    @Test("the example of RFC 7265, appendix B.1, is read with the type its iCalendar has forgotten")
    func appendixB1() throws {
        let jCal = #"""
            ["vcalendar",
              [["calscale", {}, "text", "GREGORIAN"], ["prodid", {}, "text", "-//Example Inc.//Example Calendar//EN"],
               ["version", {}, "text", "2.0"]],
              [["vevent",
                [["dtstamp", {}, "date-time", "2008-02-05T19:12:24Z"], ["dtstart", {}, "date", "2008-10-06"],
                 ["summary", {}, "text", "Planning meeting"], ["uid", {}, "text", "4088E990AD89CB3DBB484909"]],
                []]]]
            """#
        let calendar = try Component.parse(jCal: Array(jCal.utf8))
        #expect(
            String(decoding: calendar.serialized(), as: UTF8.self)
                == """
                BEGIN:VCALENDAR
                CALSCALE:GREGORIAN
                PRODID:-//Example Inc.//Example Calendar//EN
                VERSION:2.0
                BEGIN:VEVENT
                DTSTAMP:20080205T191224Z
                DTSTART;VALUE=DATE:20081006
                SUMMARY:Planning meeting
                UID:4088E990AD89CB3DBB484909
                END:VEVENT
                END:VCALENDAR

                """.withReturns)
    }

    /// All of it in canonical form.
    static let realistic = """
        BEGIN:VCALENDAR
        PRODID:-//Example//Calendar 1.0//EN
        VERSION:2.0
        METHOD:PUBLISH
        X-WR-CALNAME:Visits\\, summits
        REFRESH-INTERVAL;VALUE=DURATION:PT12H
        BEGIN:VEVENT
        UID:a3f5@example.org
        DTSTAMP:20250110T080000Z
        DTSTART;TZID=Asia/Tokyo:20250127T100000
        DTEND;TZID=Asia/Tokyo:20250127T113000
        RRULE:FREQ=MONTHLY;UNTIL=20261231T145959Z;BYDAY=-1MO
        EXDATE;TZID=Asia/Tokyo:20250224T100000,20250331T100000
        SUMMARY;LANGUAGE=ja:外相会談、東京
        DESCRIPTION:First line\\nSecond\\, with \\; and \\\\
        ORGANIZER;CN="Office; protocol":mailto:office@example.org
        ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;MEMBER="mailto:a
         @example.org","mailto:b@example.org":mailto:c@example.org
        CATEGORIES;LANGUAGE=en:Summit,Asia
        GEO:35.681236;139.767125
        PRIORITY:1
        X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-ADDRESS="1-1, Tokyo";X-TITLE=Palace
         :geo:35.681236,139.767125
        X-MICROSOFT-CDO-BUSYSTATUS:BUSY
        BEGIN:VALARM
        ACTION:DISPLAY
        TRIGGER;RELATED=START:-PT15M
        DESCRIPTION:Reminder
        END:VALARM
        END:VEVENT
        BEGIN:X-NOTE
        X-TEXT:not\\, known;at all
        END:X-NOTE
        END:VCALENDAR

        """.withReturns

    @Test("a calendar is written as jCal and read again without loss")
    func roundTrip() throws {
        let calendar = try Component.parse(Array(Self.realistic.utf8))
        let read = try Component.parse(jCal: calendar.jCal())
        #expect(read == calendar)
        #expect(String(decoding: read.serialized(), as: UTF8.self) == Self.realistic)
        #expect(read.jCal() == calendar.jCal())
    }

    @Test("several components are an array of them, of which there may be none or one")
    func streams() throws {
        let calendars = [Component(.calendar), Component(.event, components: [Component(.alarm)])]
        let text = #"[["vcalendar",[],[]],["vevent",[],[["valarm",[],[]]]]]"#
        #expect(String(decoding: Component.jCal(stream: calendars), as: UTF8.self) == text)
        #expect(try Component.parseStream(jCal: Array(text.utf8)) == calendars)
        #expect(try Component.parseStream(jCal: Component.jCal(stream: [])) == [])
        #expect(try Component.parseStream(jCal: calendars[0].jCal()) == [calendars[0]])
        #expect(throws: Component.JCalError.self) { try Component.parse(jCal: Array(text.utf8)) }
    }
}

extension String {
    /// With CR LF for each LF.
    fileprivate var withReturns: String {
        split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    }
}
