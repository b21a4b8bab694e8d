/// A component: a calendar, an event, a time zone … with its properties and the components inside
/// (RFC 5545, section 3.6). Nothing is required of it: which properties belong where is for those who make it.
public struct Component: Hashable, Sendable {
    /// What it is called.
    public let name: ComponentName
    /// In the order they are written.
    public var properties: [Property]
    /// After the properties, in the order they are written.
    public var components: [Component]

    /// A component of these parts.
    public init(_ name: ComponentName, properties: [Property] = [], components: [Component] = []) {
        self.name = name
        self.properties = properties
        self.components = components
    }

    /// The first property of that name, if there is one.
    public subscript(_ name: PropertyName) -> Property? {
        properties.first { $0.name == name }
    }
}

extension Component {
    /// The component as iCalendar: UTF-8, CR LF after each line, lines folded at 75 octets. The same component gives
    /// the same bytes, always.
    public func serialized() -> [UInt8] {
        var bytes: [UInt8] = []
        serialize(into: &bytes)
        return bytes
    }

    /// Appends what ``serialized()`` returns.
    public func serialize(into bytes: inout [UInt8]) {
        var writer = ContentLineWriter()
        swap(&writer.bytes, &bytes)
        writer.write(self)
        swap(&writer.bytes, &bytes)
    }
}
