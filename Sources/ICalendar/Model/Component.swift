/// A component: a calendar, an event, a time zone … with its properties and the components inside
/// (RFC 5545, section 3.6). Nothing is required of it: which properties belong where is for those who make it.
///
/// One that was read keeps the bytes it was read from, and with them the whole file, so that it can be written again
/// exactly. Components are equal if they say the same, however it was written.
public struct Component: Hashable, Sendable {
    /// What it is called.
    public let name: ComponentName
    /// In the order they are written.
    public var properties: [Property] { didSet { source = .none } }
    /// After the properties, in the order they are written.
    public var components: [Component] { didSet { source = .none } }

    /// From BEGIN to END; of an outermost component, with what stands around it.
    private(set) var source = Source.none

    /// A component of these parts.
    public init(_ name: ComponentName, properties: [Property] = [], components: [Component] = []) {
        self.name = name
        self.properties = properties
        self.components = components
    }

    /// One that was read.
    init(_ name: ComponentName, properties: [Property], components: [Component], source: Source) {
        self.init(name, properties: properties, components: components)
        self.source = source
    }

    /// Keeps the rest of the file as well, where the component is the last of it.
    mutating func extendSource(toEndOf file: [UInt8]) {
        source = source.extended(toEndOf: file)
    }

    /// The first property of that name, if there is one.
    public subscript(_ name: PropertyName) -> Property? {
        properties.first { $0.name == name }
    }

    /// The properties of that name, in order.
    public func all(_ name: PropertyName) -> [Property] {
        properties.filter { $0.name == name }
    }
}

extension Component {
    /// The component as iCalendar: UTF-8, CR LF after each line, lines folded at 75 octets. The same component gives
    /// the same bytes, always.
    ///
    /// What was read and not changed since is written as it stood: the outermost component with all that stands around
    /// it, so that a file is written again as it was; and of one that was changed, each property and component that was
    /// not, as far as it stood there as RFC 5545 wants it. What the RFC advises against stays: a line longer than 75
    /// octets, and a fold inside a character.
    public func serialized() -> [UInt8] {
        var bytes: [UInt8] = []
        serialize(into: &bytes)
        return bytes
    }

    /// Appends what ``serialized()`` returns.
    public func serialize(into bytes: inout [UInt8]) {
        if source.isOutermost {
            bytes.append(contentsOf: source.bytes)
            return
        }
        var writer = ContentLineWriter()
        swap(&writer.bytes, &bytes)
        writer.write(self)
        swap(&writer.bytes, &bytes)
    }

    /// The same component with nothing kept of how it was written: ``serialized()`` then gives its canonical form, with
    /// names in upper case, parameters quoted where they must be, and all lines folded at 75 octets.
    public func canonical() -> Component {
        Component(name, properties: properties.map { $0.canonical() }, components: components.map { $0.canonical() })
    }
}
