import CanonicalJSON

/// The changes that do not fit where the order of announcement puts them, and that a `known` view is without.
enum LeftOut {
    /// Names those of a reply on standard error.
    static func tell(_ reply: JSONObject) {
        for item in reply["leftOut"]?.arrayValue ?? [] {
            let (position, change) = (item["position"]?.integerValue ?? 0, item["change"]?.integerValue ?? 0)
            let (event, message) = (item["event"]?.stringValue ?? "", item["message"]?.stringValue ?? "")
            StandardError.write("left out: position \(position), changes[\(change)] of \(event): \(message)".printable)
        }
    }
}
