/// A value of a property, decoded by its type (RFC 5545, section 3.3).
public enum Value: Hashable, Sendable {
    /// BINARY: the octets that were encoded in BASE64.
    case binary([UInt8])
    /// BOOLEAN
    case boolean(Bool)
    /// CAL-ADDRESS: a URI, mostly `mailto:`.
    case calendarAddress(String)
    /// DATE
    case date(CivilDate)
    /// DATE-TIME: in UTC, or on the clocks of the zone that the property names with TZID, or of any place.
    case dateTime(CivilDateTime, isUTC: Bool)
    /// DURATION
    case duration(CalendarDuration)
    /// FLOAT: one that is not finite is written as 0.
    case float(Double)
    /// INTEGER: of 32 bits when it is read, and when it is written whatever it is.
    case integer(Int)
    /// PERIOD
    case period(CalendarPeriod)
    /// RECUR
    case recurrence(RecurrenceRule)
    /// TEXT: decoded, with LF for a line break.
    case text(String)
    /// TIME: in seconds since midnight; beyond the day it is written as the nearest.
    case time(secondOfDay: Int, isUTC: Bool)
    /// URI
    case uri(String)
    /// UTC-OFFSET: seconds, positive east of Greenwich; a day or more is written as just less.
    case utcOffset(Int)
    /// Of a type that is not known, as it stands in the file.
    case unknown(String, ValueType)
    /// The parts of a value that has several, between semicolons: the numbers of GEO, the texts of REQUEST-STATUS.
    case structured([Value])

    /// What it is called in a VALUE parameter; of a structured value, that of its parts.
    public var type: ValueType {
        switch self {
        case .binary: .binary
        case .boolean: .boolean
        case .calendarAddress: .calendarAddress
        case .date: .date
        case .dateTime: .dateTime
        case .duration: .duration
        case .float: .float
        case .integer: .integer
        case .period: .period
        case .recurrence: .recurrence
        case .text: .text
        case .time: .time
        case .uri: .uri
        case .utcOffset: .utcOffset
        case .unknown(_, let type): type
        case .structured(let parts): parts.first?.type ?? .text
        }
    }
}

/// A PERIOD (RFC 5545, section 3.3.9): `19970101T180000Z/PT5H30M`. Its start is not after its end.
public struct CalendarPeriod: Hashable, Sendable {
    /// How the end is given.
    public enum End: Hashable, Sendable {
        /// As a time, of the same kind as the start.
        case time(CivilDateTime)
        /// As the length, which is not negative.
        case duration(CalendarDuration)
    }

    /// When it begins.
    public let start: CivilDateTime
    /// When it ends.
    public let end: End
    /// Whether its times are in UTC.
    public let isUTC: Bool

    /// `nil` if it would end before its start.
    public init?(start: CivilDateTime, end: End, isUTC: Bool) {
        switch end {
        case .time(let time) where time < start: return nil
        case .duration(let duration) where duration.days < 0 || duration.seconds < 0: return nil
        default: break
        }
        self.start = start
        self.end = end
        self.isUTC = isUTC
    }
}
