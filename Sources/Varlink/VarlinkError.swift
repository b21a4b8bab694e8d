package import CanonicalJSON

/// An error that one side of a Varlink connection replies with: a name declared in an interface, and its parameters.
package struct VarlinkError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The full name, `interface.Error`.
    package let name: String
    package let parameters: JSONObject

    package init(_ name: String, parameters: JSONObject = [:]) {
        self.name = name
        self.parameters = parameters
    }

    package var description: String {
        parameters.isEmpty
            ? name : "\(name) \(String(decoding: JSONValue.object(parameters).canonicalBytes, as: UTF8.self))"
    }
}

/// The errors every service may reply with, whatever its interfaces (https://varlink.org/Service).
extension VarlinkError {
    /// The service has no such interface.
    package static func interfaceNotFound(_ interface: String) -> VarlinkError {
        standard("InterfaceNotFound", "interface", interface)
    }

    /// The interface has no such method. `method` is the name as it was called.
    package static func methodNotFound(_ method: String) -> VarlinkError {
        standard("MethodNotFound", "method", method)
    }

    /// The interface has the method, and the service does not offer it, or not in the way it was called.
    package static func methodNotImplemented(_ method: String) -> VarlinkError {
        standard("MethodNotImplemented", "method", method)
    }

    /// A parameter is missing, unknown, or not of its type. `parameter` is its path, such as `changes[2].title`.
    package static func invalidParameter(_ parameter: String) -> VarlinkError {
        standard("InvalidParameter", "parameter", parameter)
    }

    /// The client may not do this.
    package static let permissionDenied = VarlinkError("\(ServiceDescription.interfaceName).PermissionDenied")

    /// The method answers with several replies, and the call did not allow them.
    package static let expectedMore = VarlinkError("\(ServiceDescription.interfaceName).ExpectedMore")

    private static func standard(_ name: String, _ key: String, _ value: String) -> VarlinkError {
        VarlinkError("\(ServiceDescription.interfaceName).\(name)", parameters: [key: .string(value)])
    }
}
