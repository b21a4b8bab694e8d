extension Component {
    /// How closely a file must follow RFC 5545.
    public enum ParsingMode: Hashable, Sendable {
        /// To the letter, as far as content lines and the nesting of components go: the first fault ends the reading.
        case strict
        /// As files come. Byte order marks, bare LF, empty lines, spaces after the name of a component, and a last line
        /// without a line break are accepted, control characters in values are dropped, and what is not UTF-8 becomes
        /// U+FFFD. A line that cannot be read is passed over and reported. So is an END that ends nothing, and one that
        /// is missing: a component then ends where one around it does, or where the next of the same kind begins. Only
        /// what is over a limit, or a file without a component, ends the reading.
        case lenient
    }

    /// The line of a file that cannot be read.
    public struct ParseError: Error, Hashable, Sendable, CustomStringConvertible {
        /// From 1, as an editor counts; of a folded line, the first.
        public let line: Int
        /// What should have been there.
        public let expected: String

        /// What is expected may name what was read, and that can have any length.
        init(line: Int, expected: String) {
            self.line = line
            self.expected = expected.excerpt(200)
        }

        /// One line, for people.
        public var description: String { "line \(line): expected \(expected)" }
    }

    /// Reads one component, usually a VCALENDAR, and nothing after it.
    ///
    /// Names may be in either case. Properties and components that are not known are kept as they are. What was read
    /// and is not changed is written again as the same bytes (``serialized()``). At most 16 components inside each
    /// other, 1 MiB a line and 1,000,000 lines after unfolding are read. Values are not looked into: see
    /// ``Property/values()`` and ``valueErrors``.
    ///
    /// - Parameter report: In lenient mode, receives each fault that was passed over, in order.
    public static func parse(
        _ bytes: [UInt8], mode: ParsingMode = .strict, report: (ParseError) -> Void = { _ in }
    ) throws(ParseError) -> Component {
        let components = try read(bytes, mode: mode, atMost: 1, report: report)
        guard let component = components.first else {
            throw ParseError(line: 1, expected: "BEGIN of a component")
        }
        return component
    }

    /// Reads a stream of components (RFC 5545, section 3.4), of which there may be none. See
    /// ``parse(_:mode:report:)``.
    public static func parseStream(
        _ bytes: [UInt8], mode: ParsingMode = .strict, report: (ParseError) -> Void = { _ in }
    ) throws(ParseError) -> [Component] {
        try read(bytes, mode: mode, atMost: .max, report: report)
    }

    private static func read(
        _ file: [UInt8], mode: ParsingMode, atMost limit: Int, report: (ParseError) -> Void
    ) throws(ParseError) -> [Component] {
        try file.withUnsafeBufferPointer { (bytes) throws(ParseError) -> [Component] in
            var reader = try ComponentReader(file, bytes: bytes, mode: mode)
            var components: [Component] = []
            while let component = try reader.next(report) {
                guard components.count < limit else {
                    throw ParseError(
                        line: reader.startLine, expected: "nothing after END:\(components.last?.name ?? .calendar)")
                }
                components.append(component)
            }
            if !components.isEmpty {
                components[components.count - 1].extendSource(toEndOf: file)
            }
            return components
        }
    }
}
