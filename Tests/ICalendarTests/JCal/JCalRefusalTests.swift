import ICalendar
import TestSupport
import Testing

/// What is no jCal: refused with one error that says where and what was expected, and never a trap.
@Suite struct JCalRefusalTests {
    /// What stands in place of a property, and the error: its path after VEVENT, and what it says.
    static let properties: [(jCal: String, path: String, reason: String)] = [
        ("1", "", "expected a property: an array"),
        ("[]", "", "expected the name of a property: a string"),
        (#"["summary"]"#, "/SUMMARY", "expected an object of parameters"),
        (#"["summary",[],"text","a"]"#, "/SUMMARY", "expected an object of parameters"),
        (#"["summary",{}]"#, "/SUMMARY", "expected the type of the value: a string"),
        (#"["summary",{},null,"a"]"#, "/SUMMARY", "expected the type of the value: a string"),
        (
            #"["summary",{},"te xt","a"]"#, "/SUMMARY",
            "expected the type of the value: a string of letters, digits and hyphens"
        ),
        (#"["summary",{},"text"]"#, "/SUMMARY", "expected a value"),
        (#"["summary",{},"text",]"#, "/SUMMARY", "expected a value"),
        (#"["summary",{},"text","a","b"]"#, "/SUMMARY", "expected one value of SUMMARY"),
        (#"["summary",{},"text",1]"#, "/SUMMARY", "expected a TEXT: a string"),
        (#"["summary",{},"text",["a"]]"#, "/SUMMARY", "expected a TEXT: a string"),
        (#"["summary",{},"text","a\u0000"]"#, "/SUMMARY", "expected no control character"),
        (#"["summary",{},"text","a\u007f"]"#, "/SUMMARY", "expected no control character"),
        (#"["summary",{},"text","\ud800"]"#, "/SUMMARY", "a string is not valid UTF-8, or has half a surrogate pair"),
        (
            #"["summary",{},"text","\ude00\ud83d"]"#, "/SUMMARY",
            "a string is not valid UTF-8, or has half a surrogate pair"
        ),
        (#"["summary",{},"text","\q"]"#, "/SUMMARY", #"expected one of "\/bfnrtu after a backslash"#),
        (
            "[\"summary\",{},\"text\",\"a\nb\"]", "/SUMMARY",
            #"expected no control character in a string (write it as \u00XX)"#
        ),
        (
            #"["sum mary",{},"text","a"]"#, "",
            "expected the name of a property: a string of letters, digits and hyphens"
        ),
        (#"["",{},"text","a"]"#, "", "expected the name of a property: a string of letters, digits and hyphens"),
        (#"["begin",{},"text","a"]"#, "", "expected the name of a property: a string of letters, digits and hyphens"),
        (#"["summäry",{},"text","a"]"#, "", "expected the name of a property: a string of letters, digits and hyphens"),
        (
            #"["x-a:b\r\nx-c",{},"text","a"]"#, "",
            "expected the name of a property: a string of letters, digits and hyphens"
        ),
        // Parameters.
        (#"["summary",{"a b":"c"},"text","a"]"#, "/SUMMARY", "expected the name of a parameter"),
        (#"["summary",{"cn":1},"text","a"]"#, "/SUMMARY", "expected a string or an array of strings"),
        (#"["summary",{"cn":[]},"text","a"]"#, "/SUMMARY", "expected an element in the array"),
        (#"["summary",{"cn":["a",[]]},"text","a"]"#, "/SUMMARY", "expected a string or an array of strings"),
        (#"["summary",{"cn":"a\r"},"text","a"]"#, "/SUMMARY", "expected no control character"),
        (#"["summary",{"cn":"a","\u0043N":"b"},"text","a"]"#, "/SUMMARY", #"the key "CN" comes twice"#),
        (
            #"["summary",{"value":"TEXT"},"text","a"]"#, "/SUMMARY",
            "expected no VALUE among the parameters: the type says it"
        ),
        (#"["summary",{"encoding":"BASE64"},"text","a"]"#, "/SUMMARY", "expected nothing in BASE64 but BINARY"),
        (#"["summary",{"cn" "a"},"text","a"]"#, "/SUMMARY", "expected a colon"),
        // Values.
        (#"["attach",{},"binary","A"]"#, "/ATTACH", "expected BINARY in BASE64"),
        (#"["attach",{},"uri","a\nB:C"]"#, "/ATTACH", "expected no control character"),
        (#"["attach",{},"uri",true]"#, "/ATTACH", "expected a string"),
        (#"["x-a",{},"boolean","TRUE"]"#, "/X-A", "expected true or false"),
        (#"["x-a",{},"boolean",tru]"#, "/X-A", "expected true"),
        (#"["x-a",{},"date","20110517"]"#, "/X-A", #"expected a DATE such as "2025-04-14""#),
        (#"["x-a",{},"date","2011-05"]"#, "/X-A", #"expected a DATE such as "2025-04-14""#),
        (#"["x-a",{},"date","2011-02-29"]"#, "/X-A", #"expected a DATE such as "2025-04-14""#),
        (
            #"["x-a",{},"date-time","2011-05-17"]"#, "/X-A",
            #"expected a DATE-TIME such as "2025-01-27T10:00:00" or "2025-01-27T01:00:00Z""#
        ),
        (
            #"["x-a",{},"date-time","2011-05-17T10:00"]"#, "/X-A",
            #"expected a DATE-TIME such as "2025-01-27T10:00:00" or "2025-01-27T01:00:00Z""#
        ),
        (
            #"["x-a",{},"date-time","2011-05-17T10:00:00+02:00"]"#, "/X-A",
            #"expected a DATE-TIME such as "2025-01-27T10:00:00" or "2025-01-27T01:00:00Z""#
        ),
        (
            #"["x-a",{},"date-time",20110517]"#, "/X-A",
            #"expected a DATE-TIME such as "2025-01-27T10:00:00" or "2025-01-27T01:00:00Z""#
        ),
        (#"["x-a",{},"duration","1D"]"#, "/X-A", "expected a DURATION such as P1D or -PT15M"),
        (#"["x-a",{},"float","1.5"]"#, "/X-A", "expected a FLOAT: a finite number"),
        (#"["x-a",{},"float",1e999]"#, "/X-A", "expected a FLOAT: a finite number"),
        (#"["x-a",{},"float",01]"#, "/X-A", "expected a number without leading zeros"),
        (#"["x-a",{},"float",1.]"#, "/X-A", "expected a digit after the decimal point"),
        (#"["x-a",{},"float",1e]"#, "/X-A", "expected a digit in the exponent"),
        (#"["x-a",{},"float",-]"#, "/X-A", "expected a number"),
        (#"["x-a",{},"float",1x]"#, "/X-A", "expected a comma or the end of the list"),
        (#"["x-a",{},"float",NaN]"#, "/X-A", "expected a value"),
        (#"["x-a",{},"integer",1.5]"#, "/X-A", "expected an INTEGER: a number of 32 bits"),
        (#"["x-a",{},"integer",2147483648]"#, "/X-A", "expected an INTEGER: a number of 32 bits"),
        (#"["x-a",{},"integer",99999999999999999999999]"#, "/X-A", "expected an INTEGER: a number of 32 bits"),
        (#"["x-a",{},"integer",1e400]"#, "/X-A", "expected an INTEGER: a number of 32 bits"),
        (
            #"["x-a",{},"period",["1997-03-08T16:00:00Z"]]"#, "/X-A",
            #"expected a PERIOD such as ["2025-01-27T01:00:00Z","PT2H"]"#
        ),
        (
            #"["x-a",{},"period",["19970308T160000Z","P1D"]]"#, "/X-A",
            #"expected a PERIOD such as ["2025-01-27T01:00:00Z","PT2H"]"#
        ),
        (
            #"["x-a",{},"period",["1997-03-08T16:00:00Z",1]]"#, "/X-A",
            #"expected a PERIOD such as ["2025-01-27T01:00:00Z","PT2H"]"#
        ),
        (
            #"["x-a",{},"period",["1997-03-08T16:00:00Z","1997-03-08T15:00:00Z"]]"#, "/X-A",
            #"expected a PERIOD such as ["2025-01-27T01:00:00Z","PT2H"]"#
        ),
        (
            #"["x-a",{},"period","1997-03-08T16:00:00Z"]"#, "/X-A",
            #"expected a PERIOD such as ["2025-01-27T01:00:00Z","PT2H"]"#
        ),
        (#"["x-a",{},"time","12:30"]"#, "/X-A", #"expected a TIME such as "10:00:00""#),
        (#"["x-a",{},"utc-offset","+0900"]"#, "/X-A", #"expected a UTC-OFFSET such as "+09:00""#),
        (#"["x-a",{},"utc-offset","-00:00"]"#, "/X-A", #"expected a UTC-OFFSET such as "+09:00""#),
        (#"["x-a",{},"unknown",1]"#, "/X-A", "expected a string"),
        (#"["x-a",{},"unknown","a\nB:C"]"#, "/X-A", "expected no control character"),
        (#"["x-a",{},"unknown","a","b"]"#, "/X-A", "expected one value of X-A"),
        (#"["x-a",{},"text",null]"#, "/X-A", "expected a TEXT: a string"),
        (#"["geo",{},"float",1.5,2.5]"#, "/GEO", "expected an array with the parts of the value"),
        (#"["geo",{},"float",[]]"#, "/GEO", "expected an element in the array"),
        (#"["geo",{},"float",[1.5,[2.5]]]"#, "/GEO", "expected a FLOAT: a finite number"),
        (#"["geo",{},"float",[1,2],[1,2]]"#, "/GEO", "expected one value of GEO"),
        // Rules.
        (#"["rrule",{},"recur","FREQ=DAILY"]"#, "/RRULE", #"expected a RECUR such as {"freq":"DAILY","count":5}"#),
        (#"["rrule",{},"recur",{}]"#, "/RRULE", #"expected "freq""#),
        (
            #"["rrule",{},"recur",{"freq":"DAILY","x-a":1}]"#, "/RRULE",
            "expected a rule part of RFC 5545, section 3.3.10"
        ),
        (#"["rrule",{},"recur",{"freq":"DAILY","FREQ":"DAILY"}]"#, "/RRULE/FREQ", #"the key "FREQ" comes twice"#),
        (#"["rrule",{},"recur",{"freq":"DAILY;COUNT=5"}]"#, "/RRULE/FREQ", "expected a word"),
        (#"["rrule",{},"recur",{"freq":["DAILY"]}]"#, "/RRULE/FREQ", "expected a word"),
        (#"["rrule",{},"recur",{"count":"5"}]"#, "/RRULE/COUNT", "expected a whole number"),
        (#"["rrule",{},"recur",{"count":1.5}]"#, "/RRULE/COUNT", "expected a whole number"),
        (#"["rrule",{},"recur",{"count":9007199254740992}]"#, "/RRULE/COUNT", "expected a whole number"),
        (#"["rrule",{},"recur",{"byhour":[1,null]}]"#, "/RRULE/BYHOUR", "expected a whole number"),
        (#"["rrule",{},"recur",{"byhour":[]}]"#, "/RRULE/BYHOUR", "expected an element in the array"),
        (#"["rrule",{},"recur",{"byday":"MO,TU"}]"#, "/RRULE/BYDAY", #"expected a weekday such as "MO" or "-1SU""#),
        (#"["rrule",{},"recur",{"byday":[""]}]"#, "/RRULE/BYDAY", #"expected a weekday such as "MO" or "-1SU""#),
        (
            #"["rrule",{},"recur",{"until":"20131001"}]"#, "/RRULE/UNTIL",
            #"expected a date such as "2025-04-14", or a date and time"#
        ),
    ]

    @Test("a property that is none is refused, with its name", arguments: properties)
    func property(jCal: String, path: String, reason: String) {
        let text = #"["vcalendar",[],[["vevent",["#
        let error = #expect(throws: Component.JCalError.self) {
            try Component.parse(jCal: Array("\(text)\(jCal)],[]]]]".utf8))
        }
        #expect(error?.path == "VCALENDAR/VEVENT" + path)
        #expect(error?.reason == reason)
        #expect((text.utf8.count...text.utf8.count + jCal.utf8.count).contains(error?.offset ?? -1))
    }

    @Test(
        "a component that is none is refused where it stands",
        arguments: [
            ("", "byte 0: expected a value"),
            (" ", "byte 1: the text ends inside a value"),
            ("{}", "byte 0: expected a component: an array"),
            ("[]", "byte 1: expected the name of a component: a string"),
            ("[[]]", "byte 1: expected the name of a component: a string"),
            (#"["end",[],[]]"#, "byte 2: expected the name of a component: a string of letters, digits and hyphens"),
            (#"["vevent"]"#, "byte 9, VEVENT: expected an array of properties"),
            (#"["vevent",{},[]]"#, "byte 10, VEVENT: expected an array of properties"),
            (#"["vevent",[]]"#, "byte 12, VEVENT: expected an array of components"),
            (#"["vevent",[],"a"]"#, "byte 13, VEVENT: expected an array of components"),
            (#"["vevent",[],[1]]"#, "byte 14, VEVENT: expected a component: an array"),
            (
                #"["vevent",[],[],[]]"#,
                "byte 16, VEVENT: expected a component: a name, properties, components and nothing more"
            ),
            (#"["vevent",[],[]"#, "byte 15, VEVENT: the text ends inside a value"),
            (#"["vevent",[],[]]x"#, "byte 16: expected nothing after the value"),
            (#"["vevent",[,],[]]"#, "byte 11, VEVENT: expected a value"),
            ("\u{FEFF}[]", "byte 0: expected a value"),
        ])
    func component(jCal: String, description: String) {
        let error = #expect(throws: Component.JCalError.self) { try Component.parse(jCal: Array(jCal.utf8)) }
        #expect(error?.description == description)
    }

    // MARK: Limits

    private static func nested(_ depth: Int) -> String {
        (1...depth).reduce("") { inside, _ in #"["x",[["geo",{"a":["b"]},"float",[1,2]]],[\#(inside)]]"# }
    }

    @Test("sixteen components may stand inside each other, alone and in a stream")
    func nesting() throws {
        #expect(try Component.parse(jCal: Array(Self.nested(16).utf8)).components.count == 1)
        #expect(try Component.parseStream(jCal: Array("[\(Self.nested(16))]".utf8)).count == 1)
        let error = #expect(throws: Component.JCalError.self) { try Component.parse(jCal: Array(Self.nested(17).utf8)) }
        #expect(error?.reason == "expected at most 16 components inside each other")
        for opening in ["[", #"["x",[["#, #"["x",[["x",{},"text",["#, #"["x",[],["#, #"{"a":"#] {
            let text = String(repeating: opening, count: 100_000)
            #expect(throws: Component.JCalError.self) { try Component.parse(jCal: Array(text.utf8)) }
            #expect(throws: Component.JCalError.self) { try Component.parseStream(jCal: Array(text.utf8)) }
        }
    }

    @Test("a property has at most 1 MiB of text, in its value and its parameters")
    func length() throws {
        func read(_ count: Int, inParameter: Bool) throws -> Component {
            let long = String(repeating: "é", count: count / 2)
            let property = inParameter ? #"["x",{"a":"\#(long)"},"unknown",""]"# : #"["x",{},"unknown","\#(long)"]"#
            return try Component.parse(jCal: Array(JCalTests.event(jCal: property).utf8))
        }
        #expect(try read(1 << 20 - 2, inParameter: false).properties.count == 1)
        for inParameter in [false, true] {
            let error = #expect(throws: Component.JCalError.self) { try read(1 << 20, inParameter: inParameter) }
            #expect(error?.reason == "expected at most 1048576 octets in a property")
        }
    }

    @Test("a million lines of iCalendar are read, and not one more")
    func lines() throws {
        // Each has a BEGIN and an END, and so has what they stand in.
        let components = String(repeating: #"["x",[],[]],"#, count: 499_998) + #"["x",[],[]]"#
        func text(_ properties: String) -> [UInt8] { Array(#"["x",[\#(properties)],[\#(components)]]"#.utf8) }
        #expect(try Component.parse(jCal: text("")).components.count == 499_999)
        let error = #expect(throws: Component.JCalError.self) {
            try Component.parse(jCal: text(#"["x",{},"unknown",""]"#))
        }
        #expect(error?.reason == "expected at most 1000000 lines as iCalendar")
    }

    @Test("many parameters, values and long numbers take no more than their share of time")
    func linearTime() throws {
        let parameters = (0..<50_000).map { #""x\#($0)":"""# }.joined(separator: ",")
        let values = String(repeating: #""P1D","#, count: 30_000) + #""P1D""#
        let digits = String(repeating: "1", count: 200_000)
        let escapes = String(repeating: #"\u00e9"#, count: 30_000)
        let event = JCalTests.event(
            jCal: #"["x-a",{\#(parameters)},"duration",\#(values)]"#, #"["x-b",{},"float",0.\#(digits)]"#,
            #"["x-c",{},"text","\#(escapes)"]"#, #"["rrule",{},"recur",{"freq":"DAILY","byday":[\#(values)]}]"#)
        let clock = ContinuousClock()
        let time = try clock.measure {
            let component = try Component.parse(jCal: Array(event.utf8))
            #expect(try Component.parse(jCal: component.jCal()) == component)
        }
        #expect(time < .seconds(60), "a debug build needs about two seconds")
        #expect(throws: Component.JCalError.self) {
            try Component.parse(jCal: Array(JCalTests.event(jCal: #"["x",{},"float",\#(digits)]"#).utf8))
        }
    }

    // MARK: Chance

    @Test("no beginning of a text is taken for the whole")
    func truncations() throws {
        let bytes = try Component.parse(Array(JCalComponentTests.realistic.utf8)).jCal()
        #expect(bytes.indices.allSatisfy { (try? Component.parse(jCal: Array(bytes[..<$0]))) == nil })
    }

    @Test("random changes never trap, and what is still taken is kept in jCal and in iCalendar")
    func randomBytes() throws {
        var random = SplitMix64(seed: 7265)
        let samples =
            try [JCalComponentTests.realistic, JCalComponentTests.calendar].map { text in
                try Component.parse(Array(text.utf8), mode: .lenient).jCal()
            } + JCalTests.properties.map { Array(JCalTests.event(jCal: $0.jCal).utf8) }
        let telling = Array(#"{}[]:,"\u0e-.dD1tfn ;="#.utf8) + [0x00, 0x1F, 0x7F, 0x80, 0xC3, 0xE2, 0xED, 0xF0, 0xFF]
        var taken = 0
        for turn in 0..<20_000 {
            var bytes = samples[turn % samples.count]
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                let byte = telling.randomElement(using: &random) ?? 0
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = byte
                case 1: bytes[index] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
                case 2: bytes.insert(byte, at: index)
                default: bytes.remove(at: index)
                }
            }
            guard let component = try? Component.parse(jCal: bytes) else { continue }
            taken += 1
            let again = try Component.parse(jCal: component.jCal())
            let lines = try Component.parse(component.serialized())
            guard lines == component, again.jCal() == component.jCal() else {
                Issue.record("not kept: \(String(decoding: bytes, as: UTF8.self))")
                return
            }
        }
        #expect((1_000..<19_000).contains(taken), "the changes should be neither all harmless nor all fatal")
    }
}
