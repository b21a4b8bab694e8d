internal import TOMLKit

/// A table of the file, and where it stands.
struct Section {
    private let table: TOMLTable
    private let path: String
    private let file: String

    init(_ table: TOMLTable, path: String, file: String) {
        (self.table, self.path, self.file) = (table, path, file)
    }

    func error(_ key: String, _ message: String) -> ConfigurationError {
        ConfigurationError(place: "\(file): \(path.isEmpty ? key : "\(path).\(key)")", message: message)
    }

    /// Refuses keys that are not among these.
    func allow(_ keys: String...) throws(ConfigurationError) {
        if let stray = table.keys.sorted().first(where: { !keys.contains($0) }) {
            throw error(stray, "there is no such key; expected one of \(keys.joined(separator: ", "))")
        }
    }

    func string(_ key: String) throws(ConfigurationError) -> String? {
        try value(key, "a string") { $0 }
    }

    /// A string that has a form; nil where the key is absent.
    func value<Value>(
        _ key: String, _ expected: String, _ parse: (String) -> Value?
    ) throws(ConfigurationError) -> Value? {
        guard let value = table[key] else { return nil }
        guard let text = value.string else {
            throw error(key, "expected a string, \(expected == "a string" ? "in quotes" : expected)")
        }
        guard let parsed = parse(text) else { throw error(key, "expected \(expected), not \"\(text)\"") }
        return parsed
    }

    func strings(_ key: String) throws(ConfigurationError) -> [String] {
        guard let value = table[key] else { return [] }
        guard let array = value.array else { throw error(key, "expected a list of strings") }
        var strings: [String] = []
        for element in array {
            guard let string = element.string else { throw error(key, "expected a list of strings") }
            strings.append(string)
        }
        return strings
    }

    /// The words of a list, none of them other than expected; nil where the list is absent or empty.
    func words<Word: Hashable>(
        _ key: String, _ expected: String, _ parse: (String) -> Word?
    ) throws(ConfigurationError) -> Set<Word>? {
        var words: Set<Word> = []
        for text in try strings(key) {
            guard let word = parse(text) else { throw error(key, "expected \(expected), not \"\(text)\"") }
            words.insert(word)
        }
        return words.isEmpty ? nil : words
    }

    /// The one string, or those of a list; nil where the key is absent.
    func stringOrStrings(_ key: String) throws(ConfigurationError) -> [String]? {
        guard let value = table[key] else { return nil }
        if let string = value.string { return [string] }
        guard value.array != nil else { throw error(key, "expected a string or a list of strings") }
        return try strings(key)
    }

    /// The table under a key; an empty one where the key is absent.
    func section(_ key: String) throws(ConfigurationError) -> Section {
        guard let value = table[key] else { return Section(TOMLTable(), path: key, file: file) }
        guard let table = value.table else { throw error(key, "expected a table: [\(key)]") }
        return Section(table, path: key, file: file)
    }

    /// The tables under a key, as `[[key]]` makes them.
    func sections(_ key: String) throws(ConfigurationError) -> [Section] {
        guard let value = table[key] else { return [] }
        guard let array = value.array else { throw error(key, "expected tables: [[\(key)]]") }
        var sections: [Section] = []
        for element in array {
            guard let table = element.table else { throw error(key, "expected tables: [[\(key)]]") }
            sections.append(Section(table, path: "\(key)[\(sections.count)]", file: file))
        }
        return sections
    }
}
