/// The control characters of RFC 5545, section 3.1, which no content line may have: all of ASCII but TAB.
func isControl(_ byte: UInt8) -> Bool {
    (byte < 0x20 && byte != UInt8(ascii: "\t")) || byte == 0x7F
}

extension StringProtocol {
    /// A short line, whatever the text: at most so many Unicode scalars, of which one character may have any number, and
    /// no control characters.
    func excerpt(_ limit: Int = 64) -> String {
        String(String.UnicodeScalarView(unicodeScalars.prefix(limit))).withoutControls()
    }
}

extension String {
    /// The text without control characters, except perhaps line feeds.
    func withoutControls(keepingLineFeeds: Bool = false) -> String {
        let lineFeed = UInt8(ascii: "\n")
        guard utf8.contains(where: { isControl($0) && !(keepingLineFeeds && $0 == lineFeed) }) else {
            return self
        }
        return String(decoding: utf8.filter { !isControl($0) || keepingLineFeeds && $0 == lineFeed }, as: UTF8.self)
    }
}
