extension Component {
    /// How closely a file must follow RFC 5545.
    public enum ParsingMode: Hashable, Sendable {
        /// To the letter, as far as content lines and the nesting of components go.
        case strict
        /// As files come: a byte order mark, bare LF, empty lines, and a last line without a line break are accepted,
        /// control characters are dropped, and what is not UTF-8 becomes U+FFFD.
        case lenient
    }

    /// The line of a file that cannot be read.
    public struct ParseError: Error, Hashable, Sendable, CustomStringConvertible {
        /// From 1, as an editor counts; of a folded line, the first.
        public let line: Int
        /// What should have been there.
        public let expected: String

        /// One line, for people.
        public var description: String { "line \(line): expected \(expected)" }
    }

    /// Reads one component, usually a VCALENDAR, and nothing after it.
    ///
    /// Names may be in either case. Properties and components that are not known are kept as they are. What is
    /// written in canonical form, as ``serialized()`` does, is written again as the same bytes. At most 16 components
    /// inside each other, 1 MiB a line and 1,000,000 lines after unfolding are read.
    public static func parse(_ bytes: [UInt8], mode: ParsingMode = .strict) throws(ParseError) -> Component {
        var reader = ComponentReader(bytes: bytes, mode: mode)
        guard let component = try reader.next() else {
            throw ParseError(line: reader.lineNumber, expected: "BEGIN of a component")
        }
        guard try reader.next() == nil else {
            throw ParseError(line: reader.startLine, expected: "nothing after END:\(component.name)")
        }
        return component
    }

    /// Reads a stream of components (RFC 5545, section 3.4), of which there may be none. See ``parse(_:mode:)``.
    public static func parseStream(
        _ bytes: [UInt8], mode: ParsingMode = .strict
    ) throws(ParseError) -> [Component] {
        var reader = ComponentReader(bytes: bytes, mode: mode)
        var components: [Component] = []
        while let component = try reader.next() {
            components.append(component)
        }
        return components
    }
}
