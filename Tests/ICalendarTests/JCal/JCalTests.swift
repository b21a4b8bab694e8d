import ICalendar
import Testing

@Suite("jCal (RFC 7265)")
struct JCalTests {
    /// A component with these content lines.
    static func event(_ lines: String...) throws -> Component {
        try Component.parse(Array("BEGIN:VEVENT\n\(lines.map { $0 + "\n" }.joined())END:VEVENT\n".utf8), mode: .lenient)
    }

    /// The same in jCal.
    static func event(jCal properties: String...) -> String {
        #"["vevent",[\#(properties.joined(separator: ","))],[]]"#
    }

    static func text(_ component: Component) -> String { String(decoding: component.jCal(), as: UTF8.self) }

    // MARK: Properties and values

    /// A content line and the property that it is in jCal. Each is made of the other.
    static let properties: [(line: String, jCal: String)] = [
        // The examples of sections 3.4 and 3.5.
        ("SUMMARY:Meeting with Fred", #"["summary",{},"text","Meeting with Fred"]"#),
        ("CATEGORIES:Meetings,Work", #"["categories",{},"text","Meetings","Work"]"#),
        ("GEO:37.386013;-122.082932", #"["geo",{},"float",[37.386013,-122.082932]]"#),
        ("REQUEST-STATUS:2.0;Success", #"["request-status",{},"text",["2.0","Success"]]"#),
        (
            "REQUEST-STATUS:3.7;Invalid calendar user;ATTENDEE:mailto:jsmith@example.org",
            #"["request-status",{},"text",["3.7","Invalid calendar user","ATTENDEE:mailto:jsmith@example.org"]]"#
        ),
        (
            "ATTENDEE;PARTSTAT=ACCEPTED;RSVP=TRUE;ROLE=REQ-PARTICIPANT:mailto:jsmith@example.org",
            #"["attendee",{"partstat":"ACCEPTED","rsvp":"TRUE","role":"REQ-PARTICIPANT"},"cal-address","#
                + #""mailto:jsmith@example.org"]"#
        ),
        (
            #"ATTENDEE;DELEGATED-TO="mailto:jdoe@example.org","mailto:jqpublic@example.org":mailto:jsmith@example.org"#,
            #"["attendee",{"delegated-to":["mailto:jdoe@example.org","mailto:jqpublic@example.org"]},"cal-address","#
                + #""mailto:jsmith@example.org"]"#
        ),
        // Those of section 3.6.
        (
            "ATTACH;VALUE=BINARY;ENCODING=BASE64:SGVsbG8gV29ybGQh",
            #"["attach",{"encoding":"BASE64"},"binary","SGVsbG8gV29ybGQh"]"#
        ),
        ("X-NON-SMOKING;VALUE=BOOLEAN:TRUE", #"["x-non-smoking",{},"boolean",true]"#),
        ("X-NON-SMOKING;VALUE=BOOLEAN:FALSE", #"["x-non-smoking",{},"boolean",false]"#),
        ("ATTENDEE:mailto:kewisch@example.com", #"["attendee",{},"cal-address","mailto:kewisch@example.com"]"#),
        ("DTSTART;VALUE=DATE:20110517", #"["dtstart",{},"date","2011-05-17"]"#),
        ("DTSTART:20121017T120000", #"["dtstart",{},"date-time","2012-10-17T12:00:00"]"#),
        ("DTSTAMP:20121017T120000Z", #"["dtstamp",{},"date-time","2012-10-17T12:00:00Z"]"#),
        (
            "DTEND;TZID=Europe/Berlin:20111017T130000",
            #"["dtend",{"tzid":"Europe/Berlin"},"date-time","2011-10-17T13:00:00"]"#
        ),
        ("DURATION:P1D", #"["duration",{},"duration","P1D"]"#),
        ("X-GRADE;VALUE=FLOAT:1.3", #"["x-grade",{},"float",1.3]"#),
        ("PERCENT-COMPLETE:42", #"["percent-complete",{},"integer",42]"#),
        (
            "FREEBUSY;FBTYPE=FREE:19970308T160000Z/P1D",
            #"["freebusy",{"fbtype":"FREE"},"period",["1997-03-08T16:00:00Z","P1D"]]"#
        ),
        (
            "RRULE:FREQ=YEARLY;COUNT=5;BYDAY=-1SU,2MO;BYMONTH=10",
            #"["rrule",{},"recur",{"freq":"YEARLY","count":5,"byday":["-1SU","2MO"],"bymonth":10}]"#
        ),
        (
            "RRULE:FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=1,15,-1;UNTIL=20131001",
            #"["rrule",{},"recur",{"freq":"MONTHLY","interval":2,"bymonthday":[1,15,-1],"until":"2013-10-01"}]"#
        ),
        (#"COMMENT:hello\, world"#, #"["comment",{},"text","hello, world"]"#),
        ("X-TIME-LOCAL;VALUE=TIME:123000", #"["x-time-local",{},"time","12:30:00"]"#),
        ("X-TIME-UTC;VALUE=TIME:123000Z", #"["x-time-utc",{},"time","12:30:00Z"]"#),
        (
            "X-TIME-OFFSET;VALUE=TIME;TZID=Europe/Berlin:123000",
            #"["x-time-offset",{"tzid":"Europe/Berlin"},"time","12:30:00"]"#
        ),
        (
            "TZURL:http://example.org/tz/Europe-Berlin.ics",
            #"["tzurl",{},"uri","http://example.org/tz/Europe-Berlin.ics"]"#
        ),
        ("TZOFFSETFROM:-0500", #"["tzoffsetfrom",{},"utc-offset","-05:00"]"#),
        ("TZOFFSETTO:+1245", #"["tzoffsetto",{},"utc-offset","+12:45"]"#),
        // Those of section 5.3.
        ("X-COMPLAINT-DEADLINE:20110512T120000Z", #"["x-complaint-deadline",{},"unknown","20110512T120000Z"]"#),
        (
            #"X-COFFEE-DATA:Stenophylla;Guinea\,Africa"#,
            #"["x-coffee-data",{},"unknown","Stenophylla;Guinea\\,Africa"]"#
        ),
        ("PERCENT-COMPLETE:95", #"["percent-complete",{},"integer",95]"#),
        ("DTSTART;VALUE=DATE;X-SLACK=30.3:20110512", #"["dtstart",{"x-slack":"30.3"},"date","2011-05-12"]"#),

        // Lists of other types.
        (
            "EXDATE;TZID=Asia/Tokyo:20250127T100000,20250128T100000",
            #"["exdate",{"tzid":"Asia/Tokyo"},"date-time","2025-01-27T10:00:00","2025-01-28T10:00:00"]"#
        ),
        ("RDATE;VALUE=DATE:20250127,20250128", #"["rdate",{},"date","2025-01-27","2025-01-28"]"#),
        (
            "RDATE;VALUE=PERIOD:20250127T010000Z/20250127T020000Z,20250128T010000Z/PT15M",
            #"["rdate",{},"period",["2025-01-27T01:00:00Z","2025-01-27T02:00:00Z"],["2025-01-28T01:00:00Z","PT15M"]]"#
        ),
        ("LOCATION-TYPE:hotel,restaurant", #"["location-type",{},"text","hotel","restaurant"]"#),
        (#"RESOURCES:a\,b,"#, #"["resources",{},"text","a,b",""]"#),
        ("X-DAYS;VALUE=DATE:20250127,20250128", #"["x-days",{},"date","2025-01-27","2025-01-28"]"#),
        ("X-WAITS;VALUE=DURATION:PT1H,-PT90M", #"["x-waits",{},"duration","PT1H","-PT90M"]"#),
        ("X-MARKS;VALUE=FLOAT:1.50,-0.00001,5", #"["x-marks",{},"float",1.50,-0.00001,5]"#),

        // Rules: every part, in the order it has, and what RFC 7529 added.
        (
            "RRULE:BYSETPOS=-1;BYSECOND=0,59;BYMINUTE=0;BYHOUR=1,2;BYYEARDAY=-1,1;BYWEEKNO=20;WKST=SU;FREQ=YEARLY",
            #"["rrule",{},"recur",{"bysetpos":-1,"bysecond":[0,59],"byminute":0,"byhour":[1,2],"#
                + #""byyearday":[-1,1],"byweekno":20,"wkst":"SU","freq":"YEARLY"}]"#
        ),
        (
            "RRULE:FREQ=DAILY;UNTIL=20131001T120000Z",
            #"["rrule",{},"recur",{"freq":"DAILY","until":"2013-10-01T12:00:00Z"}]"#
        ),
        (
            "RRULE:RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L,6;SKIP=FORWARD",
            #"["rrule",{},"recur",{"rscale":"HEBREW","freq":"YEARLY","bymonth":["5L",6],"skip":"FORWARD"}]"#
        ),
        // One that cannot be, but whose form is right.
        ("RRULE:FREQ=DAILY;COUNT=0", #"["rrule",{},"recur",{"freq":"DAILY","count":0}]"#),

        // Other forms that have to be kept.
        ("DTSTAMP:20161231T235960Z", #"["dtstamp",{},"date-time","2016-12-31T23:59:60Z"]"#),
        ("TZOFFSETTO:+092059", #"["tzoffsetto",{},"utc-offset","+09:20:59"]"#),
        ("TRIGGER;VALUE=DATE-TIME:20250127T010000Z", #"["trigger",{},"date-time","2025-01-27T01:00:00Z"]"#),
        (
            "IMAGE;VALUE=URI;DISPLAY=BADGE:https://example.org/a;b,c",
            #"["image",{"display":"BADGE"},"uri","https://example.org/a;b,c"]"#
        ),
        ("X-WR-CALNAME;VALUE=TEXT:a", #"["x-wr-calname",{},"text","a"]"#),
        (
            "ATTACH;FMTTYPE=text/plain;ENCODING=8BIT:cid:1",
            #"["attach",{"fmttype":"text/plain","encoding":"8BIT"},"uri","cid:1"]"#
        ),
        ("DESCRIPTION:", #"["description",{},"text",""]"#),
        ("X-EMPTY:", #"["x-empty",{},"unknown",""]"#),
        (#"DESCRIPTION:"a\\b\\n\n\;\#t首脳会合 😀"#, #"["description",{},"text","\"a\\b\\n\n;\t首脳会合 😀"]"#),
        (#"X-RAW:a\nb"c\#t"#, #"["x-raw",{},"unknown","a\\nb\"c\t"]"#),
        ("LINK;VALUE=X-PATH;LINKREL=a:/a,b;c", #"["link",{"linkrel":"a"},"x-path","/a,b;c"]"#),
        ("GEO;VALUE=X-PARTS:a;b,c", #"["geo",{},"x-parts",["a","b,c"]]"#),
        (
            #"ORGANIZER;CN="a;b^nc^'d^^":mailto:a@example.org"#,
            #"["organizer",{"cn":"a;b\nc\"d^"},"cal-address","mailto:a@example.org"]"#
        ),
        ("X-LIST;X-A=;X-B=1,,2:", #"["x-list",{"x-a":"","x-b":["1","","2"]},"unknown",""]"#),
    ]

    @Test("a content line and its jCal are made of each other", arguments: properties)
    func bothWays(line: String, jCal: String) throws {
        let (event, text) = (try Self.event(line), Self.event(jCal: jCal))
        #expect(Self.text(event) == text)
        #expect(try Component.parse(jCal: Array(text.utf8)) == event)
    }

    @Test(
        "what is written in other ways in iCalendar is one in jCal",
        arguments: [
            ("dtstart;value=date:20110517", #"["dtstart",{},"date","2011-05-17"]"#),
            ("DTSTART;VALUE=DATE-TIME:20121017T120000", #"["dtstart",{},"date-time","2012-10-17T12:00:00"]"#),
            ("SUMMARY:a, b", #"["summary",{},"text","a, b"]"#),
            ("PRIORITY:+05", #"["priority",{},"integer",5]"#),
            ("GEO:+007.50;-000", #"["geo",{},"float",[7.50,-0]]"#),
            ("X-A;VALUE=BOOLEAN:true", #"["x-a",{},"boolean",true]"#),
            (
                "RRULE:freq=daily;byday=+1mo;bymonthday=+01",
                #"["rrule",{},"recur",{"freq":"daily","byday":"+1mo","bymonthday":1}]"#
            ),
            ("ATTENDEE;MEMBER=a;CN=b;MEMBER=c:d", #"["attendee",{"member":["a","c"],"cn":"b"},"cal-address","d"]"#),
            // Section 3.1: no longer encoded.
            ("DESCRIPTION;ENCODING=BASE64:YTtiLGMKZA==", #"["description",{},"text","a;b,c\nd"]"#),
            (
                "DTSTART;ENCODING=base64;X-A=b:MjAxMjEwMTdUMTIwMDAw",
                #"["dtstart",{"x-a":"b"},"date-time","2012-10-17T12:00:00"]"#
            ),
        ])
    func writing(line: String, jCal: String) throws {
        #expect(Self.text(try Self.event(line)) == Self.event(jCal: jCal))
    }

    @Test(
        "what is written in other ways in jCal is one in iCalendar",
        arguments: [
            (#"[ "DTSTART" , { "X-A" : [ "b" ] } , "DATE" , "2011-05-17" ]"#, "DTSTART;VALUE=DATE;X-A=b:20110517"),
            (#"["percent-complete",{},"integer",4.2e1]"#, "PERCENT-COMPLETE:42"),
            (#"["x-a",{},"float",-1.5E-3]"#, "X-A;VALUE=FLOAT:-0.0015"),
            (#"["x-a",{},"float",0]"#, "X-A;VALUE=FLOAT:0"),
            (
                #"["rrule",{},"recur",{"freq":"YEARLY","byday":["-1SU"],"bymonth":[10.0]}]"#,
                "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"
            ),
            // The form of appendix B.2, which section 3.6.9 does not have.
            (#"["rdate",{},"period","2006-01-02T15:00:00/PT2H"]"#, "RDATE;VALUE=PERIOD:20060102T150000/PT2H"),
            (#"["attach",{},"binary","AA=="]"#, "ATTACH;VALUE=BINARY;ENCODING=BASE64:AA=="),
            (#"["comment",{},"text","a\r\nb\rc\u000ad\u00e9\ud83d\ude00\/"]"#, #"COMMENT:a\nb\nc\ndé😀/"#),
            (#"["x-a",{},"text","a,b","c"]"#, #"X-A;VALUE=TEXT:a\,b,c"#),
            (#"["summary",{},"unknown","a\\,b"]"#, #"SUMMARY:a\,b"#),
            (#"["dtstart",{},"text","soon, perhaps"]"#, #"DTSTART;VALUE=TEXT:soon\, perhaps"#),
        ])
    func reading(jCal: String, line: String) throws {
        let read = try Component.parse(jCal: Array(Self.event(jCal: jCal).utf8))
        #expect(read == (try Self.event(line)))
    }

    @Test(
        "nothing is lost of what is not of its type",
        arguments: [
            ("DTSTART:garbage", #"["dtstart",{},"unknown","garbage"]"#),
            // Of section B.1.1, where VALUE=DATE is missing.
            ("DTSTART:20081006", #"["dtstart",{},"unknown","20081006"]"#),
            ("DTSTART;TZID=A;VALUE=DATE:garbage", #"["dtstart",{"tzid":"A","value":"DATE"},"unknown","garbage"]"#),
            ("EXDATE:20250127T100000,", #"["exdate",{},"unknown","20250127T100000,"]"#),
            ("GEO:37.386013;west", #"["geo",{},"unknown","37.386013;west"]"#),
            ("PRIORITY:2147483648", #"["priority",{},"unknown","2147483648"]"#),
            ("RRULE:FREQ=DAILY;X-A=1", #"["rrule",{},"unknown","FREQ=DAILY;X-A=1"]"#),
            ("RRULE:COUNT=1", #"["rrule",{},"unknown","COUNT=1"]"#),
            ("RRULE:FREQ=DAILY;FREQ=DAILY", #"["rrule",{},"unknown","FREQ=DAILY;FREQ=DAILY"]"#),
            ("RRULE:FREQ=DAILY;BYHOUR=1,", #"["rrule",{},"unknown","FREQ=DAILY;BYHOUR=1,"]"#),
            ("TZOFFSETTO:-0000", #"["tzoffsetto",{},"unknown","-0000"]"#),
            ("ATTACH;ENCODING=BASE64:/w==", #"["attach",{"encoding":"BASE64"},"unknown","/w=="]"#),
            ("SUMMARY;ENCODING=BASE64:AA==", #"["summary",{"encoding":"BASE64"},"unknown","AA=="]"#),
            ("X-A;ENCODING=BASE64:YQ==", #"["x-a",{"encoding":"BASE64"},"unknown","YQ=="]"#),
            ("X-A;VALUE=no type:a", #"["x-a",{"value":"no type"},"unknown","a"]"#),
            ("X-A;VALUE=DATE,TIME:a", #"["x-a",{"value":["DATE","TIME"]},"unknown","a"]"#),
            ("X-A;VALUE=UNKNOWN:a", #"["x-a",{"value":"UNKNOWN"},"unknown","a"]"#),
        ])
    func unknown(line: String, jCal: String) throws {
        let event = try Self.event(line)
        #expect(Self.text(event) == Self.event(jCal: jCal))
        #expect(try Component.parse(jCal: event.jCal()) == event)
    }
}
