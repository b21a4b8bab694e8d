/// Reads components out of content lines.
struct ComponentReader {
    private let file: [UInt8]
    private var lines: ContentLineReader
    private var open: [OpenComponent] = []
    /// Where the last outermost component ended, in the file.
    private var end = 0
    /// The line on which the last outermost component began.
    private(set) var startLine = 0

    /// A component whose END has not been read.
    private struct OpenComponent {
        let name: ComponentName
        let start: Int
        let line: Int
        var isStrict: Bool
        var properties: [Property] = []
        var components: [Component] = []
    }

    /// Those of RFC 5545 that stand in another one: where one begins in itself, its END was forgotten.
    private static let neverInItself: Set<ComponentName> = [
        .alarm, .daylight, .event, .freebusy, .journal, .standard, .timeZone, .todo,
    ]

    /// The most components inside each other.
    static let deepestNesting = 16

    /// - Parameter bytes: Those of `file`, which the caller holds.
    init(
        _ file: [UInt8], bytes: UnsafeBufferPointer<UInt8>, mode: Component.ParsingMode
    ) throws(Component.ParseError) {
        guard file.count <= Source.longestFile else {
            throw Component.ParseError(line: 1, expected: "at most \(Source.longestFile) bytes")
        }
        self.file = file
        lines = ContentLineReader(bytes: bytes, mode: mode)
    }

    /// The next component at the outermost level; nil at the end of the file. In lenient mode, faults that are passed
    /// over are reported.
    mutating func next(_ report: (Component.ParseError) -> Void) throws(Component.ParseError) -> Component? {
        while try lines.advance() {
            do throws(Component.ParseError) {
                if let component = try readLine(report) { return component }
            } catch {
                try pass(over: error, report)
            }
            guard open.count <= Self.deepestNesting else {
                throw lines.facts.fault("at most \(Self.deepestNesting) components inside each other")
            }
        }
        while let last = open.last {
            try pass(over: lines.facts.fault("END:\(last.name.text.excerpt())"), report)
            if let component = close(isImplied: true) { return component }
        }
        return nil
    }

    /// In lenient mode, reports a line and goes on after it.
    private mutating func pass(
        over error: Component.ParseError, _ report: (Component.ParseError) -> Void
    ) throws(Component.ParseError) {
        guard lines.mode == .lenient else { throw error }
        report(error)
        for index in open.indices { open[index].isStrict = false }
    }

    /// Reads the present line; the outermost component if that ends here.
    private mutating func readLine(
        _ report: (Component.ParseError) -> Void
    ) throws(Component.ParseError) -> Component? {
        enum Content {
            case begin(ComponentName), end(ComponentName), property(Property)
        }
        let (facts, mode, file) = (lines.facts, lines.mode, file)
        let isInside = !open.isEmpty
        let (content, isStrict) = try lines.withLine { (bytes) throws(Component.ParseError) -> (Content, Bool) in
            var line = ContentLine(bytes, facts, mode: mode)
            if let name = try line.name(after: "BEGIN:") { return (.begin(name), line.isStrict) }
            if let name = try line.name(after: "END:") { return (.end(name), line.isStrict) }
            guard isInside else { throw facts.fault("BEGIN of a component") }
            let property = try line.property(of: file)
            return (.property(property), line.isStrict)
        }
        if !isStrict, !open.isEmpty { open[open.count - 1].isStrict = false }
        switch content {
        case .property(let property):
            open[open.count - 1].properties.append(property)
        case .begin(let name):
            if open.isEmpty { startLine = facts.number }
            if mode == .lenient, open.count > 1, open.last?.name == name, Self.neverInItself.contains(name) {
                try pass(over: facts.fault("END:\(name.text.excerpt())"), report)
                _ = close(isImplied: true)
            }
            open.append(
                OpenComponent(name: name, start: facts.range.lowerBound, line: facts.number, isStrict: isStrict))
        case .end(let name):
            return try close(name, report)
        }
        return nil
    }

    private mutating func close(
        _ name: ComponentName, _ report: (Component.ParseError) -> Void
    ) throws(Component.ParseError) -> Component? {
        guard let last = open.last else { throw lines.facts.fault("BEGIN of a component") }
        if last.name != name {
            // In lenient mode, what was left open inside ends here as well.
            try pass(over: lines.facts.fault("END:\(last.name.text.excerpt())"), report)
            guard open.contains(where: { $0.name == name }) else { return nil }
            while open.last?.name != name { _ = close(isImplied: true) }
        }
        return close(isImplied: false)
    }

    /// Ends the innermost open component with the present line or, if its END is missing, before it; gives it back if it
    /// is the outermost.
    private mutating func close(isImplied: Bool) -> Component? {
        guard let last = open.popLast() else { return nil }
        // What stands before an outermost component is kept with it.
        let start = open.isEmpty ? end : last.start
        let end = isImplied ? lines.facts.range.lowerBound : lines.facts.range.upperBound
        let isStrict = last.isStrict && start == last.start
        let component = Component(
            last.name, properties: last.properties, components: last.components,
            source: Source(
                of: file, start..<end, line: last.line, isStrict: isStrict, isOutermost: open.isEmpty))
        guard !open.isEmpty else {
            self.end = end
            return component
        }
        open[open.count - 1].components.append(component)
        if !isStrict { open[open.count - 1].isStrict = false }
        return nil
    }
}
