/// A day of the week. Monday is 0, as the week of ISO 8601 and the default WKST of RFC 5545 begin.
public enum Weekday: Int, CaseIterable, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// The two letters of RFC 5545 section 3.3.10 (`weekday`): "MO" to "SU".
    public var code: String {
        switch self {
        case .monday: "MO"
        case .tuesday: "TU"
        case .wednesday: "WE"
        case .thursday: "TH"
        case .friday: "FR"
        case .saturday: "SA"
        case .sunday: "SU"
        }
    }

    /// Reads "MO" to "SU" in either case; nil for anything else.
    public init?(code: some StringProtocol) {
        guard let weekday = Self.allCases.first(where: { code.isName($0.code) }) else { return nil }
        self = weekday
    }
}
