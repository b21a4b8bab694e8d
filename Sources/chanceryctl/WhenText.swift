import CanonicalJSON
import Chancery

/// The `when` of an event as people write it: "16–17 Dec 2024", "27 Jan 2025 10:00–12:00 Asia/Tokyo".
///
/// What is not understood is shown as it came.
enum WhenText {
    /// The day, days or times; of a repeating event the first.
    static func text(_ when: JSONValue?) -> String {
        guard let when else { return "" }
        return When(json: when)?.text ?? String(decoding: when.canonicalBytes, as: UTF8.self)
    }

    /// How the event repeats; empty where it does not.
    static func repetition(_ when: JSONValue?) -> [String] {
        var lines: [String] = []
        if let rule = when?["repeat"]?.stringValue { lines.append("repeats by \(rule)") }
        for (key, word) in [("except", "except"), ("also", "and also")] {
            if let starts = when?[key]?.arrayValue, !starts.isEmpty {
                lines.append("\(word) \(starts.map { moment($0.stringValue ?? "") }.joined(separator: ", "))")
            }
        }
        return lines
    }

    /// A day or a wall-clock time: "14 Apr 2025", "14 Apr 2025 10:00".
    static func moment(_ text: String) -> String { OccurrenceID(text)?.text ?? text }
}
