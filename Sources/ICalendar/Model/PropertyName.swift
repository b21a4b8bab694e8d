/// The name of a property, such as `DTSTART`.
public typealias PropertyName = Token<Property>

/// RFC 5545, section 3.7: calendar properties.
extension PropertyName {
    /// `CALSCALE`
    public static var calscale: Self { Self(canonical: "CALSCALE") }
    /// `METHOD`
    public static var method: Self { Self(canonical: "METHOD") }
    /// `PRODID`
    public static var prodid: Self { Self(canonical: "PRODID") }
    /// `VERSION`
    public static var version: Self { Self(canonical: "VERSION") }
}

/// RFC 5545, section 3.8: component properties.
extension PropertyName {
    /// `ACTION`
    public static var action: Self { Self(canonical: "ACTION") }
    /// `ATTACH`
    public static var attach: Self { Self(canonical: "ATTACH") }
    /// `ATTENDEE`
    public static var attendee: Self { Self(canonical: "ATTENDEE") }
    /// `CATEGORIES`
    public static var categories: Self { Self(canonical: "CATEGORIES") }
    /// `CLASS`
    public static var `class`: Self { Self(canonical: "CLASS") }
    /// `COMMENT`
    public static var comment: Self { Self(canonical: "COMMENT") }
    /// `COMPLETED`
    public static var completed: Self { Self(canonical: "COMPLETED") }
    /// `CONTACT`
    public static var contact: Self { Self(canonical: "CONTACT") }
    /// `CREATED`
    public static var created: Self { Self(canonical: "CREATED") }
    /// `DESCRIPTION`
    public static var description: Self { Self(canonical: "DESCRIPTION") }
    /// `DTEND`
    public static var dtend: Self { Self(canonical: "DTEND") }
    /// `DTSTAMP`
    public static var dtstamp: Self { Self(canonical: "DTSTAMP") }
    /// `DTSTART`
    public static var dtstart: Self { Self(canonical: "DTSTART") }
    /// `DUE`
    public static var due: Self { Self(canonical: "DUE") }
    /// `DURATION`
    public static var duration: Self { Self(canonical: "DURATION") }
    /// `EXDATE`
    public static var exdate: Self { Self(canonical: "EXDATE") }
    /// `EXRULE`, of RFC 2445
    public static var exrule: Self { Self(canonical: "EXRULE") }
    /// `FREEBUSY`
    public static var freebusy: Self { Self(canonical: "FREEBUSY") }
    /// `GEO`
    public static var geo: Self { Self(canonical: "GEO") }
    /// `LAST-MODIFIED`
    public static var lastModified: Self { Self(canonical: "LAST-MODIFIED") }
    /// `LOCATION`
    public static var location: Self { Self(canonical: "LOCATION") }
    /// `ORGANIZER`
    public static var organizer: Self { Self(canonical: "ORGANIZER") }
    /// `PERCENT-COMPLETE`
    public static var percentComplete: Self { Self(canonical: "PERCENT-COMPLETE") }
    /// `PRIORITY`
    public static var priority: Self { Self(canonical: "PRIORITY") }
    /// `RDATE`
    public static var rdate: Self { Self(canonical: "RDATE") }
    /// `RECURRENCE-ID`
    public static var recurrenceID: Self { Self(canonical: "RECURRENCE-ID") }
    /// `RELATED-TO`
    public static var relatedTo: Self { Self(canonical: "RELATED-TO") }
    /// `REQUEST-STATUS`
    public static var requestStatus: Self { Self(canonical: "REQUEST-STATUS") }
    /// `RESOURCES`
    public static var resources: Self { Self(canonical: "RESOURCES") }
    /// `RRULE`
    public static var rrule: Self { Self(canonical: "RRULE") }
    /// `SEQUENCE`
    public static var sequence: Self { Self(canonical: "SEQUENCE") }
    /// `STATUS`
    public static var status: Self { Self(canonical: "STATUS") }
    /// `SUMMARY`
    public static var summary: Self { Self(canonical: "SUMMARY") }
    /// `TRANSP`
    public static var transp: Self { Self(canonical: "TRANSP") }
    /// `TRIGGER`
    public static var trigger: Self { Self(canonical: "TRIGGER") }
    /// `TZID`
    public static var tzid: Self { Self(canonical: "TZID") }
    /// `TZNAME`
    public static var tzname: Self { Self(canonical: "TZNAME") }
    /// `TZOFFSETFROM`
    public static var tzoffsetfrom: Self { Self(canonical: "TZOFFSETFROM") }
    /// `TZOFFSETTO`
    public static var tzoffsetto: Self { Self(canonical: "TZOFFSETTO") }
    /// `UID`
    public static var uid: Self { Self(canonical: "UID") }
    /// `URL`
    public static var url: Self { Self(canonical: "URL") }
}

/// RFC 7986: calendar properties, with the older names that clients read.
extension PropertyName {
    /// `COLOR`
    public static var color: Self { Self(canonical: "COLOR") }
    /// `IMAGE`
    public static var image: Self { Self(canonical: "IMAGE") }
    /// `NAME`
    public static var name: Self { Self(canonical: "NAME") }
    /// `REFRESH-INTERVAL`
    public static var refreshInterval: Self { Self(canonical: "REFRESH-INTERVAL") }
    /// `SOURCE`
    public static var source: Self { Self(canonical: "SOURCE") }
    /// `X-PUBLISHED-TTL`, the older `REFRESH-INTERVAL`
    public static var xPublishedTTL: Self { Self(canonical: "X-PUBLISHED-TTL") }
    /// `X-WR-CALDESC`, the older `DESCRIPTION`
    public static var xWRCalDesc: Self { Self(canonical: "X-WR-CALDESC") }
    /// `X-WR-CALNAME`, the older `NAME`
    public static var xWRCalName: Self { Self(canonical: "X-WR-CALNAME") }
    /// `X-WR-TIMEZONE`
    public static var xWRTimezone: Self { Self(canonical: "X-WR-TIMEZONE") }
}

/// RFC 9073 and RFC 9253: event publishing and relations.
extension PropertyName {
    /// `CALENDAR-ADDRESS`
    public static var calendarAddress: Self { Self(canonical: "CALENDAR-ADDRESS") }
    /// `CONCEPT`
    public static var concept: Self { Self(canonical: "CONCEPT") }
    /// `LINK`
    public static var link: Self { Self(canonical: "LINK") }
    /// `LOCATION-TYPE`
    public static var locationType: Self { Self(canonical: "LOCATION-TYPE") }
    /// `PARTICIPANT-TYPE`
    public static var participantType: Self { Self(canonical: "PARTICIPANT-TYPE") }
    /// `REFID`
    public static var refid: Self { Self(canonical: "REFID") }
    /// `STYLED-DESCRIPTION`
    public static var styledDescription: Self { Self(canonical: "STYLED-DESCRIPTION") }
}
