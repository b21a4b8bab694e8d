/// An interface: the methods a service offers under one name, with the types they speak in.
///
/// It is read from its description in the Varlink interface definition language
/// (https://varlink.org/Interface-Definition), and keeps that text as it was given.
package struct Interface: Sendable {
    /// The reverse-domain name, such as `org.varlink.service`.
    package let name: String
    /// The text it was read from.
    package let description: String
    /// The types it declares, by name.
    package let types: [String: FieldType]
    /// The methods it declares, by name.
    package let methods: [String: Method]
    /// The errors it declares and their parameters, by name.
    package let errors: [String: [Field]]

    /// A method and the fields of its parameters and of its reply.
    package struct Method: Hashable, Sendable {
        package let input: [Field]
        package let output: [Field]
    }

    /// A named value of a structure.
    package struct Field: Hashable, Sendable {
        package let name: String
        package let type: FieldType
    }

    /// The type of a value.
    package indirect enum FieldType: Hashable, Sendable {
        case bool, int, float, string
        /// Any object: its members are not described.
        case object
        /// One of these words, as a string.
        case enumeration([String])
        case structure([Field])
        case array(FieldType)
        /// An object with keys of any name.
        case map(FieldType)
        /// The value or null; a field of this type may also be absent.
        case nullable(FieldType)
        /// A type of the interface by its name.
        case named(String)
    }

    /// Reads a description.
    package init(_ description: String) throws(InterfaceError) {
        var parser = InterfaceParser(description)
        try parser.parse()
        name = parser.name
        types = parser.types
        methods = parser.methods
        errors = parser.errors
        self.description = description
    }

    /// The method of that name, without the interface's; nil where there is none.
    package func method(named name: String) -> Method? { methods[name] }
}

/// Why a text is not the description of an interface, and where.
package struct InterfaceError: Error, Hashable, CustomStringConvertible {
    /// What was expected, or what is wrong.
    package let reason: String
    /// The line at fault, from 1.
    package let line: Int

    package var description: String { "line \(line): \(reason)" }
}
