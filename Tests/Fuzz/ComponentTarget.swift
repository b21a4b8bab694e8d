import ICalendar

/// The input is a file of iCalendar.
func fuzzComponent(_ bytes: [UInt8]) {
    let strict = read(bytes, mode: .strict)
    let lenient = read(bytes, mode: .lenient)
    if let strict, !strict.isEmpty {
        check(lenient == strict, "what is read strictly is read leniently, as the same")
    }
    for components in [strict, lenient] {
        guard let components, !components.isEmpty else { continue }
        var written: [UInt8] = []
        for component in components { component.serialize(into: &written) }
        check(written == bytes, "what was read is written as it stood")
        checkWriting(components.map { $0.canonical() })
        checkChanged(components)
        checkJCal(of: components)
    }
}

private func read(_ bytes: [UInt8], mode: Component.ParsingMode) -> [Component]? {
    var reported: [Component.ParseError] = []
    do {
        let components = try Component.parseStream(bytes, mode: mode) { reported.append($0) }
        check(mode == .lenient || reported.isEmpty, "a strict reading passes nothing over")
        for fault in reported { checkFault(fault, bytes) }
        let only = try? Component.parse(bytes, mode: mode)
        check(only == (components.count == 1 ? components[0] : nil), "one component is what a stream of one has")
        for error in components.flatMap(\.valueErrors) { checkIsLine(error.description) }
        return components
    } catch {
        checkFault(error, bytes)
        check((try? Component.parse(bytes, mode: mode)) == nil, "what is no stream is no component")
        return nil
    }
}

private func checkFault(_ fault: Component.ParseError, _ bytes: [UInt8]) {
    checkIsLine(fault.description)
    check(1...bytes.count + 1 ~= fault.line, "a line of the file, not \(fault.line)")
}

/// What is taken out of a file, or put elsewhere, can be read strictly, and says the same.
private func checkChanged(_ components: [Component]) {
    var outer = Component(.calendar, properties: components.flatMap(\.properties), components: [])
    outer.components = components.flatMap(\.components)
    checkIsRead([outer])
    for index in components.indices {
        var component = components[index]
        component.properties.reverse()
        checkIsRead([component])
        component.components.removeLast(component.components.count / 2)
        checkIsRead([component])
    }
}

/// What was made, and not read, is written in the one form of RFC 5545, section 3.1, and read as the same.
func checkWriting(_ components: [Component]) {
    let written = checkIsRead(components)
    check(written.starts(with: "BEGIN:".utf8) || written.isEmpty, "nothing before the first component")
    var rest = written[...]
    while !rest.isEmpty {
        guard let lineFeed = rest.firstIndex(of: 0x0A) else { fatalError("broken: each line ends") }
        let line = rest[..<lineFeed]
        check(line.last == 0x0D, "CR LF at the end of each line")
        check(line.count <= 76, "at most 75 octets in a line")
        check(String(validating: line, as: UTF8.self) != nil, "characters are whole in each line")
        rest = rest[(lineFeed + 1)...]
    }
}

/// What is written is read strictly as the same, and written again as the same bytes.
@discardableResult
private func checkIsRead(_ components: [Component]) -> [UInt8] {
    let written = components.flatMap { $0.serialized() }
    do {
        let again = try Component.parseStream(written)
        check(again == components, "what is written is read as the same")
        check(again.flatMap { $0.serialized() } == written, "what is written is written again as the same bytes")
        check(
            again.flatMap { $0.canonical().serialized() } == components.flatMap { $0.canonical().serialized() },
            "what is written is read as the same, to the byte")
    } catch {
        fatalError("broken: what is written is read, not \(error)")
    }
    return written
}
