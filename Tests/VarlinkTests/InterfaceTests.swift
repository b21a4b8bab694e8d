import CanonicalJSON
import Testing

@testable import Varlink

@Suite struct InterfaceTests {
    @Suite struct Descriptions {
        @Test("every form of the language is read")
        func everyForm() throws {
            let text = """
                # An example.
                interface org.example.every-form

                type Colour (red, green, blue)   # an enumeration
                type Shape(
                  flag: bool, whole: int, ratio: float, name: string, raw: object,
                  colour: Colour, inner: (a: int, b_c: ?string),
                  list: []string, map: [string]int, set: [string](),
                  deep: ?[][string]?Shape
                )
                method Draw ( shape : Shape ) -> ( )
                method Erase()->(all: bool)
                error OutOfInk (left: int, type: string)
                error Torn ()
                """
            let interface = try Interface(text)
            #expect(interface.name == "org.example.every-form")
            #expect(interface.description == text)
            #expect(interface.types["Colour"] == .enumeration(["red", "green", "blue"]))
            let expected: [(String, Interface.FieldType)] = [
                ("flag", .bool), ("whole", .int), ("ratio", .float), ("name", .string), ("raw", .object),
                ("colour", .named("Colour")),
                (
                    "inner",
                    .structure([
                        Interface.Field(name: "a", type: .int), Interface.Field(name: "b_c", type: .nullable(.string)),
                    ])
                ),
                ("list", .array(.string)), ("map", .map(.int)), ("set", .map(.structure([]))),
                ("deep", .nullable(.array(.map(.nullable(.named("Shape")))))),
            ]
            #expect(interface.types["Shape"] == .structure(expected.map { Interface.Field(name: $0.0, type: $0.1) }))
            #expect(
                interface.method(named: "Draw")
                    == Interface.Method(input: [Interface.Field(name: "shape", type: .named("Shape"))], output: []))
            #expect(
                interface.method(named: "Erase")
                    == Interface.Method(input: [], output: [Interface.Field(name: "all", type: .bool)]))
            #expect(interface.method(named: "Shape") == nil)
            #expect(interface.errors["OutOfInk"]?.map(\.name) == ["left", "type"])
            #expect(interface.errors["Torn"] == [])
        }

        @Test(
            "what is no description is refused at its line",
            arguments: [
                ("", 1),
                ("# only a comment", 1),
                ("type A (a: int)", 1),
                ("interface", 1),
                ("interface example", 1),
                ("interface org..example", 1),
                ("interface 1org.example", 1),
                ("interface org.example-", 1),
                ("interface org.example\n\nmethod", 3),
                ("interface org.example\nmethod a() -> ()", 2),
                ("interface org.example\nmethod A()", 2),
                ("interface org.example\nmethod A(one, two) -> ()", 2),
                ("interface org.example\nmethod A() - > ()", 2),
                ("interface org.example\nerror A (one)", 2),
                ("interface org.example\nerror A", 2),
                ("interface org.example\ntype A int", 2),
                ("interface org.example\ntype A (a: int", 2),
                ("interface org.example\ntype A (a: int,)", 2),
                ("interface org.example\ntype A (a: int b: int)", 2),
                ("interface org.example\ntype A (a: int, b)", 2),
                ("interface org.example\ntype A (a, b: int)", 2),
                ("interface org.example\ntype A (a: int,\na: int)", 3),
                ("interface org.example\ntype A (one, one)", 2),
                ("interface org.example\ntype A (a: ??int)", 2),
                ("interface org.example\ntype A (a: [int]string)", 2),
                ("interface org.example\ntype A (a: integer)", 2),
                ("interface org.example\ntype A (_a: int)", 2),
                ("interface org.example\ntype A (a_: int)", 2),
                ("interface org.example\ntype A (a__b: int)", 2),
                ("interface org.example\ntype A (é: int)", 2),
                ("interface org.example\ntype A (a: int)\nmethod A() -> ()", 3),
                ("interface org.example\n# first\ntype A (a: B,\nb: C)", 3),
                ("interface org.example\nmethods A() -> ()", 2),
            ])
        func refused(text: String, line: Int) {
            let error = #expect(throws: InterfaceError.self) { try Interface(text) }
            #expect(error?.line == line)
        }

        @Test("types nest as deep as is read and no deeper")
        func depth() throws {
            func text(_ depth: Int) -> String {
                "interface org.example\ntype A (a: \(String(repeating: "[]", count: depth - 2))int)"
            }
            _ = try Interface(text(InterfaceParser.maximumDepth))
            #expect(throws: InterfaceError.self) { try Interface(text(InterfaceParser.maximumDepth + 1)) }
            let endless = "interface org.example\ntype A " + String(repeating: "(a: ", count: 100_000)
            #expect(throws: InterfaceError.self) { try Interface(endless) }
        }
    }

    @Suite struct Parameters {
        private static let description = """
            interface org.example
            type Kind (visit, summit)
            type Change (title: string, kind: Kind, when: ?Time, notes: []string, texts: [string]string)
            type Time (day: int, exact: bool, after: ?Time)
            method Append(changes: []Change, expect: ?int, raw: ?object, weight: ?float) -> ()
            method Nothing() -> ()
            """

        private static let change = #"{"title":"a","kind":"visit","notes":[],"texts":{}}"#

        @Test(
            "parameters that fit are taken",
            arguments: [
                #"{"changes":[]}"#,
                #"{"changes":[\#(change)],"expect":7}"#,
                #"{"changes":[\#(change)],"expect":null,"raw":{"x":[null]},"weight":3}"#,
                #"{"changes":[{"title":"a","kind":"summit","notes":["x"],"texts":{"en":"y"},"when":null}]}"#,
                #"{"changes":[{"title":"a","kind":"summit","notes":[],"texts":{},"when":{"day":1,"exact":true,"after":{"day":2,"exact":false}}}]}"#,
            ])
        func fit(text: String) throws {
            let interface = try Interface(Self.description)
            let method = try #require(interface.method(named: "Append"))
            let parameters = try #require(JSONValue(parsing: text.utf8).objectValue)
            try interface.validate(parameters, for: method)
        }

        @Test(
            "a field that is missing, unknown or ill-typed is named by its path",
            arguments: [
                ("{}", "changes"),
                (#"{"changes":null}"#, "changes"),
                (#"{"changes":{}}"#, "changes"),
                (#"{"changes":[],"expect":"7"}"#, "expect"),
                (#"{"changes":[],"expect":true}"#, "expect"),
                (#"{"changes":[],"raw":[]}"#, "raw"),
                (#"{"changes":[],"raw":"x"}"#, "raw"),
                (#"{"changes":[],"weight":"3"}"#, "weight"),
                (#"{"changes":[],"extra":null}"#, "extra"),
                (#"{"changes":[],"Changes":[]}"#, "Changes"),
                (#"{"changes":[\#(change),\#(change),7]}"#, "changes[2]"),
                (#"{"changes":[\#(change),{"title":"a"}]}"#, "changes[1].kind"),
                (#"{"changes":[{"title":1,"kind":"visit","notes":[],"texts":{}}]}"#, "changes[0].title"),
                (#"{"changes":[{"title":"a","kind":"party","notes":[],"texts":{}}]}"#, "changes[0].kind"),
                (#"{"changes":[{"title":"a","kind":"visit","notes":["x",2],"texts":{}}]}"#, "changes[0].notes[1]"),
                (#"{"changes":[{"title":"a","kind":"visit","notes":[],"texts":{"en":2}}]}"#, "changes[0].texts.en"),
                (#"{"changes":[{"title":"a","kind":"visit","notes":[],"texts":{},"odd":1}]}"#, "changes[0].odd"),
                (
                    #"{"changes":[{"title":"a","kind":"visit","notes":[],"texts":{},"when":{"day":1,"exact":true,"after":{"day":"x","exact":true}}}]}"#,
                    "changes[0].when.after.day"
                ),
            ])
        func refused(text: String, path: String) throws {
            let interface = try Interface(Self.description)
            let method = try #require(interface.method(named: "Append"))
            let parameters = try #require(JSONValue(parsing: text.utf8).objectValue)
            #expect(throws: VarlinkError.invalidParameter(path)) { try interface.validate(parameters, for: method) }
        }

        @Test("a method without parameters takes none")
        func none() throws {
            let interface = try Interface(Self.description)
            let method = try #require(interface.method(named: "Nothing"))
            try interface.validate([:], for: method)
            #expect(throws: VarlinkError.invalidParameter("x")) { try interface.validate(["x": 1], for: method) }
        }

        @Test("a word that only looks like a value of an enumeration is not one")
        func sameLook() throws {
            let interface = try Interface("interface org.example\nmethod Heat(unit: (C, K)) -> ()")
            let method = try #require(interface.method(named: "Heat"))
            try interface.validate(["unit": "K"], for: method)
            #expect(throws: VarlinkError.invalidParameter("unit")) {
                try interface.validate(["unit": "\u{212A}"], for: method)
            }
        }
    }
}
