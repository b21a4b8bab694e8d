import ICalendar
import TestSupport
import Testing

/// A file of `Corpus`: made for these tests, in the shape that one program writes, and what is to be found in it.
struct CorpusFile: Sendable, CustomTestStringConvertible {
    let name: String
    /// Whether it is as RFC 5545 wants it, as far as content lines and the nesting of components go.
    let isStrict: Bool
    /// What the lenient mode passes over.
    let faults: [String]
    /// The values that are not of their type.
    let valueErrors: [String]

    private init(_ name: String, isStrict: Bool, faults: [String] = [], valueErrors: [String] = []) {
        (self.name, self.isStrict, self.faults, self.valueErrors) = (name, isStrict, faults, valueErrors)
    }

    var testDescription: String { name }

    var bytes: [UInt8] {
        get throws { try fileContents("\(Self.directory)/\(name)") }
    }

    func read() throws -> [Component] { try Component.parseStream(bytes, mode: .lenient) }

    /// Found by where this file was compiled, so that no bundle has to be.
    static let directory = "/" + "\(#filePath)".split(separator: "/").dropLast(2).joined(separator: "/") + "/Corpus"

    static let all = [
        CorpusFile("apple-caldav-object.ics", isStrict: false),
        CorpusFile("apple-calendar-export.ics", isStrict: true),
        CorpusFile("apple-reminders.ics", isStrict: true),
        CorpusFile("evolution.ics", isStrict: true),
        CorpusFile(
            "exchange-broken.ics", isStrict: false,
            faults: [
                // A quotation mark within quotes, and a semicolon without any.
                "line 21: expected a colon before the value of ORGANIZER",
                "line 22: expected the name of a parameter of ATTENDEE, and =",
                // The rest of a text. Its next line looks like a property, and is read as one.
                "line 24: expected the name of a property",
                "line 41: expected the name of a property",
                "line 46: expected END:VALARM",
                "line 47: expected END:VCALENDAR",
                // The end of the file.
                "line 53: expected END:VEVENT",
                "line 53: expected END:VCALENDAR",
            ],
            valueErrors: [
                #"line 9: TZOFFSETFROM: expected a UTC-OFFSET such as +0900, not "+02:00""#,
                #"line 15: TZOFFSETFROM: expected a UTC-OFFSET such as +0900, not "-0000""#,
                #"line 28: DTSTART: expected a DATE such as 20250414, not "20250512T090000""#,
                #"line 30: RRULE: expected a RECUR (RRULE=: expected NAME=value between semicolons), not """#,
                """
                line 31: EXDATE: expected a DATE-TIME such as 20250127T100000 or 20250127T010000Z, not "20250519"
                """,
                #"line 32: DURATION: expected a DURATION such as P1D or -PT15M, not "P1H""#,
                """
                line 35: CREATED: expected a DATE-TIME such as 20250127T100000 or 20250127T010000Z, \
                not "0000-00-00T00:00:00Z"
                """,
                #"line 36: PRIORITY: expected an INTEGER of 32 bits, not "high""#,
                #"line 37: SEQUENCE: expected an INTEGER of 32 bits, not """#,
                #"line 39: GEO: expected 2 parts with semicolons between them, not "48.2082""#,
                #"line 44: TRIGGER: expected a DURATION such as P1D or -PT15M, not """#,
            ]),
        CorpusFile("exchange-request.ics", isStrict: true),
        CorpusFile("freebusy-reply.ics", isStrict: true),
        CorpusFile("google-export.ics", isStrict: true),
        CorpusFile("google-invitation.ics", isStrict: true),
        CorpusFile("groupware.ics", isStrict: false),
        CorpusFile("korganizer.ics", isStrict: true),
        CorpusFile(
            "modern.ics", isStrict: true,
            valueErrors: [
                // RFC 7529 is not supported.
                """
                line 84: RRULE: expected a RECUR (RSCALE=GREGORIAN: expected a rule part of RFC 5545 section 3.3.10), \
                not "FREQ=MONTHLY;BYDAY=1SA;RSCALE=GREGORIAN;SKIP=FORWARD"
                """
            ]),
        CorpusFile("nextcloud-calendar.ics", isStrict: true),
        CorpusFile("nextcloud-tasks.ics", isStrict: false),
        CorpusFile("office-published.ics", isStrict: true),
        CorpusFile(
            "old-telephone.ics", isStrict: false,
            faults: [
                // Lines after the soft line breaks of quoted-printable.
                "line 11: expected a colon before the value of DELEGATION",
                "line 12: expected the name of a parameter of DESCRIPTION, and =",
                "line 13: expected a colon before the value of HAUPTEINGANG",
            ],
            valueErrors: [
                """
                line 17: RRULE: expected a RECUR (RRULE=W1 MO 20081231T000000Z: expected NAME=value between \
                semicolons), not "W1 MO 20081231T000000Z"
                """,
                """
                line 18: EXDATE: expected a DATE-TIME such as 20250127T100000 or 20250127T010000Z, \
                not "20080519T090000Z;20080526T090000Z"
                """,
                """
                line 28: COMPLETED: expected a DATE-TIME such as 20250127T100000 or 20250127T010000Z, not ""
                """,
            ]),
        CorpusFile("outlook-desktop.ics", isStrict: true),
        CorpusFile("parameters.ics", isStrict: true),
        CorpusFile("script-lf.ics", isStrict: false),
        CorpusFile("scripts.ics", isStrict: true),
        CorpusFile(
            "stream-with-mail.ics", isStrict: false,
            faults: [
                "line 1: expected BEGIN of a component", "line 14: expected BEGIN of a component",
            ]),
        CorpusFile("stream.ics", isStrict: true),
        CorpusFile("thunderbird.ics", isStrict: true),
        CorpusFile("website-feed.ics", isStrict: false),
    ]
}
