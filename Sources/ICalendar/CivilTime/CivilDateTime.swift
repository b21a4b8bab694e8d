/// A date and the wall-clock time of that day to the second, with no zone: what a clock shows, not an instant.
///
/// It is a number of seconds in eight bytes, counted as though every day had 86 400 of them.
public struct CivilDateTime: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00, as though the time were UTC; negative before.
    public let secondsSinceEpoch: Int64

    static let secondsPerDay: Int64 = 86_400

    /// 0001-01-01T00:00:00 and 9999-12-31T23:59:59 as seconds since 1970-01-01T00:00.
    static let validSeconds: ClosedRange<Int64> =
        Int64(CivilDate.validDays.lowerBound) * secondsPerDay...(Int64(CivilDate.validDays.upperBound) + 1)
        * secondsPerDay - 1

    /// For seconds known to be in `validSeconds`.
    init(validSeconds seconds: Int64) {
        assert(Self.validSeconds.contains(seconds))
        secondsSinceEpoch = seconds
    }

    /// nil outside the years 1 to 9999.
    public init?(secondsSinceEpoch: Int64) {
        guard Self.validSeconds.contains(secondsSinceEpoch) else { return nil }
        self.init(validSeconds: secondsSinceEpoch)
    }

    /// nil unless `secondOfDay` is in 0..<86400.
    public init?(date: CivilDate, secondOfDay: Int) {
        guard 0..<Int(Self.secondsPerDay) ~= secondOfDay else { return nil }
        self.init(validSeconds: Int64(date.daysSinceEpoch) * Self.secondsPerDay + Int64(secondOfDay))
    }

    /// Midnight, the beginning of the date.
    public init(date: CivilDate) {
        self.init(validSeconds: Int64(date.daysSinceEpoch) * Self.secondsPerDay)
    }

    /// Days since 1970-01-01, rounded down.
    var daysSinceEpoch: Int { Int((secondsSinceEpoch - Int64(secondOfDay)) / Self.secondsPerDay) }

    /// The date alone.
    public var date: CivilDate { CivilDate(validDays: daysSinceEpoch) }

    /// Seconds since midnight on the clock: 0..<86400.
    public var secondOfDay: Int {
        let remainder = Int(secondsSinceEpoch % Self.secondsPerDay)
        return remainder < 0 ? remainder + Int(Self.secondsPerDay) : remainder
    }

    /// 0 to 23.
    public var hour: Int { secondOfDay / 3600 }

    /// 0 to 59.
    public var minute: Int { secondOfDay / 60 % 60 }

    /// 0 to 59; there are no leap seconds here.
    public var second: Int { secondOfDay % 60 }

    /// The earlier one is the lesser.
    public static func < (left: CivilDateTime, right: CivilDateTime) -> Bool {
        left.secondsSinceEpoch < right.secondsSinceEpoch
    }
}

// MARK: Text

extension CivilDateTime {
    /// Reads the extended form of ISO 8601 to the minute or the second, "2025-01-27T10:00" or
    /// "2025-01-27T10:00:30", and nothing else.
    @inlinable
    public init?(iso text: some StringProtocol) {
        guard let time = text.withUTF8Bytes({ CivilDateTime(iso: $0) }) else { return nil }
        self = time
    }

    @usableFromInline
    init?(iso bytes: Span<UInt8>) {
        guard
            bytes.count == 16 || bytes.count == 19 && bytes.has(":", at: 16),
            bytes.has("T", at: 10), bytes.has(":", at: 13),
            let date = CivilDate(iso: bytes), let hour = bytes.number(11..<13), let minute = bytes.number(14..<16),
            let second = bytes.count == 16 ? 0 : bytes.number(17..<19)
        else { return nil }
        self.init(date: date, hour: hour, minute: minute, second: second)
    }

    /// Reads the local DATE-TIME of RFC 5545 section 3.3.5, "20250127T100000", and nothing else. The leap second 60
    /// is read as 59, as section 3.3.12 asks of those who keep no leap seconds.
    public init?(basic text: some StringProtocol) {
        let parsed = text.withUTF8Bytes { bytes -> CivilDateTime? in
            guard
                bytes.count == 15, bytes.has("T", at: 8),
                let date = CivilDate(basic: bytes), let hour = bytes.number(9..<11),
                let minute = bytes.number(11..<13), let second = bytes.number(13..<15)
            else { return nil }
            return CivilDateTime(date: date, hour: hour, minute: minute, second: second == 60 ? 59 : second)
        }
        guard let parsed else { return nil }
        self = parsed
    }

    private init?(date: CivilDate, hour: Int, minute: Int, second: Int) {
        guard 0...23 ~= hour, 0...59 ~= minute, 0...59 ~= second else { return nil }
        self.init(date: date, secondOfDay: hour * 3600 + minute * 60 + second)
    }

    /// The extended form of ISO 8601, with the seconds only when they are not 0: "2025-01-27T10:00".
    public var description: String {
        let time = secondOfDay
        return FixedWidthWriter.text(capacity: time % 60 == 0 ? 16 : 19) {
            $0.write(date, separator: "-")
            $0.write("T")
            $0.write(time / 3600, width: 2)
            $0.write(":")
            $0.write(time / 60 % 60, width: 2)
            if time % 60 != 0 {
                $0.write(":")
                $0.write(time % 60, width: 2)
            }
        }
    }

    /// The local DATE-TIME of RFC 5545 section 3.3.5: "20250127T100000".
    public var basic: String {
        let time = secondOfDay
        return FixedWidthWriter.text(capacity: 15) {
            $0.write(date, separator: nil)
            $0.write("T")
            $0.write(time / 3600, width: 2)
            $0.write(time / 60 % 60, width: 2)
            $0.write(time % 60, width: 2)
        }
    }
}
