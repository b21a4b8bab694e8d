import ICalendar

/// The input is jCal (RFC 7265).
func fuzzJCal(_ bytes: [UInt8]) {
    do {
        let components = try Component.parseStream(jCal: bytes)
        checkJCal(of: components)
        checkWriting(components)
        if let only = try? Component.parse(jCal: bytes) {
            check([only] == components, "one component is read as a stream of one")
        }
    } catch {
        checkIsLine(error.description)
        check(0...bytes.count ~= error.offset, "a fault within the bytes, not at \(error.offset)")
        check((try? Component.parse(jCal: bytes)) == nil, "what is no stream is no component")
    }
}

/// What is written as jCal is read and, with the ENCODING that BINARY must have, written as the same bytes from then on.
func checkJCal(of components: [Component]) {
    do {
        let read = try Component.parseStream(jCal: Component.jCal(stream: components))
        let written = Component.jCal(stream: read)
        let again = try Component.parseStream(jCal: written)
        check(again == read, "jCal is read as what was written")
        check(Component.jCal(stream: again) == written, "jCal is written again as the same bytes")
    } catch {
        fatalError("broken: what is written as jCal is read, not \(error)")
    }
}
