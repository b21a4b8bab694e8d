internal import TimeZoneDatabase

/// When something begins or ends, as a calendar says it (RFC 5545, sections 3.3.4 and 3.3.5).
public enum CalendarTime: Hashable, Sendable, CustomStringConvertible {
    /// A DATE: a whole day, wherever one is. As an end, the first day after.
    case date(CivilDate)
    /// A DATE-TIME that every place has on its own clocks.
    case floating(CivilDateTime)
    /// A DATE-TIME in UTC.
    case utc(CivilDateTime)
    /// A DATE-TIME on the clocks of a zone, which has the name that TZID gives it in the calendar.
    case local(CivilDateTime, timeZone: String)

    /// What the clock shows; midnight of a date.
    public var clockTime: CivilDateTime {
        switch self {
        case .date(let date): CivilDateTime(date: date)
        case .floating(let time), .utc(let time), .local(let time, timeZone: _): time
        }
    }

    /// As ISO 8601 has it, with the zone: `2025-01-27`, `2025-01-27T10:00`, `2025-01-27T10:00Z`,
    /// `2025-01-27T10:00[Asia/Tokyo]`.
    public var description: String {
        switch self {
        case .date(let date): "\(date)"
        case .floating(let time): "\(time)"
        case .utc(let time): "\(time)Z"
        case .local(let time, let timeZone): "\(time)[\(timeZone)]"
        }
    }
}

/// The clocks that a time is read on. Times on the clock face are seconds since 1970-01-01T00:00 there, and those of
/// dates are midnights.
struct Clock: Sendable {
    enum Kind: Hashable {
        case date, floating, utc
        case local(timeZone: String)
    }

    let kind: Kind
    /// Of dates and floating times, the zone of whoever asks.
    let zone: any LocalTimeRules

    /// Whether its times are instants whoever asks.
    var isAbsolute: Bool { kind != .date && kind != .floating }

    /// nil outside the years 1 to 9999.
    func time(at face: Int64) -> CalendarTime? {
        guard let time = CivilDateTime(secondsSinceEpoch: face) else { return nil }
        return switch kind {
        case .date: .date(time.date)
        case .floating: .floating(time)
        case .utc: .utc(time)
        case .local(let timeZone): .local(time, timeZone: timeZone)
        }
    }

    /// What the clock shows at an instant.
    func face(at instant: Int64) -> Int64 { instant + Int64(zone.seconds(atUTC: instant)) }

    /// What the clock shows at a moment; where that is read on the same clock, as it is given.
    func face(of moment: Moment) -> Int64 { moment.clock.kind == kind ? moment.face : face(at: moment.instant) }

    func instant(at face: Int64) -> Int64 { zone.resolve(local: face).utc }

    /// A span of the clock face that all times of the instants are in, those in a gap included. It is as short as can
    /// be where clocks are not changed near its ends.
    func faces(of instants: Range<Int64>) -> Range<Int64> {
        // Offsets are below 26 hours, so two differ by less than twice that.
        let reach: Int64 = 26 * 3600
        func offset(at instant: Int64) -> Int64? {
            let period = zone.period(atUTC: instant)
            let isSteady = period.start <= instant - 2 * reach && instant + 2 * reach <= period.end
            return isSteady ? Int64(period.seconds) : nil
        }
        let lower = instants.lowerBound + (offset(at: instants.lowerBound) ?? -reach)
        let upper = instants.upperBound + (offset(at: instants.upperBound) ?? reach)
        return lower..<max(lower, upper)
    }
}

/// A time on a clock, and the instant that it is.
struct Moment: Sendable {
    let clock: Clock
    let face: Int64
    let instant: Int64

    /// In a gap or where clocks show a time twice, the instant is that of RFC 5545, section 3.3.5.
    init(_ clock: Clock, face: Int64) {
        self.init(clock, face: face, instant: clock.instant(at: face))
    }

    init(_ clock: Clock, instant: Int64) {
        self.init(clock, face: clock.face(at: instant), instant: instant)
    }

    init(_ clock: Clock, face: Int64, instant: Int64) {
        self.clock = clock
        self.face = face
        self.instant = instant
    }

    var time: CalendarTime? { clock.time(at: face) }
}

/// How long something takes: first so many seconds on the clock face, then so many between instants.
struct Length: Hashable {
    let onFace: Int64
    let between: Int64

    static let none = Length(onFace: 0, between: 0)
    static let day = Length(onFace: 86_400, between: 0)

    /// From the year 1 to 9999 it is less, in seconds.
    private static let limit = 1 << 39

    private init(onFace: Int64, between: Int64) {
        self.onFace = onFace
        self.between = between
    }

    /// Days on the calendar and then an exact time; of dates and floating times, all on the clock face.
    init(_ duration: CalendarDuration, on clock: Clock) {
        let days = Int64(min(duration.days, Self.limit / 86_400)) * 86_400
        let seconds = Int64(min(duration.seconds, Self.limit))
        self = clock.isAbsolute ? Length(onFace: days, between: seconds) : Length(onFace: days + seconds, between: 0)
    }

    /// The exact time from one moment to another; nil if that is before.
    init?(from start: Moment, to end: Moment) {
        if start.clock.isAbsolute {
            self.init(onFace: 0, between: end.instant - start.instant)
        } else {
            self.init(onFace: end.face - start.face, between: 0)
        }
        guard onFace >= 0, between >= 0 else { return nil }
    }

    /// One that none of these is longer than.
    init(atLeast lengths: [Length]) {
        onFace = lengths.reduce(0) { max($0, $1.onFace) }
        between = lengths.reduce(0) { max($0, $1.between) }
    }

    /// The end of what begins at `start`, read on `clock`. It is not before the start, nor after the year 9999.
    func end(after start: Moment, on clock: Clock) -> Moment {
        var end = start
        if onFace > 0 { end = Moment(start.clock, face: start.face + onFace) }
        if between > 0 { end = Moment(clock, instant: end.instant + between) }
        guard end.time != nil else { return Moment(start.clock, face: CivilDateTime.validSeconds.upperBound) }
        // Where the date line moves, the next day can be an earlier instant.
        return end.instant < start.instant ? start : end
    }
}

extension Int64 {
    /// Of a time on the clock face, the beginning of its day.
    var midnight: Int64 {
        let second = self % 86_400
        return self - (second < 0 ? second + 86_400 : second)
    }
}
