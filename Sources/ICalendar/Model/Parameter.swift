/// A property parameter, such as `TZID=Asia/Tokyo` (RFC 5545, section 3.2), with its values decoded.
///
/// Quoting and the caret escapes of RFC 6868 are done when it is written, so that a value may be any text. Control
/// characters other than TAB and line feed have no place in it and are dropped; CR LF is taken as a line feed.
public struct Parameter: Hashable, Sendable {
    /// What it is called.
    public let name: ParameterName
    /// One or more.
    public let values: [String]

    /// A parameter with a list of values, as `MEMBER` has; of none, it has one that is empty.
    public init(_ name: ParameterName, values: [String]) {
        self.name = name
        self.values = values.isEmpty ? [""] : values.map { $0.withoutControls(keepingLineFeeds: true) }
    }

    /// For one or more values known to be free of control characters.
    init(_ name: ParameterName, checked values: [String]) {
        self.name = name
        self.values = values
    }

    /// A parameter with one value.
    public init(_ name: ParameterName, _ value: String) {
        self.init(name, values: [value])
    }
}
