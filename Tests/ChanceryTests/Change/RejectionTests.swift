import CanonicalJSON
import Chancery
import Testing

/// What a draft is refused for.
@Suite struct RejectionTests {
    struct Case: CustomTestStringConvertible {
        let drafts: [String]
        let index: Int
        let path: [String]
        let reason: FieldFault.Reason

        init(_ reason: FieldFault.Reason, _ path: String, _ drafts: String..., index: Int = 0) {
            self.drafts = drafts
            self.index = index
            self.path = path.split(separator: ".").map(String.init)
            self.reason = reason
        }

        var testDescription: String { "\(reason) at \(path.joined(separator: ".")): \(drafts.last?.prefix(200) ?? "")" }
    }

    private static let longName = String(repeating: "x", count: 501)

    static let states: [Case] = [
        Case(.unknownEvent, "event", change("nobody", "cancelled")),
        Case(.unknownEvent, "event", change("nobody", "cancelled", #","occurrence":"2025-04-14""#)),
        Case(.alreadyScheduled, "event", scheduled("single")),
        Case(.alreadyScheduled, "event", scheduled("withdrawn")),
        Case(.alreadyScheduled, "event", scheduled("new"), scheduled("new"), index: 1),
        Case(.withdrawnEvent, "event", change("withdrawn", "withdrawn")),
        Case(.withdrawnEvent, "event", change("withdrawn", "revised", #","set":{"title":"B"}"#)),
        Case(.withdrawnEvent, "event", change("single", "withdrawn"), change("single", "cancelled"), index: 1),
        Case(.wrongState, "type", change("cancelled", "cancelled")),
        Case(.wrongState, "type", change("concluded", "cancelled")),
        Case(.wrongState, "type", change("single", "reinstated")),
        Case(.wrongState, "type", change("concluded", "reinstated")),
        Case(.wrongState, "type", change("cancelled", "concluded", #","outcome":"Done""#)),
        Case(.wrongState, "type", change("concluded", "concluded", #","outcome":"Done""#)),
        Case(.wrongState, "set", change("single", "revised", #","set":{}"#)),
        Case(
            .wrongState, "set", change("single", "revised", #","set":{"title":"A meeting","place":{"city":"Osaka"}}"#)),
        Case(.wrongState, "set", change("single", "revised", #","clear":["description","reminders"]"#)),
        Case(.wrongState, "set", change("weekly", "revised", #","occurrence":"2025-02-03T10:00","set":{}"#)),
        Case(
            .wrongState, "set",
            change("weekly", "revised", #","occurrence":"2025-02-03T10:00","set":{"title":"A meeting"}"#)),
        Case(
            .wrongState, "clear",
            change("weekly", "revised", #","occurrence":"2025-02-03T10:00","clear":["description"]"#)),
        Case(.wrongState, "occurrence", change("weekly", "reinstated", #","occurrence":"2025-02-03T10:00""#)),
        Case(
            .wrongState, "occurrence", change("weekly", "cancelled", #","occurrence":"2025-02-03T10:00""#),
            change("weekly", "cancelled", #","occurrence":"2025-02-03T10:00""#), index: 1),
        Case(.unknownOccurrence, "occurrence", change("weekly", "cancelled", #","occurrence":"2025-02-04T10:00""#)),
        Case(.unknownOccurrence, "occurrence", change("weekly", "cancelled", #","occurrence":"2025-02-03T10:01""#)),
        Case(.unknownOccurrence, "occurrence", change("weekly", "cancelled", #","occurrence":"2025-02-03""#)),
        Case(.unknownOccurrence, "occurrence", change("weekly", "cancelled", #","occurrence":"2025-02-24T10:00""#)),
        Case(.unknownOccurrence, "occurrence", change("weekly", "cancelled", #","occurrence":"2025-04-14T10:00""#)),
        Case(.unknownOccurrence, "occurrence", change("single", "cancelled", #","occurrence":"2025-04-14""#)),
    ]

    static let dates: [Case] = [
        Case(.endBeforeStart, "when.until", scheduled("new", when: #"{"date":"2025-04-14","until":"2025-04-13"}"#)),
        Case(
            .endBeforeStart, "when.end",
            scheduled("new", when: #"{"start":"2025-04-14T10:00","end":"2025-04-14T09:59","zone":"Asia/Tokyo"}"#)),
        // Clocks skip from 02:00 to 03:00: 02:30 is taken as 03:30.
        Case(
            .endBeforeStart, "when.end",
            scheduled("new", when: #"{"start":"2025-03-30T02:30","end":"2025-03-30T03:15","zone":"Europe/Paris"}"#)),
        Case(
            .endBeforeStart, "when.also.1",
            scheduled("new", when: #"{"date":"2025-04-14","also":["2025-05-01","2025-04-14","2025-06-01"]}"#)),
        Case(
            .endBeforeStart, "when.until",
            change("single", "rescheduled", #","when":{"date":"2025-04-14","until":"2025-04-13"}"#)),
        Case(.unknownZone, "when.zone", scheduled("new", when: #"{"start":"2025-04-14T10:00","zone":"Asia/Osaka"}"#)),
        Case(
            .unknownZone, "when.zone",
            scheduled("new", when: #"{"start":"2025-04-14T10:00","zone":"../../etc/passwd"}"#)),
        Case(.unknownZone, "place.zone", scheduled("new", #","place":{"zone":"Tokyo"}"#)),
        Case(.unknownZone, "set.place.zone", change("single", "revised", #","set":{"place":{"zone":"Tokyo"}}"#)),
        Case(.invalidRule, "when.repeat", scheduled("new", when: #"{"date":"2025-04-14","repeat":"FREQ=SOMETIMES"}"#)),
        Case(
            .invalidRule, "when.repeat", change("single", "rescheduled", #","when":{"date":"2025-04-14","repeat":""}"#)),
        Case(.missingField, "when", scheduled("new", when: "{}")),
        Case(.missingField, "when", scheduled("new", when: #"{"zone":"Asia/Tokyo"}"#)),
        Case(.missingField, "when.zone", scheduled("new", when: #"{"start":"2025-04-14T10:00"}"#)),
        Case(.invalidValue, "when", scheduled("new", when: #""2025-04-14""#)),
        Case(.invalidValue, "when", scheduled("new", when: #"{"date":"2025-04-14","undetermined":true}"#)),
        Case(.invalidValue, "when.date", scheduled("new", when: #"{"date":"2025-02-30"}"#)),
        Case(.invalidValue, "when.date", scheduled("new", when: #"{"date":20250414}"#)),
        Case(.invalidValue, "when.start", scheduled("new", when: #"{"start":"2025-04-14","zone":"Asia/Tokyo"}"#)),
        Case(
            .invalidValue, "when.start", scheduled("new", when: #"{"start":"2025-04-14T10:00Z","zone":"Asia/Tokyo"}"#)),
        Case(.invalidValue, "when.approximate", scheduled("new", when: #"{"approximate":"2025-13"}"#)),
        Case(.invalidValue, "when.approximate", scheduled("new", when: #"{"approximate":"2025-04-14"}"#)),
        Case(.invalidValue, "when.undetermined", scheduled("new", when: #"{"undetermined":false}"#)),
        Case(.invalidValue, "when.end", scheduled("new", when: #"{"date":"2025-04-14","end":"2025-04-15T10:00"}"#)),
        Case(.invalidValue, "when.zone", scheduled("new", when: #"{"date":"2025-04-14","zone":"Asia/Tokyo"}"#)),
        Case(
            .invalidValue, "when.until",
            scheduled("new", when: #"{"start":"2025-04-14T10:00","zone":"Asia/Tokyo","until":"2025-04-15"}"#)),
        Case(
            .invalidValue, "when.repeat", scheduled("new", when: #"{"approximate":"2025-04","repeat":"FREQ=YEARLY"}"#)),
        Case(
            .invalidValue, "when.except.1",
            scheduled("new", when: #"{"date":"2025-04-14","except":["2025-04-15","2025-04-16T10:00"]}"#)),
        Case(
            .invalidValue, "when.also.0",
            scheduled("new", when: #"{"start":"2025-04-14T10:00","zone":"Asia/Tokyo","also":["2025-04-16"]}"#)),
        Case(.invalidValue, "when.also.0", scheduled("new", when: #"{"date":"2025-04-14","also":["tomorrow"]}"#)),
        Case(.unknownField, "when.day", scheduled("new", when: #"{"date":"2025-04-14","day":1}"#)),
        Case(
            .invalidValue, "when",
            change("weekly", "rescheduled", #","occurrence":"2025-02-03T10:00","when":{"undetermined":true}"#)),
        Case(
            .invalidValue, "when",
            change(
                "weekly", "rescheduled",
                #","occurrence":"2025-02-03T10:00","when":{"date":"2025-02-04","repeat":"FREQ=DAILY"}"#)),
        Case(.invalidValue, "occurrence", change("weekly", "cancelled", #","occurrence":"Monday""#)),
        Case(.invalidValue, "announced", change("single", "cancelled", #","announced":"yesterday""#)),
        Case(.invalidValue, "announced", change("single", "cancelled", #","announced":"2025-01-28T09:00""#)),
        Case(.invalidValue, "announced", change("single", "cancelled", #","announced":"2025-01-30""#)),
        Case(.invalidValue, "announced", change("single", "cancelled", #","announced":"2026""#)),
    ]

    static let fields: [Case] = [
        Case(.missingField, "event", #"{"type":"cancelled"}"#),
        Case(.missingField, "type", #"{"event":"single"}"#),
        Case(
            .missingField, "title", #"{"event":"new","type":"scheduled","kind":"meeting","when":{"date":"2025-04-14"}}"#
        ),
        Case(.missingField, "kind", #"{"event":"new","type":"scheduled","title":"A","when":{"date":"2025-04-14"}}"#),
        Case(.missingField, "when", #"{"event":"new","type":"scheduled","title":"A","kind":"meeting"}"#),
        Case(.missingField, "title", scheduled("new", title: "{}")),
        Case(.missingField, "set", change("single", "revised")),
        Case(.missingField, "when", change("single", "rescheduled")),
        Case(.missingField, "outcome", change("single", "concluded")),
        Case(.missingField, "source", change("single", "cancelled", #","source":{}"#)),
        Case(
            .missingField, "participants.1.name", scheduled("new", #","participants":[{"name":"A"},{"role":"Host"}]"#)),
        Case(.missingField, "links.0.href", scheduled("new", #","links":[{"title":"A"}]"#)),
        Case(.missingField, "related.0.uid", scheduled("new", #","related":[{"relation":"parent"}]"#)),
        Case(.missingField, "related.0.relation", scheduled("new", #","related":[{"uid":"single"}]"#)),
        Case(.missingField, "reminders.0.before", scheduled("new", #","reminders":[{"at":"09:00"}]"#)),
        Case(.unknownField, "colour", scheduled("new", #","colour":"red""#)),
        Case(.unknownField, "place.planet", scheduled("new", #","place":{"planet":"Earth"}"#)),
        Case(.unknownField, "source.author", change("single", "cancelled", #","source":{"title":"A","author":"B"}"#)),
        Case(.unknownField, "set.uid", change("single", "revised", #","set":{"uid":"B"}"#)),
        Case(.unknownField, "set.when", change("single", "revised", #","set":{"when":{"date":"2025-04-15"}}"#)),
        Case(.unknownField, "participants.0.rank", scheduled("new", #","participants":[{"name":"A","rank":1}]"#)),
        Case(.unknownField, "links.0.rel", scheduled("new", #","links":[{"href":"https://a.example/","rel":"x"}]"#)),
        Case(.unknownField, "reason", scheduled("new", #","reason":"because""#)),
        Case(.unknownField, "occurrence", change("weekly", "withdrawn", #","occurrence":"2025-02-03T10:00""#)),
        Case(.unknownField, "set", change("single", "cancelled", #","set":{"title":"B"}"#)),
        Case(.unknownField, "clear", change("single", "cancelled", #","clear":["place"]"#)),
        Case(.unknownField, "title", change("single", "rescheduled", #","when":{"date":"2025-04-15"},"title":"B""#)),
        Case(.unknownField, "outcome", change("single", "cancelled", #","outcome":"Done""#)),
        Case(.unknownField, "parties", change("single", "concluded", #","outcome":"Done","parties":["TM"]"#)),
        Case(.unknownField, "reminder", change("single", "cancelled", #","reminder":{"id":"a","delivered":"b"}"#)),
        Case(.tooLong, "event", scheduled(String(repeating: "x", count: 256))),
        Case(.tooLong, "title", scheduled("new", title: "\"\(longName)\"")),
        Case(
            .tooLong, "title",
            scheduled("new", title: "{\"en\":\"A\",\"ja\":\"\(String(repeating: "首", count: 167))\"}")),
        Case(
            .tooLong, "description", scheduled("new", ",\"description\":\"\(String(repeating: "x", count: 20_001))\"")),
        Case(
            .tooLong, "reason", change("single", "cancelled", ",\"reason\":\"\(String(repeating: "x", count: 2_001))\"")
        ),
        Case(
            .tooLong, "outcome",
            change("single", "concluded", ",\"outcome\":\"\(String(repeating: "x", count: 20_001))\"")),
        Case(.tooLong, "place.name", scheduled("new", ",\"place\":{\"name\":\"\(longName)\"}")),
        Case(
            .tooLong, "participants.0.role",
            scheduled("new", ",\"participants\":[{\"name\":\"A\",\"role\":\"\(longName)\"}]")),
        Case(.tooLong, "parties.0", scheduled("new", ",\"parties\":[\"\(longName)\"]")),
        Case(
            .tooLong, "categories",
            scheduled("new", ",\"categories\":[\(repeatElement(#""x""#, count: 101).joined(separator: ","))]")),
        Case(
            .tooLong, "set.categories.1",
            change("single", "revised", ",\"set\":{\"categories\":[\"x\",\"\(longName)\"]}")),
        Case(
            .tooLong, "source.publisher", change("single", "cancelled", ",\"source\":{\"publisher\":\"\(longName)\"}")),
    ]

    static let values: [Case] = [
        Case(.invalidCountry, "place.country", scheduled("new", #","place":{"country":"Japan"}"#)),
        Case(.invalidCountry, "place.country", scheduled("new", #","place":{"country":"XX"}"#)),
        Case(.invalidCountry, "parties.1", scheduled("new", #","parties":["TM","UK"]"#)),
        Case(.invalidCountry, "parties.0", scheduled("new", #","parties":["jp"]"#)),
        Case(
            .invalidCountry, "participants.0.party", scheduled("new", #","participants":[{"name":"A","party":"ZZ"}]"#)),
        Case(.invalidValue, "", #""cancelled""#),
        Case(.invalidValue, "", "[]"),
        Case(.invalidValue, "type", change("single", "postponed")),
        Case(.invalidValue, "type", #"{"event":"single","type":7}"#),
        Case(
            .invalidValue, "type", change("single", "reminded", #","reminder":{"id":"a","delivered":"b","late":false}"#)
        ),
        Case(.invalidValue, "event", scheduled("")),
        Case(.invalidValue, "event", scheduled("two words")),
        Case(.invalidValue, "event", scheduled("日")),
        Case(.invalidValue, "event", #"{"event":null,"type":"cancelled"}"#),
        Case(.invalidValue, "title", scheduled("new", title: "5")),
        Case(.invalidValue, "title", scheduled("new", title: "null")),
        Case(.invalidValue, "title", scheduled("new", title: #""""#)),
        Case(.invalidValue, "title", scheduled("new", title: #"{"en":"","ja":""}"#)),
        Case(.invalidValue, "title", scheduled("new", title: #"{"english_":"A"}"#)),
        Case(.invalidValue, "title", scheduled("new", title: #"{"e":"A"}"#)),
        Case(.invalidValue, "title", scheduled("new", title: #"{"en--GB":"A"}"#)),
        Case(.invalidValue, "kind", scheduled("new", kind: "Summit")),
        Case(.invalidValue, "kind", scheduled("new", kind: "")),
        Case(.invalidValue, "kind", scheduled("new", kind: String(repeating: "k", count: 33))),
        Case(.invalidValue, "status", scheduled("new", #","status":"cancelled""#)),
        Case(.invalidValue, "classification", scheduled("new", #","classification":"secret""#)),
        Case(.invalidValue, "place.geo", scheduled("new", #","place":{"geo":"34.65,135.385"}"#)),
        Case(.invalidValue, "place.geo", scheduled("new", #","place":{"geo":"geo:95,135"}"#)),
        Case(.invalidValue, "place.geo", scheduled("new", #","place":{"geo":"geo:nan,inf"}"#)),
        Case(.invalidValue, "parties", scheduled("new", #","parties":"TM""#)),
        Case(.invalidValue, "parties.0", scheduled("new", #","parties":[""]"#)),
        Case(.invalidValue, "participants.0.part", scheduled("new", #","participants":[{"name":"A","part":"Head"}]"#)),
        Case(
            .invalidValue, "links.1.href",
            scheduled("new", #","links":[{"href":"https://a.example/"},{"href":"ftp://a.example/"}]"#)),
        Case(.invalidValue, "links.0.href", scheduled("new", #","links":[{"href":"javascript:alert(1)"}]"#)),
        Case(
            .invalidValue, "links.0.href", scheduled("new", #","links":[{"href":"https://a.example/\" onclick=\"x"}]"#)),
        Case(.invalidValue, "source.link", change("single", "cancelled", #","source":{"link":"a.example"}"#)),
        Case(.invalidValue, "source.date", change("single", "cancelled", #","source":{"date":"2025"}"#)),
        Case(
            .invalidValue, "related.0.relation", scheduled("new", #","related":[{"uid":"single","relation":"cousin"}]"#)
        ),
        Case(.invalidValue, "reminders.0.before", scheduled("new", #","reminders":[{"before":"7 days"}]"#)),
        Case(
            .invalidValue, "reminders.1.before",
            scheduled("new", #","reminders":[{"before":"P1D"},{"before":"PT2H","at":"09:00"}]"#)),
        Case(.invalidValue, "set", change("single", "revised", #","set":["title"]"#)),
        Case(.invalidValue, "set.title", change("single", "revised", #","set":{"title":[]}"#)),
        Case(.invalidValue, "clear.1", change("single", "revised", #","clear":["place","title"]"#)),
        Case(
            .invalidValue, "set.kind",
            change("weekly", "revised", #","occurrence":"2025-02-03T10:00","set":{"kind":"summit"}"#)),
        Case(
            .invalidValue, "set.classification",
            change("weekly", "revised", #","occurrence":"2025-02-03T10:00","set":{"classification":"private"}"#)),
    ]

    @Test(
        "a draft is refused with the reason, the change and the field at fault",
        arguments: states + dates + fields + values)
    func refused(_ refused: Case) throws {
        let ledger = try Ledger.ofEveryState()
        let drafts = try refused.drafts.map { try JSONValue(parsing: $0.utf8) }
        let moment = Moment(position: 3, milliseconds: seconds("2025-01-28T09:00") * 1_000)
        var calendar = ledger.calendar
        let rejection = try #require(throws: Calendar.Rejection.self) {
            try calendar.take(Draft(drafts, zones: Ledger.zones), at: moment, zones: Ledger.zones)
        }
        // Nothing is taken.
        #expect(calendar.position == ledger.calendar.position)
        #expect(calendar.records == ledger.calendar.records)
        #expect(rejection.fault.reason == refused.reason, "\(rejection.fault.message)")
        #expect(rejection.fault.path == refused.path, "\(rejection.fault.message)")
        #expect(rejection.change == refused.index)
        #expect(rejection.event == drafts[refused.index]["event"]?.stringValue)
        #expect(!rejection.fault.message.isEmpty)
    }

    @Test("the cases show every reason there is", arguments: FieldFault.Reason.allCases)
    func everyReason(reason: FieldFault.Reason) {
        #expect((Self.states + Self.dates + Self.fields + Self.values).contains { $0.reason == reason })
    }
}
