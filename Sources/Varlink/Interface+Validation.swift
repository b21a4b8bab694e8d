package import CanonicalJSON

extension Interface {
    /// Checks a call's parameters against what the method takes: each field there unless it is nullable, each of its
    /// type, and none that the method does not know.
    ///
    /// - Throws: ``VarlinkError/invalidParameter(_:)`` with the path of the first field at fault.
    package func validate(_ parameters: JSONObject, for method: Method) throws(VarlinkError) {
        var path = FieldPath()
        guard check(parameters, method.input, &path) else { throw .invalidParameter("\(path)") }
    }

    /// Whether the object has the fields; where not, the path leads to the field at fault.
    ///
    /// It ends: a type that holds itself does so in a structure, and values nest no deeper than
    /// ``JSONReader/maximumDepth``.
    private func check(_ object: JSONObject, _ fields: [Field], _ path: inout FieldPath) -> Bool {
        for field in fields {
            path.steps.append(.member(field.name))
            guard check(object[field.name] ?? .null, field.type, &path) else { return false }
            path.steps.removeLast()
        }
        for key in object.keys where !fields.contains(where: { $0.name.utf8.elementsEqual(key.utf8) }) {
            path.steps.append(.member(key))
            return false
        }
        return true
    }

    private func check(_ value: JSONValue, _ type: FieldType, _ path: inout FieldPath) -> Bool {
        switch (type, value) {
        case (.nullable(let inner), _):
            return value == .null || check(value, inner, &path)
        case (.named(let name), _):
            return types[name].map { check(value, $0, &path) } ?? false
        case (.bool, .bool), (.int, .integer), (.float, .integer), (.string, .string), (.object, .object):
            return true
        case (.enumeration(let words), .string(let word)):
            return words.contains { $0.utf8.elementsEqual(word.utf8) }
        case (.structure(let fields), .object(let object)):
            return check(object, fields, &path)
        case (.array(let inner), .array(let elements)):
            for (index, element) in elements.enumerated() {
                path.steps.append(.element(index))
                guard check(element, inner, &path) else { return false }
                path.steps.removeLast()
            }
            return true
        case (.map(let inner), .object(let object)):
            for member in object.members {
                path.steps.append(.member(member.key))
                guard check(member.value, inner, &path) else { return false }
                path.steps.removeLast()
            }
            return true
        case (.bool, _), (.int, _), (.float, _), (.string, _), (.object, _), (.enumeration, _), (.structure, _),
            (.array, _), (.map, _):
            return false
        }
    }
}
