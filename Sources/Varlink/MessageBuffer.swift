/// Cuts a stream of bytes into messages: each is a JSON object followed by one NUL byte.
///
/// Bytes may come in pieces of any length. Each byte is looked at once and moved a bounded number of times, so the
/// work is linear in the bytes received however they are cut.
struct MessageBuffer: Sendable {
    /// How many bytes a message may have, the NUL not counted.
    let maximumMessageSize: Int
    private var bytes: [UInt8] = []
    /// Where the first byte not yet given out stands.
    private var start = 0
    /// Up to where no NUL was found.
    private var searched = 0

    init(maximumMessageSize: Int) {
        self.maximumMessageSize = maximumMessageSize
    }

    /// How many bytes are held and not yet given out.
    var count: Int { bytes.count - start }

    mutating func append(_ more: some Sequence<UInt8>) {
        // Room is made only when at least half of the bytes are spent: a byte is moved at most once per byte given out.
        if start > bytes.count / 2 {
            bytes.removeSubrange(..<start)
            searched -= start
            start = 0
        }
        bytes.append(contentsOf: more)
    }

    /// The next whole message without its NUL; nil where more bytes are needed.
    ///
    /// - Throws: ``MessageError/tooLong(maximum:)``, as soon as that is known and before the message has ended.
    mutating func next() throws(MessageError) -> [UInt8]? {
        guard let end = bytes[searched...].firstIndex(of: 0) else {
            searched = bytes.count
            guard count <= maximumMessageSize else { throw .tooLong(maximum: maximumMessageSize) }
            return nil
        }
        guard end - start <= maximumMessageSize else { throw .tooLong(maximum: maximumMessageSize) }
        let message = Array(bytes[start..<end])
        start = end + 1
        searched = start
        return message
    }
}
