internal import CanonicalJSON

/// Text in one language or in several, each under its language tag (BCP 47).
package enum LocalizedText: Hashable, Sendable {
    /// Text whose language is the calendar's own.
    case plain(String)
    /// Texts by language tag, in the order of the tags.
    case tagged([Tagged])

    package struct Tagged: Hashable, Sendable {
        package let language: String
        package let text: String
    }

    /// All the texts, whatever their language.
    package var texts: [String] {
        switch self {
        case .plain(let text): [text]
        case .tagged(let all): all.map(\.text)
        }
    }

    /// The text in a language: that of the tag, else of its primary subtag (`en` for `en-GB`), else the English one,
    /// else the first.
    package func text(in language: String) -> String {
        switch self {
        case .plain(let text): return text
        case .tagged(let all):
            let primary = language.prefix { $0 != "-" }
            let found =
                all.first { $0.language == language } ?? all.first { $0.language.prefix { $0 != "-" } == primary }
                ?? all.first { $0.language == "en" } ?? all.first
            return found?.text ?? ""
        }
    }

    init(reading reader: inout JSONReader) throws(FieldFault) {
        do throws(JSONError) {
            guard try reader.peek() == .object else {
                self = .plain(try reader.string())
                return
            }
            var all: [Tagged] = []
            try reader.enterObject()
            while let key = try reader.nextKey() {
                all.append(Tagged(language: try key.string(), text: try reader.string()))
            }
            self = .tagged(all)
        } catch {
            throw FieldFault(json: error)
        }
    }
}
