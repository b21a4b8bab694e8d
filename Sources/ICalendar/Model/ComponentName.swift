/// The name of a component, such as `VEVENT`.
public typealias ComponentName = Token<Component>

/// RFC 5545, section 3.6, and RFC 9073.
extension ComponentName {
    /// `VALARM`
    public static var alarm: Self { Self(canonical: "VALARM") }
    /// `VCALENDAR`
    public static var calendar: Self { Self(canonical: "VCALENDAR") }
    /// `DAYLIGHT`
    public static var daylight: Self { Self(canonical: "DAYLIGHT") }
    /// `VEVENT`
    public static var event: Self { Self(canonical: "VEVENT") }
    /// `VFREEBUSY`
    public static var freebusy: Self { Self(canonical: "VFREEBUSY") }
    /// `VJOURNAL`
    public static var journal: Self { Self(canonical: "VJOURNAL") }
    /// `VLOCATION`
    public static var location: Self { Self(canonical: "VLOCATION") }
    /// `PARTICIPANT`
    public static var participant: Self { Self(canonical: "PARTICIPANT") }
    /// `STANDARD`
    public static var standard: Self { Self(canonical: "STANDARD") }
    /// `VTIMEZONE`
    public static var timeZone: Self { Self(canonical: "VTIMEZONE") }
    /// `VTODO`
    public static var todo: Self { Self(canonical: "VTODO") }
}
