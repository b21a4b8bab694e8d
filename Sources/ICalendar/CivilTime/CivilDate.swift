/// A date of the proleptic Gregorian calendar from 0001-01-01 to 9999-12-31, with no time and no zone.
///
/// It is a day number in four bytes: to compare, add and subtract is integer arithmetic. The year, month and day are
/// worked out when asked for.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let days: Int32

    /// 0001-01-01 and 9999-12-31 as days since 1970-01-01.
    static let validDays = -719_162...2_932_896

    /// For day numbers known to be in `validDays`.
    init(validDays days: Int) {
        assert(Self.validDays.contains(days))
        self.days = Int32(truncatingIfNeeded: days)
    }

    /// The date so many days after (or, negative, before) 1970-01-01; nil outside the years 1 to 9999.
    public init?(daysSinceEpoch: Int) {
        guard Self.validDays.contains(daysSinceEpoch) else { return nil }
        self.init(validDays: daysSinceEpoch)
    }

    /// nil when there is no such day in the years 1 to 9999.
    public init?(year: Int, month: Int, day: Int) {
        guard
            1...9999 ~= year, 1...12 ~= month, day >= 1, day <= GregorianDay.daysInMonth(month, year: year)
        else { return nil }
        self.init(validDays: GregorianDay.number(year: year, month: month, day: day))
    }

    /// Days since 1970-01-01, negative before.
    public var daysSinceEpoch: Int { Int(days) }

    /// Year, month and day at the price of one.
    var components: (year: Int, month: Int, day: Int) { GregorianDay.date(daysSinceEpoch) }

    /// 1 to 9999.
    public var year: Int { components.year }

    /// 1 to 12.
    public var month: Int { components.month }

    /// 1 to 31.
    public var day: Int { components.day }

    /// The day of the week.
    public var weekday: Weekday { Weekday(rawValue: GregorianDay.weekday(daysSinceEpoch)) ?? .monday }

    /// The date so many days later or, negative, earlier; nil outside the years 1 to 9999.
    public func advanced(byDays count: Int) -> CivilDate? {
        let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(count)
        return overflow ? nil : CivilDate(daysSinceEpoch: sum)
    }

    /// Whether the year has a 29 February.
    public static func isLeap(_ year: Int) -> Bool { GregorianDay.isLeap(year) }

    /// The number of days in a month, 1 to 12; 0 when there is no such month.
    public static func daysInMonth(_ month: Int, year: Int) -> Int {
        1...12 ~= month ? GregorianDay.daysInMonth(month, year: year) : 0
    }

    /// The earlier one is the lesser.
    public static func < (left: CivilDate, right: CivilDate) -> Bool { left.days < right.days }
}

// MARK: Text

extension CivilDate {
    /// Reads the extended form of ISO 8601, "2025-04-14", and nothing else.
    @inlinable
    public init?(iso text: some StringProtocol) {
        guard let date = text.withUTF8Bytes({ $0.count == 10 ? CivilDate(iso: $0) : nil }) else { return nil }
        self = date
    }

    /// Reads the DATE of RFC 5545 section 3.3.4, "20250414", and nothing else.
    public init?(basic text: some StringProtocol) {
        guard let date = text.withUTF8Bytes({ $0.count == 8 ? CivilDate(basic: $0) : nil }) else { return nil }
        self = date
    }

    /// Reads "2025-04-14" from the first ten bytes.
    @usableFromInline
    init?(iso bytes: Span<UInt8>) {
        guard
            bytes.has("-", at: 4), bytes.has("-", at: 7),
            let year = bytes.number(0..<4), let month = bytes.number(5..<7), let day = bytes.number(8..<10)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Reads "20250414" from the first eight bytes.
    init?(basic bytes: Span<UInt8>) {
        guard
            let year = bytes.number(0..<4), let month = bytes.number(4..<6), let day = bytes.number(6..<8)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The extended form of ISO 8601: "2025-04-14".
    public var description: String {
        FixedWidthWriter.text(capacity: 10) { $0.write(self, separator: "-") }
    }

    /// The DATE of RFC 5545 section 3.3.4: "20250414".
    public var basic: String {
        FixedWidthWriter.text(capacity: 8) { $0.write(self, separator: nil) }
    }
}

extension FixedWidthWriter {
    mutating func write(_ date: CivilDate, separator: Unicode.Scalar?) {
        let (year, month, day) = date.components
        write(year, width: 4)
        if let separator { write(separator) }
        write(month, width: 2)
        if let separator { write(separator) }
        write(day, width: 2)
    }
}
