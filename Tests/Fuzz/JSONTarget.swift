import CanonicalJSON

/// The input is a JSON text.
func fuzzJSON(_ bytes: [UInt8]) {
    let skipped = bytes.withUnsafeBufferPointer(skip)
    do {
        let value = try JSONValue(parsing: bytes)
        guard let skipped else { fatalError("broken: what is read can be skipped") }
        check((try? JSONValue(parsing: bytes[skipped])) == value, "the bytes skipped are those of the value")
        let canonical = value.canonicalBytes
        check(!canonical.contains { $0 < 0x20 }, "canonical bytes have no control characters")
        let again = try JSONValue(parsing: canonical)
        check(again == value, "what is written is read as the same")
        // Strings are equal where Unicode says so; bytes only where they are.
        check(again.canonicalBytes == canonical, "what is written is written again as the same bytes")
        checkObjects(value)
    } catch {
        check(0...bytes.count ~= error.offset, "a fault within the bytes, not at \(error.offset)")
        check(!error.description.isEmpty, "an error says something")
    }
}

/// Where the one value is, passed over without being read; nil where there is none.
private func skip(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    var reader = JSONReader(bytes)
    do {
        let value = try reader.skip()
        let end = reader.offset
        try reader.end()
        check(reader.offset == bytes.count, "the end is the end")
        return end - value.count..<end
    } catch {
        check(0...bytes.count ~= error.offset, "a fault within the bytes, not at \(error.offset)")
        return nil
    }
}

/// Members are found by their keys, and come in the order of UTF-16.
private func checkObjects(_ value: JSONValue) {
    value.arrayValue?.forEach(checkObjects)
    guard let object = value.objectValue else { return }
    for (one, next) in zip(object.keys, object.keys.dropFirst()) {
        check(Array(one.utf16).lexicographicallyPrecedes(Array(next.utf16)), "keys are sorted, each once")
    }
    var copy = JSONObject()
    for member in object.members.reversed() {
        check(object[member.key] == member.value, "a member is found by its key")
        copy[member.key] = member.value
        checkObjects(member.value)
    }
    check(copy == object, "members in another order are the same object")
    for key in object.keys { copy[key] = nil }
    check(copy.isEmpty, "members can be taken away")
}
