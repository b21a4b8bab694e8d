import CanonicalJSON
import Testing

@Suite struct JSONValueTests {
    @Test("an object keeps its order, whatever is put in, replaced or taken out")
    func subscripts() {
        var object: JSONObject = ["b": 2, "d": 4]
        object["c"] = 3
        object["a"] = 1
        object["d"] = "four"
        object["b"] = nil
        object["z"] = nil
        #expect(object.keys == ["a", "c", "d"])
        #expect(object["d"] == "four")
        #expect(object["b"] == nil)
        object["\u{FB33}"] = 5
        object["😀"] = 6
        #expect(object.keys == ["a", "c", "d", "😀", "\u{FB33}"])
    }

    @Test("an object is made of members in any order, but not with a key that comes twice")
    func members() {
        let members = ["b", "a", "c"].map { JSONObject.Member(key: $0, value: .null) }
        #expect(JSONObject(members)?.keys == ["a", "b", "c"])
        #expect(JSONObject(members + [JSONObject.Member(key: "a", value: 1)]) == nil)
    }

    @Test("of a key that comes twice in a literal the last value counts")
    func literal() {
        let value: JSONValue = ["a": 1, "b": [true, "x"], "a": 2]
        #expect(value == ["a": 2, "b": [true, "x"]])
    }

    @Test("keys that look alike and have other bytes are two keys")
    func lookAlikes() throws {
        let object = try #require(
            JSONObject([
                JSONObject.Member(key: "\u{E9}", value: 1), JSONObject.Member(key: "e\u{301}", value: 2),
            ]))
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test("a value is asked for by its type, and answers nothing to another")
    func accessors() {
        let values: [JSONValue] = [.null, true, 7, "s", [1], ["k": "v"]]
        #expect(values.map(\.boolValue) == [nil, true, nil, nil, nil, nil])
        #expect(values.map(\.integerValue) == [nil, nil, 7, nil, nil, nil])
        #expect(values.map(\.stringValue) == [nil, nil, nil, "s", nil, nil])
        #expect(values.map(\.arrayValue) == [nil, nil, nil, nil, [1], nil])
        #expect(values.map { $0["k"] } == [nil, nil, nil, nil, nil, "v"])
        #expect(values.map(\.kindName) == ["null", "a boolean", "an integer", "a string", "an array", "an object"])
        #expect([JSONValue.optional("s"), .optional(nil)] == ["s", .null])
    }
}
