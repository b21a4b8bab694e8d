package import CanonicalJSON
package import TimeZoneDatabase

/// Changes that somebody wants to have recorded, checked as far as that can be done without a calendar:
/// ``Calendar/take(_:at:zones:)`` does the rest.
package struct Draft: Sendable {
    /// The canonical JSON array of all changes, as they came.
    package let canonicalBytes: [UInt8]
    /// The changes, up to the first that is wrong in itself.
    let changes: [Change]
    /// What is wrong with the change behind them.
    let rejection: Calendar.Rejection?

    /// - Parameters:
    ///   - values: the changes as they came.
    ///   - zones: the zone database that names of zones are looked up in.
    ///   - isOwn: whether the draft is the daemon's own; only then may it say `reminded`.
    package init(_ values: [JSONValue], zones: TimeZoneDatabase, isOwn: Bool = false) {
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        var changes: [Change] = []
        var rejection: Calendar.Rejection?
        if !(1...Limit.changes).contains(values.count) {
            rejection = Calendar.Rejection(
                change: 0, event: nil,
                fault: FieldFault(
                    values.isEmpty ? .missingField : .tooLong,
                    "expected 1 to \(Limit.changes) changes, not \(values.count)"))
        }
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            let canonical = value.canonicalBytes
            bytes.append(contentsOf: canonical)
            guard rejection == nil else { continue }
            do throws(FieldFault) {
                guard case .object = value else {
                    throw FieldFault(.invalidValue, "expected an object, not \(value.kindName)")
                }
                changes.append(try Self.change(canonical, zones: zones, isOwn: isOwn))
            } catch {
                rejection = Calendar.Rejection(change: index, event: value["event"]?.stringValue, fault: error)
            }
        }
        bytes.append(UInt8(ascii: "]"))
        (canonicalBytes, self.changes, self.rejection) = (bytes, changes, rejection)
    }

    private static func change(
        _ canonical: [UInt8], zones: TimeZoneDatabase, isOwn: Bool
    ) throws(FieldFault) -> Change {
        let change = try canonical.withUnsafeBufferPointer { (bytes) throws(FieldFault) in
            var reader = JSONReader(bytes)
            return try Change(reading: &reader, isDraft: true)
        }
        if case .reminded = change.fact, !isOwn {
            throw FieldFault(.invalidValue, "only the daemon itself records reminders", at: ["type"])
        }
        try change.validate(zones: zones)
        return change
    }
}
