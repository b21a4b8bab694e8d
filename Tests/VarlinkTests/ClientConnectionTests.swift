import CanonicalJSON
import Testing

@testable import Varlink

@Suite struct ClientConnectionTests {
    @Test("replies come back to the calls in their order, however the bytes are cut", arguments: [1, 5, 1000])
    func order(length: Int) throws {
        var client = ClientConnection()
        #expect(client.send(Call("a.b.C")) == Call("a.b.C").messageBytes)
        _ = client.send(Call("a.b.D", mode: .more))
        _ = client.send(Call("a.b.E", mode: .oneway))
        let replies: [Reply] = [
            .error(.permissionDenied), .continues(["n": 1]), .continues(["n": 2]), .last(["n": 3]),
        ]
        let bytes = replies.flatMap(\.messageBytes)
        var received: [Reply] = []
        for start in stride(from: 0, to: bytes.count, by: length) {
            #expect(client.isWaiting)
            client.receive(bytes[start..<min(start + length, bytes.count)])
            while let reply = try client.next() { received.append(reply) }
        }
        #expect(received == replies)
        #expect(!client.isWaiting)
    }

    @Test("a reply that no call waits for is refused")
    func unexpected() throws {
        var client = ClientConnection()
        _ = client.send(Call("a.b.C", mode: .oneway))
        client.receive(Reply.last([:]).messageBytes)
        #expect(throws: MessageError.self) { try client.next() }
    }

    @Test("a reply that continues is refused where the call asked for one")
    func continues() throws {
        var client = ClientConnection()
        _ = client.send(Call("a.b.C"))
        client.receive(Reply.continues([:]).messageBytes)
        #expect(throws: MessageError.self) { try client.next() }
    }

    @Test("a reply that is too long is refused before it ends")
    func tooLong() throws {
        var client = ClientConnection(maximumReplySize: 10)
        _ = client.send(Call("a.b.C"))
        client.receive("{\"parameters".utf8)
        #expect(throws: MessageError.tooLong(maximum: 10)) { try client.next() }
    }

    @Test("client and service understand each other")
    func conversation() throws {
        let interface = try Interface("interface org.example\nmethod Echo(text: string) -> (text: string)")
        let service = try ServiceDescription(vendor: "", product: "", version: "", url: "", interfaces: [interface])
        var server = ServerConnection(service: service)
        var client = ClientConnection()
        for text in ["", "plain", "—\u{0}\u{1F600}\"\\"] {
            server.receive(client.send(Call("org.example.Echo", parameters: ["text": .string(text)])))
            guard case .run(let call) = server.next() else {
                Issue.record("the call is not run")
                return
            }
            client.receive(try server.reply(.last(call.parameters)))
            #expect(try client.next() == .last(["text": .string(text)]))
        }
    }
}
