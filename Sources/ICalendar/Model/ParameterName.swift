/// The name of a parameter, such as `TZID`.
public typealias ParameterName = Token<Parameter>

/// RFC 5545, section 3.2, and those of RFC 7986, RFC 9073 and RFC 9253.
extension ParameterName {
    /// `ALTREP`
    public static var altrep: Self { Self(canonical: "ALTREP") }
    /// `CN`
    public static var cn: Self { Self(canonical: "CN") }
    /// `CUTYPE`
    public static var cutype: Self { Self(canonical: "CUTYPE") }
    /// `DERIVED`
    public static var derived: Self { Self(canonical: "DERIVED") }
    /// `DISPLAY`
    public static var display: Self { Self(canonical: "DISPLAY") }
    /// `ENCODING`
    public static var encoding: Self { Self(canonical: "ENCODING") }
    /// `FMTTYPE`
    public static var fmttype: Self { Self(canonical: "FMTTYPE") }
    /// `LABEL`
    public static var label: Self { Self(canonical: "LABEL") }
    /// `LANGUAGE`
    public static var language: Self { Self(canonical: "LANGUAGE") }
    /// `LINKREL`
    public static var linkrel: Self { Self(canonical: "LINKREL") }
    /// `ORDER`
    public static var order: Self { Self(canonical: "ORDER") }
    /// `PARTSTAT`
    public static var partstat: Self { Self(canonical: "PARTSTAT") }
    /// `RANGE`
    public static var range: Self { Self(canonical: "RANGE") }
    /// `RELATED`
    public static var related: Self { Self(canonical: "RELATED") }
    /// `RELTYPE`
    public static var reltype: Self { Self(canonical: "RELTYPE") }
    /// `ROLE`
    public static var role: Self { Self(canonical: "ROLE") }
    /// `TZID`
    public static var tzid: Self { Self(canonical: "TZID") }
    /// `VALUE`
    public static var value: Self { Self(canonical: "VALUE") }
}
