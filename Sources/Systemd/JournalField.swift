/// One field of a journal entry: `NAME=value` (systemd.journal-fields(7)). The value is any text, line breaks included.
package struct JournalField: Sendable, Hashable {
    /// The name of a field that a program may set.
    ///
    /// journald leaves out a field whose name it does not accept, and says nothing. Hence only good names can be made.
    package struct Name: Sendable, Hashable {
        /// The most characters of a name.
        package static let lengthLimit = 64

        /// The name as the journal has it.
        package let text: String

        /// A name: one to 64 of `A`–`Z`, `0`–`9` and `_`, the first of them a letter. `nil` for anything else; names
        /// with a leading underscore are the journal's own.
        package init?(_ text: String) {
            guard (1...Self.lengthLimit).contains(text.utf8.count),
                text.utf8.first.map(Self.isLetter) == true,
                text.utf8.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || $0 == UInt8(ascii: "_") })
            else { return nil }
            self.text = text
        }

        private static func isLetter(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        }

        private static func isDigit(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
    }

    /// The name.
    package let name: Name
    /// The value, in UTF-8.
    package let value: String

    /// A field of an entry.
    package init(_ name: Name, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension JournalField.Name: ExpressibleByStringLiteral {
    /// A name written in the source. One that is not good stops the program: it is a mistake in the source.
    package init(stringLiteral text: StaticString) {
        guard let name = JournalField.Name("\(text)") else { preconditionFailure("not a journal field name: \(text)") }
        self = name
    }
}
