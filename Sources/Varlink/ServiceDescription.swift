import CanonicalJSON

/// What a service says of itself through the interface `org.varlink.service`, which every service has
/// (https://varlink.org/Service).
package struct ServiceDescription: Sendable {
    package let vendor: String
    package let product: String
    package let version: String
    /// Where people read about the product.
    package let url: String
    /// All interfaces, `org.varlink.service` first.
    package let interfaces: [Interface]

    /// - Parameter interfaces: what the service offers besides `org.varlink.service`.
    package init(
        vendor: String, product: String, version: String, url: String, interfaces: [Interface]
    ) throws(InterfaceError) {
        self.vendor = vendor
        self.product = product
        self.version = version
        self.url = url
        self.interfaces = [try Interface(Self.interfaceDescription)] + interfaces
    }

    /// Judges a call before it is run.
    ///
    /// - Returns: the parameters of the reply where this description has the answer; nil where the service is to run the
    ///   call, whose method exists and whose parameters fit it.
    /// - Throws: the error to reply with.
    func answer(_ call: Call) throws(VarlinkError) -> JSONObject? {
        guard let dot = call.method.lastIndex(of: ".") else { throw .methodNotFound(call.method) }
        let interfaceName = String(call.method[..<dot])
        let interface = try self.interface(named: interfaceName)
        guard let method = interface.method(named: String(call.method[call.method.index(after: dot)...])) else {
            throw .methodNotFound(call.method)
        }
        guard call.mode != .upgrade else { throw .methodNotImplemented(call.method) }
        try interface.validate(call.parameters, for: method)

        switch call.method {
        case "\(Self.interfaceName).GetInfo":
            return [
                "vendor": .string(vendor), "product": .string(product), "version": .string(version),
                "url": .string(url), "interfaces": .array(interfaces.map { .string($0.name) }),
            ]
        case "\(Self.interfaceName).GetInterfaceDescription":
            let name = call.parameters["interface"]?.stringValue ?? ""
            return ["description": .string(try self.interface(named: name).description)]
        default:
            return nil
        }
    }

    private func interface(named name: String) throws(VarlinkError) -> Interface {
        guard let interface = interfaces.first(where: { $0.name == name }) else { throw .interfaceNotFound(name) }
        return interface
    }

    static let interfaceName = "org.varlink.service"

    private static let interfaceDescription = """
        # What every Varlink service says of itself.
        interface org.varlink.service

        # Who made the service, and the names of its interfaces.
        method GetInfo() -> (
          vendor: string,
          product: string,
          version: string,
          url: string,
          interfaces: []string
        )

        # The description of one of the service's interfaces.
        method GetInterfaceDescription(interface: string) -> (description: string)

        # The service has no such interface.
        error InterfaceNotFound (interface: string)

        # The interface has no such method.
        error MethodNotFound (method: string)

        # The interface has the method, and the service does not offer it.
        error MethodNotImplemented (method: string)

        # A parameter is missing, unknown, or not of its type.
        error InvalidParameter (parameter: string)

        # The client may not do this.
        error PermissionDenied ()

        # The method answers with several replies: call it with "more".
        error ExpectedMore ()

        """
}
