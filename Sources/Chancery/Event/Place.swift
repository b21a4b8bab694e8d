internal import CanonicalJSON

/// Where an event takes place; every part may be absent.
package struct Place: Hashable, Sendable {
    package var name: String?
    package var city: String?
    /// ISO 3166-1 alpha-2.
    package var country: String?
    /// An IANA time zone: in which "09:00 of the place" is meant.
    package var zone: String?
    /// A `geo:` URI (RFC 5870).
    package var geo: String?

    package init(
        name: String? = nil, city: String? = nil, country: String? = nil, zone: String? = nil, geo: String? = nil
    ) {
        (self.name, self.city, self.country, self.zone, self.geo) = (name, city, country, zone, geo)
    }

    init(reading reader: inout JSONReader, isDraft: Bool) throws(FieldFault) {
        try reader.object { (key, reader) throws(FieldFault) in
            switch key {
            case "name": name = try reader.string(of: "name")
            case "city": city = try reader.string(of: "city")
            case "country": country = try reader.string(of: "country")
            case "zone": zone = try reader.string(of: "zone")
            case "geo": geo = try reader.string(of: "geo")
            default: try reader.unknown(key, isDraft: isDraft)
            }
        }
    }

    /// The place in one line: `Ray Garden, Osaka, JP`.
    package var line: String { [name, city, country].compactMap(\.self).joined(separator: ", ") }

    /// Latitude and longitude in degrees, as the `geo:` URI writes them; nil where it does not begin with two decimal
    /// numbers within ±90 and ±180.
    package var coordinates: (latitude: String, longitude: String)? {
        guard let geo, geo.hasPrefix("geo:") else { return nil }
        let parts = geo.dropFirst(4).prefix { $0 != ";" }.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { "+-.0123456789".utf8.contains($0) } }),
            let latitude = Double(parts[0]), let longitude = Double(parts[1]), abs(latitude) <= 90,
            abs(longitude) <= 180
        else { return nil }
        return (String(parts[0]), String(parts[1]))
    }
}
