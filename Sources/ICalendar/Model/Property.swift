/// A property, such as `DTSTART;TZID=Asia/Tokyo:20250127T100000` (RFC 5545, section 3.5).
///
/// The value is as it stands in the file after unfolding, thus escaped if it is TEXT; the initializers with a label
/// make it. Control characters other than TAB cannot stand in a content line, and are dropped.
public struct Property: Hashable, Sendable {
    /// What it is called.
    public let name: PropertyName
    /// In the order they are written.
    public let parameters: [Parameter]
    /// In one line, not decoded.
    public let value: String

    /// The content line it was read from.
    let source: Source

    /// A property with a value of any type, encoded as its type has it.
    public init(_ name: PropertyName, parameters: [Parameter] = [], value: String) {
        self.init(name, parameters: parameters, checked: value.withoutControls())
    }

    /// For a value known to be free of control characters.
    init(_ name: PropertyName, parameters: [Parameter], checked value: String, source: Source = .none) {
        self.name = name
        self.parameters = parameters
        self.value = value
        self.source = source
    }

    /// The same property with nothing kept of how it was written.
    func canonical() -> Property {
        Property(name, parameters: parameters, checked: value)
    }

    /// The value of the first parameter of that name, if there is one.
    public subscript(_ name: ParameterName) -> String? {
        parameters.first { $0.name == name }?.values.first
    }
}

// MARK: Values by type (RFC 5545, section 3.3)

extension Property {
    /// TEXT: escaped here. A line break may be LF, CR LF or CR.
    public init(_ name: PropertyName, parameters: [Parameter] = [], text: String) {
        self.init(name, parameters: parameters, value: EscapedText.escape(text))
    }

    /// A list of TEXT, as `CATEGORIES` has.
    public init(_ name: PropertyName, parameters: [Parameter] = [], texts: [String]) {
        self.init(name, parameters: parameters, value: texts.map(EscapedText.escape).joined(separator: ","))
    }

    /// DATE: `;VALUE=DATE:20250414`.
    public init(_ name: PropertyName, parameters: [Parameter] = [], date: CivilDate) {
        self.init(name, parameters: [Parameter(.value, "DATE")] + parameters, value: date.basic)
    }

    /// DATE-TIME on the clocks of a time zone: `;TZID=Asia/Tokyo:20250127T100000`.
    public init(_ name: PropertyName, parameters: [Parameter] = [], local: CivilDateTime, timeZone: String) {
        self.init(name, parameters: [Parameter(.tzid, timeZone)] + parameters, value: local.basic)
    }

    /// DATE-TIME in UTC: `:20250127T010000Z`.
    public init(_ name: PropertyName, parameters: [Parameter] = [], utc: CivilDateTime) {
        self.init(name, parameters: parameters, value: utc.basic + "Z")
    }

    /// INTEGER.
    public init(_ name: PropertyName, parameters: [Parameter] = [], integer: Int) {
        self.init(name, parameters: parameters, value: String(integer))
    }

    /// URI: not escaped. Where URI is not the type by default, `parameters` say `VALUE=URI`.
    public init(_ name: PropertyName, parameters: [Parameter] = [], uri: String) {
        self.init(name, parameters: parameters, value: uri)
    }

    /// The value as TEXT, decoded.
    public var text: String { EscapedText.unescape(value) }

    /// The value as a list of TEXT, decoded. Never empty.
    public var texts: [String] { EscapedText.parts(value, at: .comma) }
}
