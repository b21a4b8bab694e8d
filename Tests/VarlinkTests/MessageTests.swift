import CanonicalJSON
import Testing

@testable import Varlink

@Suite struct MessageTests {
    private func object(_ text: String) throws -> JSONObject {
        try #require(JSONValue(parsing: text.utf8).objectValue)
    }

    @Test(
        "a call is read in the forms the protocol has",
        arguments: [
            (#"{"method":"a.b.C"}"#, "{}", Call.Mode.single),
            (#"{"method":"a.b.C","parameters":null,"more":null}"#, "{}", .single),
            (#" { "parameters" : {"x":1}, "method" : "a.b.C" } "#, #"{"x":1}"#, .single),
            (#"{"method":"a.b.C","more":true,"oneway":false}"#, "{}", .more),
            (#"{"method":"a.b.C","oneway":true}"#, "{}", .oneway),
            (#"{"method":"a.b.C","upgrade":true}"#, "{}", .upgrade),
        ])
    func call(text: String, parameters: String, mode: Call.Mode) throws {
        let call = try Call(message: Array(text.utf8))
        #expect(call == Call("a.b.C", parameters: try object(parameters), mode: mode))
        #expect(try Call(message: call.messageBytes.dropLast()) == call)
        #expect(call.messageBytes.last == 0)
    }

    @Test(
        "what is no call is refused",
        arguments: [
            "", "null", "[]", "{}", "{", #"{"method":1}"#, #"{"method":null}"#, #"{"method":"a.b.C","parameters":[]}"#,
            #"{"method":"a.b.C","more":1}"#, #"{"method":"a.b.C","more":"true"}"#, #"{"method":"a.b.C","extra":1}"#,
            #"{"method":"a.b.C","more":true,"oneway":true}"#, #"{"method":"a.b.C","oneway":true,"upgrade":true}"#,
            #"{"method":"a.b.C","method":"a.b.D"}"#, #"{"method":"a.b.C"}{}"#,
            #"{"method":"a.b.C","parameters":{"x":1.5}}"#, "{\"method\":\"a.b.\u{0}C\"}", #"{"error":"a.b.E"}"#,
        ])
    func noCall(text: String) {
        #expect(throws: MessageError.self) { try Call(message: Array(text.utf8)) }
    }

    @Test("a message that is not UTF-8 is refused")
    func invalidText() {
        let message = Array(#"{"method":"a.b.C"#.utf8) + [0xFF] + Array(#""}"#.utf8)
        #expect(throws: MessageError.self) { try Call(message: message) }
    }

    @Test("a message nested deeper than is read is refused")
    func depth() {
        let text = #"{"method":"a.b.C","parameters":"# + String(repeating: #"{"a":"#, count: 100_000)
        #expect(throws: MessageError.self) { try Call(message: Array(text.utf8)) }
    }

    @Test(
        "a reply is read and written",
        arguments: [
            (#"{"parameters":{"x":1}}"#, Reply.last(["x": 1])),
            (#"{}"#, .last([:])),
            (#"{"error":null,"parameters":null,"continues":false}"#, .last([:])),
            (#"{"continues":true,"parameters":{"x":1}}"#, .continues(["x": 1])),
            (#"{"error":"a.b.E"}"#, .error(VarlinkError("a.b.E"))),
            (#"{"error":"a.b.E","parameters":{"x":1}}"#, .error(VarlinkError("a.b.E", parameters: ["x": 1]))),
        ])
    func reply(text: String, reply: Reply) throws {
        #expect(try Reply(message: Array(text.utf8)) == reply)
        #expect(try Reply(message: reply.messageBytes.dropLast()) == reply)
        #expect(reply.messageBytes.last == 0)
    }

    @Test(
        "what is no reply is refused",
        arguments: [
            "", "[]", #"{"method":"a.b.C"}"#, #"{"continues":1}"#, #"{"error":1}"#, #"{"parameters":[]}"#,
            #"{"error":"a.b.E","continues":true}"#,
        ])
    func noReply(text: String) {
        #expect(throws: MessageError.self) { try Reply(message: Array(text.utf8)) }
    }
}
