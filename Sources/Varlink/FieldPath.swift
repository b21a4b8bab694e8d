import CanonicalJSON

/// Where a field stands in the parameters of a call, written as `changes[2].title`.
struct FieldPath: CustomStringConvertible {
    enum Step {
        case member(String)
        case element(Int)
    }

    var steps: [Step] = []

    var description: String {
        steps.reduce(into: "") { path, step in
            switch step {
            case .member(let name): path += path.isEmpty ? name : ".\(name)"
            case .element(let index): path += "[\(index)]"
            }
        }
    }

    /// Where in a message's `parameters` the first number stands that is no integer; nil where the fault of the message
    /// is another one.
    static func firstNonInteger(in message: [UInt8]) -> FieldPath? {
        var path = FieldPath()
        do throws(JSONError) {
            try message.withUnsafeBufferPointer { (bytes) throws(JSONError) in
                var reader = JSONReader(bytes)
                try path.follow(&reader)
            }
        } catch {
            guard error.reason == .notAnInteger, case .member("parameters")? = path.steps.first else { return nil }
            path.steps.removeFirst()
            return path
        }
        return nil
    }

    /// Reads one value, and on an error stays where that happened.
    private mutating func follow(_ reader: inout JSONReader) throws(JSONError) {
        switch try reader.peek() {
        case .object:
            try reader.enterObject()
            while let key = try reader.nextKey() {
                steps.append(.member(try key.string()))
                try follow(&reader)
                steps.removeLast()
            }
        case .array:
            var index = 0
            try reader.enterArray()
            while try reader.nextElement() {
                steps.append(.element(index))
                try follow(&reader)
                steps.removeLast()
                index += 1
            }
        case .null, .bool, .number, .string:
            try reader.skip()
        }
    }
}
