/// Why the value of a property is not of its type.
public struct ValueError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The property.
    public let property: PropertyName
    /// What was given, cut to 64 Unicode scalars.
    public let value: String
    /// What would have been right, in English.
    public let expected: String
    /// The line of the file on which the property begins, from 1; nil where it was not read from one.
    public let line: Int?

    init(_ property: Property, value: some StringProtocol, expected: String) {
        self.property = property.name
        self.value = value.excerpt()
        self.expected = expected
        line = property.source.line
    }

    /// Of a property that is not there.
    init(missing property: PropertyName, in component: Component, expected: String) {
        self.property = property
        value = ""
        self.expected = expected
        line = component.source.line
    }

    /// One line: `line 7: DTSTART: expected a DATE-TIME such as 20250127T100000, not "27 January"`.
    public var description: String {
        (line.map { "line \($0): " } ?? "")
            + "\(property.text.excerpt()): expected \(expected), not \(value.debugDescription)"
    }
}
