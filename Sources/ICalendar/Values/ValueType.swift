/// The name of a value type (RFC 5545, section 3.2.20), such as `DATE-TIME`.
public typealias ValueType = Token<Value>

extension ValueType {
    /// `BINARY`
    public static var binary: Self { Self(canonical: "BINARY") }
    /// `BOOLEAN`
    public static var boolean: Self { Self(canonical: "BOOLEAN") }
    /// `CAL-ADDRESS`
    public static var calendarAddress: Self { Self(canonical: "CAL-ADDRESS") }
    /// `DATE`
    public static var date: Self { Self(canonical: "DATE") }
    /// `DATE-TIME`
    public static var dateTime: Self { Self(canonical: "DATE-TIME") }
    /// `DURATION`
    public static var duration: Self { Self(canonical: "DURATION") }
    /// `FLOAT`
    public static var float: Self { Self(canonical: "FLOAT") }
    /// `INTEGER`
    public static var integer: Self { Self(canonical: "INTEGER") }
    /// `PERIOD`
    public static var period: Self { Self(canonical: "PERIOD") }
    /// `RECUR`
    public static var recurrence: Self { Self(canonical: "RECUR") }
    /// `TEXT`
    public static var text: Self { Self(canonical: "TEXT") }
    /// `TIME`
    public static var time: Self { Self(canonical: "TIME") }
    /// `URI`
    public static var uri: Self { Self(canonical: "URI") }
    /// `UTC-OFFSET`
    public static var utcOffset: Self { Self(canonical: "UTC-OFFSET") }
    /// `UNKNOWN`: of a property that no RFC known here defines, and that does not say (RFC 7265, section 5).
    public static var unknown: Self { Self(canonical: "UNKNOWN") }
}

extension PropertyName {
    /// The type of the values where no VALUE parameter names one; `UNKNOWN` for properties not of RFC 5545, 7808, 7953,
    /// 7986, 9073, 9074 or 9253, and for those of them that must have the parameter, as IMAGE.
    public var defaultType: ValueType { Self.defaultTypes[text] ?? .unknown }

    /// Whether a value of this type is a list with commas between its parts: where the property is one of lists, and
    /// where nothing is known of the property and one value of the type has no comma.
    func isList(of type: ValueType) -> Bool {
        switch self {
        case .categories, .exdate, .freebusy, .locationType, .rdate, .resources: return true
        default: break
        }
        guard defaultType == .unknown else { return false }
        return switch type {
        case .binary, .boolean, .date, .dateTime, .duration, .float, .integer, .period, .time, .utcOffset: true
        default: false
        }
    }

    /// How many parts a value has, with semicolons between them; nil where it has none.
    var parts: ClosedRange<Int>? { self == .geo ? 2...2 : self == .requestStatus ? 2...3 : nil }

    private static let defaultTypes: [String: ValueType] = {
        let byType: [ValueType: String] = [
            .calendarAddress: "ATTENDEE CALENDAR-ADDRESS ORGANIZER",
            .dateTime:
                "ACKNOWLEDGED COMPLETED CREATED DTEND DTSTAMP DTSTART DUE EXDATE LAST-MODIFIED RDATE RECURRENCE-ID TZUNTIL",
            .duration: "DURATION TRIGGER",
            .float: "GEO",
            .integer: "PERCENT-COMPLETE PRIORITY REPEAT SEQUENCE",
            .period: "FREEBUSY",
            .recurrence: "EXRULE RRULE",
            .text: """
            ACTION BUSYTYPE CALSCALE CATEGORIES CLASS COLOR COMMENT CONTACT DESCRIPTION LOCATION LOCATION-TYPE METHOD \
            NAME PARTICIPANT-TYPE PRODID PROXIMITY REFID RELATED-TO REQUEST-STATUS RESOURCE-TYPE RESOURCES STATUS \
            SUMMARY TRANSP TZID TZID-ALIAS-OF TZNAME UID VERSION
            """,
            .uri: "ATTACH CONCEPT SOURCE TZURL URL",
            .utcOffset: "TZOFFSETFROM TZOFFSETTO",
        ]
        return Dictionary(
            byType.flatMap { type, names in names.split(separator: " ").map { (String($0), type) } },
            uniquingKeysWith: { first, _ in first })
    }()
}
