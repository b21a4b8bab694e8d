import CanonicalJSON
import Testing

@testable import Varlink

@Suite struct ServerConnectionTests {
    private static let interfaceDescription = """
        interface org.example
        method Add(a: int, b: int) -> (sum: int)
        method Count(to: int) -> (number: int)
        """

    private func makeConnection(maximumCallSize: Int = 1000) throws -> ServerConnection {
        let service = try ServiceDescription(
            vendor: "Example", product: "Adder", version: "1.0", url: "https://example.org",
            interfaces: [Interface(Self.interfaceDescription)])
        return ServerConnection(service: service, maximumCallSize: maximumCallSize)
    }

    /// All that comes out for these messages where each call to run is answered with its own parameters.
    private func actions(for messages: [String], cutBy length: Int = .max) throws -> [ServerConnection.Action] {
        var connection = try makeConnection()
        let bytes: [UInt8] = messages.flatMap { Array($0.utf8) + [0] }
        var actions: [ServerConnection.Action] = []
        var start = 0
        while start < bytes.count {
            let end = start + min(length, bytes.count - start)
            connection.receive(bytes[start..<end])
            start = end
            while actions.count < 100, let action = connection.next() {
                actions.append(action)
                guard case .run(let call) = action else { continue }
                #expect(connection.next() == nil, "a second call while one is in progress")
                actions.append(.send(try connection.reply(.last(call.parameters))))
            }
        }
        return actions
    }

    private func error(_ error: VarlinkError) -> ServerConnection.Action { .send(Reply.error(error).messageBytes) }

    private let add = #"{"method":"org.example.Add","parameters":{"a":1,"b":2}}"#

    @Test("calls are run one by one in their order, however the bytes are cut", arguments: [1, 2, 7, 50, .max])
    func order(length: Int) throws {
        let count = Call("org.example.Count", parameters: ["to": 3], mode: .more)
        let actions = try actions(
            for: [add, String(decoding: count.messageBytes.dropLast(), as: UTF8.self), add], cutBy: length)
        let parameters: JSONObject = ["a": 1, "b": 2]
        let added: [ServerConnection.Action] = [
            .run(Call("org.example.Add", parameters: parameters)), .send(Reply.last(parameters).messageBytes),
        ]
        #expect(actions == added + [.run(count), .send(Reply.last(["to": 3]).messageBytes)] + added)
    }

    @Test("the service describes itself")
    func information() throws {
        let actions = try actions(for: [#"{"method":"org.varlink.service.GetInfo"}"#])
        let info: JSONObject = [
            "vendor": "Example", "product": "Adder", "version": "1.0", "url": "https://example.org",
            "interfaces": ["org.varlink.service", "org.example"],
        ]
        #expect(actions == [.send(Reply.last(info).messageBytes)])
    }

    @Test("the description of an interface is its text, also that of org.varlink.service")
    func descriptions() throws {
        func message(_ name: String) -> String {
            #"{"method":"org.varlink.service.GetInterfaceDescription","parameters":{"interface":"\#(name)"}}"#
        }
        let actions = try actions(for: [message("org.example"), message("org.varlink.service"), message("org.other")])
        try #require(actions.count == 3)
        #expect(actions[0] == .send(Reply.last(["description": .string(Self.interfaceDescription)]).messageBytes))
        #expect(actions[2] == error(.interfaceNotFound("org.other")))
        guard case .send(let bytes) = actions[1], case .last(let parameters) = try Reply(message: bytes.dropLast())
        else {
            Issue.record("no reply but \(actions[1])")
            return
        }
        let service = try Interface(try #require(parameters["description"]?.stringValue))
        #expect(service.name == "org.varlink.service")
        #expect(service.methods.keys.sorted() == ["GetInfo", "GetInterfaceDescription"])
        let names = [
            "ExpectedMore", "InterfaceNotFound", "InvalidParameter", "MethodNotFound", "MethodNotImplemented",
            "PermissionDenied",
        ]
        #expect(service.errors.keys.sorted() == names)
    }

    @Test(
        "a call that cannot be run is answered with a standard error, and the connection goes on",
        arguments: [
            (#"{"method":"org.example.Remove"}"#, VarlinkError.methodNotFound("org.example.Remove")),
            (#"{"method":"org.example.add"}"#, .methodNotFound("org.example.add")),
            (#"{"method":"org.example."}"#, .methodNotFound("org.example.")),
            (#"{"method":"Add"}"#, .methodNotFound("Add")),
            (#"{"method":""}"#, .methodNotFound("")),
            (#"{"method":".Add"}"#, .interfaceNotFound("")),
            (#"{"method":"org.other.Add"}"#, .interfaceNotFound("org.other")),
            (#"{"method":"org.example.Add"}"#, .invalidParameter("a")),
            (#"{"method":"org.example.Add","parameters":{"a":1,"b":"2"}}"#, .invalidParameter("b")),
            (#"{"method":"org.example.Add","parameters":{"a":1,"b":2,"c":3}}"#, .invalidParameter("c")),
            (
                #"{"method":"org.example.Add","parameters":{"a":1,"b":2},"upgrade":true}"#,
                .methodNotImplemented("org.example.Add")
            ),
            (#"{"method":"org.varlink.service.GetInfo","parameters":{"x":1}}"#, .invalidParameter("x")),
            (#"{"method":"org.varlink.service.GetInterfaceDescription"}"#, .invalidParameter("interface")),
        ])
    func errors(message: String, expected: VarlinkError) throws {
        let actions = try actions(for: [message, add])
        #expect(actions.count == 3)
        #expect(actions.first == error(expected))
    }

    @Test(
        "a oneway call is never answered, and the call after it is",
        arguments: [
            "org.example.Add", "org.example.Remove", "org.other.Add", "org.varlink.service.GetInfo",
        ])
    func oneway(method: String) throws {
        var connection = try makeConnection()
        let call = Call(method, parameters: method == "org.example.Add" ? ["a": 1, "b": 2] : [:], mode: .oneway)
        connection.receive(call.messageBytes + Array(add.utf8) + [0])
        if method == "org.example.Add" {
            #expect(connection.next() == .run(call))
            #expect(try connection.reply(.error(.permissionDenied)) == [])
        }
        #expect(connection.next() == .run(Call("org.example.Add", parameters: ["a": 1, "b": 2])))
    }

    @Test("a call for more gets replies that continue until the last")
    func more() throws {
        var connection = try makeConnection()
        let call = Call("org.example.Count", parameters: ["to": 3], mode: .more)
        connection.receive(call.messageBytes + Array(add.utf8) + [0])
        #expect(connection.next() == .run(call))
        for number in 1...3 {
            let reply = Reply.continues(["number": .integer(Int64(number))])
            #expect(try connection.reply(reply) == reply.messageBytes)
            #expect(connection.next() == nil)
        }
        #expect(try connection.reply(.last(["number": 4])) == Reply.last(["number": 4]).messageBytes)
        guard case .run = connection.next() else {
            Issue.record("the next call is not run")
            return
        }
    }

    @Test("a call that did not ask for more gets no reply that continues", arguments: [Call.Mode.single, .oneway])
    func expectedMore(mode: Call.Mode) throws {
        var connection = try makeConnection()
        connection.receive(Call("org.example.Count", parameters: ["to": 3], mode: mode).messageBytes)
        _ = connection.next()
        #expect(throws: VarlinkError.expectedMore) { try connection.reply(.continues(["number": 1])) }
        let bytes = try connection.reply(.error(.expectedMore))
        #expect(bytes == (mode == .single ? Reply.error(.expectedMore).messageBytes : []))
    }

    @Test("a reply after the last is dropped")
    func late() throws {
        var connection = try makeConnection()
        #expect(try connection.reply(.last([:])) == [])
        connection.receive(Array(add.utf8) + [0])
        _ = connection.next()
        _ = try connection.reply(.last(["sum": 3]))
        #expect(try connection.reply(.last(["sum": 3])) == [])
        #expect(try connection.reply(.continues(["sum": 3])) == [])
    }

    @Test(
        "what is not Varlink closes the connection once, and nothing after it counts",
        arguments: ["", "nonsense", "[]", "{}", #"{"method":"org.example.Add","parameters":[]}"#, #"{"more":true}"#])
    func malformed(message: String) throws {
        let actions = try actions(for: [add, message, add])
        try #require(actions.count == 3)
        guard case .close = actions[2] else {
            Issue.record("expected to close, not \(actions[2])")
            return
        }
    }

    @Test(
        "a number that is no integer is named before the connection is closed",
        arguments: [
            (#"{"method":"org.example.Add","parameters":{"a":1.5,"b":2}}"#, "a"),
            (#"{"method":"org.example.Add","parameters":{"a":1,"b":[{"x":[0,1e3]}]}}"#, "b[0].x[1]"),
            (#"{"parameters":{"a":9007199254740992},"method":"org.example.Add"}"#, "a"),
        ])
    func float(message: String, path: String) throws {
        let actions = try actions(for: [message, add])
        try #require(actions.count == 2)
        #expect(actions[0] == error(.invalidParameter(path)))
        guard case .close = actions[1] else {
            Issue.record("expected to close, not \(actions[1])")
            return
        }
    }

    @Test("a message of the greatest size is read, a longer one closes the connection before it ends")
    func tooLong() throws {
        var connection = try makeConnection(maximumCallSize: add.utf8.count)
        connection.receive(Array(add.utf8) + [0])
        #expect(connection.next() != nil)
        connection = try makeConnection(maximumCallSize: add.utf8.count - 1)
        connection.receive(Array(add.utf8))
        #expect(connection.next() == .close(.tooLong(maximum: add.utf8.count - 1)))
        #expect(connection.next() == nil)
    }

    @Test("calls that wait are bounded, also while one is in progress")
    func waiting() throws {
        let message = Array(add.utf8) + [0]
        var connection = try makeConnection(maximumCallSize: message.count)
        connection.receive(message)
        _ = connection.next()
        for _ in 0..<4 { connection.receive(message) }
        #expect(connection.next() == nil)
        connection.receive([0])
        #expect(connection.next() == .close(.tooMuchWaiting(maximum: 4 * message.count)))
        #expect(try connection.reply(.last([:])) == [])
        #expect(connection.next() == nil)
    }
}
