import Testing

@testable import Varlink

@Suite struct MessageBufferTests {
    /// What comes out of the buffer when the bytes go in cut into pieces of that length.
    private func messages(in text: String, cutBy length: Int, maximum: Int = 100) throws -> [String] {
        var buffer = MessageBuffer(maximumMessageSize: maximum)
        var messages: [String] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: length) {
            buffer.append(bytes[start..<min(start + length, bytes.count)])
            while let message = try buffer.next() { messages.append(String(decoding: message, as: UTF8.self)) }
        }
        #expect(buffer.count == bytes.reversed().prefix { $0 != 0 }.count)
        return messages
    }

    @Test("messages are the same however the bytes are cut", arguments: 1...20)
    func cuts(length: Int) throws {
        let text = "one\0\0three — drei\0four\0unfinished"
        #expect(try messages(in: text, cutBy: length) == ["one", "", "three — drei", "four"])
    }

    @Test("a message of the greatest size is taken, one byte more is not", arguments: [1, 3, 12])
    func size(length: Int) throws {
        #expect(try messages(in: "12345678\0", cutBy: length, maximum: 8) == ["12345678"])
        #expect(throws: MessageError.tooLong(maximum: 8)) {
            try messages(in: "123456789\0", cutBy: length, maximum: 8)
        }
    }

    @Test("a message that is too long is refused before it ends")
    func endless() {
        var buffer = MessageBuffer(maximumMessageSize: 8)
        buffer.append([UInt8](repeating: 1, count: 9))
        #expect(throws: MessageError.tooLong(maximum: 8)) { try buffer.next() }
    }

    @Test("many small messages that wait are given out in their order while more come in")
    func queue() throws {
        var buffer = MessageBuffer(maximumMessageSize: 100)
        var next = 0
        for number in 0..<10_000 {
            buffer.append("\(2 * number)\0\(2 * number + 1)\0".utf8)
            let message = try #require(try buffer.next())
            #expect(String(decoding: message, as: UTF8.self) == "\(next)")
            next += 1
        }
        while let message = try buffer.next() {
            #expect(String(decoding: message, as: UTF8.self) == "\(next)")
            next += 1
        }
        #expect(next == 20_000)
    }
}
