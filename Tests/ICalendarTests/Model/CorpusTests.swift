import ICalendar
import TestSupport
import Testing

@Suite("Calendars as programs write them")
struct CorpusTests {
    @Test("are all in the table")
    func table() {
        #expect(fileNames(in: CorpusFile.directory) == CorpusFile.all.map(\.name))
    }

    @Test("are written again as the bytes that were read", arguments: CorpusFile.all)
    func roundTrip(file: CorpusFile) throws {
        #expect(try file.read().serialized == file.bytes)
    }

    @Test("are read strictly where they are as RFC 5545 wants them", arguments: CorpusFile.all)
    func strictness(file: CorpusFile) throws {
        let bytes = try file.bytes
        guard file.isStrict else {
            #expect(throws: Component.ParseError.self) { try Component.parseStream(bytes) }
            return
        }
        let components = try Component.parseStream(bytes)
        #expect(components.serialized == bytes)
        #expect(try components == file.read())
    }

    @Test("have the faults that were put there, each found on its line", arguments: CorpusFile.all)
    func faults(file: CorpusFile) throws {
        var faults: [String] = []
        let components = try Component.parseStream(file.bytes, mode: .lenient) { faults.append($0.description) }
        #expect(faults == file.faults)
        #expect(components.flatMap(\.valueErrors).map(\.description) == file.valueErrors)
    }

    @Test("say the same in their canonical form", arguments: CorpusFile.all)
    func canonical(file: CorpusFile) throws {
        let components = try file.read()
        let bytes = components.map { $0.canonical() }.serialized
        #expect(try Component.parseStream(bytes) == components)
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { $0.dropLast() }
        for line in lines {
            #expect(line.count <= 75)
            #expect(String(validating: line, as: UTF8.self) != nil, "a character is cut in two")
        }
    }

    @Test("lose no value when it is written from what it says", arguments: CorpusFile.all)
    func values(file: CorpusFile) throws {
        for property in try file.read().flatMap(\.allProperties) {
            guard let values = try? property.values() else { continue }
            let written = Property(property.name, parameters: property.parameters, values: values)
            #expect(try written.values() == values, "\(property.name):\(property.value)")
            #expect(written.parameters == property.parameters)
        }
    }

    @Test("change in one line where one property is changed", arguments: CorpusFile.all.filter(\.isStrict))
    func oneLine(file: CorpusFile) throws {
        let lines = try file.bytes.contentLines
        let index = try #require(lines.firstIndex { line in CorpusTests.changed.contains { line.has($0) } })
        var changed = lines
        changed[index] = Array("\(lines[index].has(.summary) ? "SUMMARY" : "COMMENT"):Changed\r\n".utf8)
        var components = try file.read()
        #expect(components.indices.contains { components[$0].change(Self.changed) })
        #expect(components.serialized.contentLines == changed)
    }

    @Test("are as RFC 5545 wants them once they are changed", arguments: CorpusFile.all)
    func changed(file: CorpusFile) throws {
        var components = try file.read()
        #expect(components.indices.filter { components[$0].change(Self.changed) }.isEmpty == false)
        if !file.isStrict {
            // What is not changed stays as it was read.
            for index in components.indices { components[index].properties.append(Property(.color, text: "navy")) }
        }
        #expect(try Component.parseStream(components.serialized) == components)
    }

    /// What the tests change.
    private static let changed: [PropertyName] = [.summary, .comment]
}

extension [Component] {
    fileprivate var serialized: [UInt8] { flatMap { $0.serialized() } }
}

extension Component {
    fileprivate var allProperties: [Property] { properties + components.flatMap(\.allProperties) }

    /// Changes the first property that has one of the names; false where there is none.
    fileprivate mutating func change(_ names: [PropertyName]) -> Bool {
        if let index = properties.firstIndex(where: { names.contains($0.name) }) {
            properties[index] = Property(properties[index].name, text: "Changed")
            return true
        }
        return components.indices.contains { components[$0].change(names) }
    }
}

extension [UInt8] {
    /// The content lines as they stand, folds and line breaks with them.
    fileprivate var contentLines: [[UInt8]] {
        var lines: [[UInt8]] = []
        for line in split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) where !line.isEmpty {
            let isContinued = line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "\t")
            if isContinued, let last = lines.popLast() {
                lines.append(last + line + [UInt8(ascii: "\n")])
            } else {
                lines.append(line + [UInt8(ascii: "\n")])
            }
        }
        return lines
    }

    fileprivate func has(_ name: PropertyName) -> Bool {
        starts(with: "\(name):".utf8) || starts(with: "\(name);".utf8)
    }
}
