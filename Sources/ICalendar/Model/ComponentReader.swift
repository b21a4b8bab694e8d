/// Reads components out of content lines.
struct ComponentReader {
    private let file: [UInt8]
    private var lines: ContentLineReader
    /// What was passed over since the last component, in lenient mode.
    private var faults: [Component.ParseError] = []
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
        let component = try next()
        faults.forEach(report)
        faults.removeAll(keepingCapacity: true)
        return component
    }

    private mutating func next() throws(Component.ParseError) -> Component? {
        while try lines.advance() {
            do throws(Component.ParseError) {
                if let component = try readLine() { return component }
            } catch {
                try pass(over: error)
            }
            guard open.count <= Self.deepestNesting else {
                throw lines.facts.fault("at most \(Self.deepestNesting) components inside each other")
            }
        }
        while let last = open.last {
            try pass(over: lines.facts.fault("END:\(last.name)"))
            if let component = close() { return component }
        }
        return nil
    }

    /// In lenient mode, reports a line and goes on after it.
    private mutating func pass(over error: Component.ParseError) throws(Component.ParseError) {
        guard lines.mode == .lenient else { throw error }
        faults.append(error)
        for index in open.indices { open[index].isStrict = false }
    }

    /// Reads the present line; the outermost component if that ends here.
    private mutating func readLine() throws(Component.ParseError) -> Component? {
        enum Content {
            case begin(ComponentName), end(ComponentName), property(Property)
        }
        let (facts, mode, file) = (lines.facts, lines.mode, file)
        let isInside = !open.isEmpty
        var isStrict = true
        let content = try lines.withLine { (bytes) throws(Component.ParseError) -> Content in
            var line = ContentLine(bytes, facts, mode: mode)
            if let name = try line.name(after: "BEGIN:") { return .begin(name) }
            if let name = try line.name(after: "END:") { return .end(name) }
            guard isInside else { throw facts.fault("BEGIN of a component") }
            let property = try line.property(of: file)
            isStrict = line.isStrict
            return .property(property)
        }
        let index = open.count - 1
        switch content {
        case .property(let property):
            open[index].properties.append(property)
            if !isStrict { open[index].isStrict = false }
        case .begin(let name):
            if open.isEmpty { startLine = lines.facts.number }
            open.append(
                OpenComponent(
                    name: name, start: lines.facts.range.lowerBound, line: lines.facts.number,
                    isStrict: lines.facts.isStrict))
        case .end(let name):
            return try close(name)
        }
        return nil
    }

    private mutating func close(_ name: ComponentName) throws(Component.ParseError) -> Component? {
        guard let last = open.last else { throw lines.facts.fault("BEGIN of a component") }
        if last.name != name {
            // In lenient mode, what was left open inside ends here as well.
            try pass(over: lines.facts.fault("END:\(last.name)"))
            guard open.contains(where: { $0.name == name }) else { return nil }
            while open.last?.name != name { _ = close() }
        }
        if !lines.facts.isStrict { open[open.count - 1].isStrict = false }
        return close()
    }

    /// Ends the innermost open component with the present line; gives it back if it is the outermost.
    private mutating func close() -> Component? {
        guard let last = open.popLast() else { return nil }
        // What stands before an outermost component is kept with it.
        let start = open.isEmpty ? end : last.start
        let isStrict = last.isStrict && start == last.start
        let component = Component(
            last.name, properties: last.properties, components: last.components,
            source: Source(of: file, start..<lines.facts.range.upperBound, line: last.line, isStrict: isStrict))
        guard !open.isEmpty else {
            end = lines.facts.range.upperBound
            return component
        }
        open[open.count - 1].components.append(component)
        if !isStrict { open[open.count - 1].isStrict = false }
        return nil
    }
}
