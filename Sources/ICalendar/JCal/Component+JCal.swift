import CanonicalJSON

extension Component {
    /// Why bytes are not jCal, and where.
    public struct JCalError: Error, Hashable, Sendable, CustomStringConvertible {
        /// Of the byte at fault, from 0.
        public let offset: Int
        /// The names of the components and of the property it stands in, as `VCALENDAR/VEVENT/DTSTART`; empty outside.
        public let path: String
        /// What is wrong, in English: mostly what was expected.
        public let reason: String

        init(_ error: JSONError, path: [String]) {
            offset = error.offset
            self.path = path.map { String($0.prefix(64)) }.joined(separator: "/")
            reason = error.reason.description
        }

        /// One line: `byte 57, VCALENDAR/VEVENT/DTSTART: expected a DATE such as "2025-04-14"`.
        public var description: String { "byte \(offset)\(path.isEmpty ? "" : ", \(path)"): \(reason)" }
    }

    /// The component as jCal (RFC 7265): JSON in UTF-8 without white space. The same component gives the same bytes.
    ///
    /// The digits of numbers, the parts of rules and durations are written as they stand in ``Property/value``. Of a
    /// VALUE parameter the type remains, which is all it says. What is not of the type it should be has the type
    /// `unknown` and stands as it is; its VALUE parameter, which nothing else says then, remains among the parameters,
    /// so that ``parse(jCal:)`` gives that property back as it was. Where a parameter comes twice, its values are put
    /// together. What is encoded in BASE64 and not BINARY is decoded (section 3.1).
    public func jCal() -> [UInt8] {
        var writer = JCalWriter()
        writer.write(self)
        return writer.bytes
    }

    /// Several components as jCal: an array of them (RFC 7265, section 3.2). See ``jCal()``.
    public static func jCal(stream components: [Component]) -> [UInt8] {
        var writer = JCalWriter()
        writer.write(stream: components)
        return writer.bytes
    }

    /// Reads one component of jCal (RFC 7265), usually a `vcalendar`, and nothing after it.
    ///
    /// Names may be in either case. Properties, components and types that are not known are kept as they are. A value
    /// must be of its type and a property have the number of values it can have, but as with
    /// ``parse(_:mode:report:)`` a rule may have numbers that RFC 5545 does not allow. A PERIOD may also be one string,
    /// as in appendix B.2. BINARY is given the ENCODING that it must have in iCalendar. A control character that
    /// iCalendar cannot hold is refused: of TEXT all but TAB and line breaks, of a parameter all but TAB and line feed,
    /// elsewhere all but TAB. At most 16 components inside each other, 1 MiB of text in a property, and 1,000,000 lines
    /// as iCalendar are read.
    public static func parse(jCal bytes: [UInt8]) throws(JCalError) -> Component {
        try read(bytes) { (reader) throws(JSONError) in try reader.component() }
    }

    /// Reads an array of components (RFC 7265, section 3.2), of which there may be none, or one component alone. See
    /// ``parse(jCal:)``.
    public static func parseStream(jCal bytes: [UInt8]) throws(JCalError) -> [Component] {
        try read(bytes) { (reader) throws(JSONError) in try reader.stream() }
    }

    private static func read<Result>(
        _ bytes: [UInt8], _ body: (inout JCalReader) throws(JSONError) -> Result
    ) throws(JCalError) -> Result {
        try bytes.withUnsafeBufferPointer { (bytes) throws(JCalError) -> Result in
            var reader = JCalReader(bytes)
            do throws(JSONError) {
                let result = try body(&reader)
                try reader.json.end()
                return result
            } catch {
                // A reader that failed is still where it failed.
                throw JCalError(error, path: reader.path)
            }
        }
    }
}
