import Chancery
import Testing

@Suite struct LocalizedTextTests {
    @Test(
        "a text is that of the language, of its primary subtag, the English one, or the first",
        arguments: [
            (#"{"en":"E","en-GB":"G","ja":"J"}"#, "en-GB", "G"), (#"{"en":"E","en-GB":"G","ja":"J"}"#, "ja", "J"),
            (#"{"en":"E","ja":"J"}"#, "en-US", "E"), (#"{"en":"E","ja":"J"}"#, "ja-JP", "J"),
            (#"{"en-GB":"G","ja":"J"}"#, "en", "G"), (#"{"en-GB":"G","ja":"J"}"#, "en-US", "G"),
            (#"{"de":"D","en":"E"}"#, "fr", "E"), (#"{"ja":"J","de":"D"}"#, "fr", "D"),
            (#"{"zh-Hans":"S","zh-Hant":"T"}"#, "zh-Hant", "T"), (#""plain""#, "fr", "plain"),
        ])
    func fallback(json: String, language: String, text: String) throws {
        var ledger = Ledger()
        try ledger.append(scheduled("a", title: json))
        #expect(ledger.calendar["a"]?.event.title.text(in: language) == text)
    }
}

@Suite struct PlaceTests {
    @Test(
        "coordinates are the first two numbers of a geo URI",
        arguments: [
            ("geo:34.65,135.385", "34.65 135.385"), ("geo:-33.9,+151.2,58;crs=wgs84;u=35", "-33.9 +151.2"),
            ("geo:90,-180", "90 -180"), ("geo:90.1,0", nil), ("geo:0,180.1", nil), ("geo:1", nil), ("geo:1,2,3,4", nil),
            ("geo:1,,2", nil), ("geo:,", nil), ("geo:1 ,2", nil), ("geo:1e1,2", nil), ("geo:nan,0", nil),
            ("GEO:1,2", nil),
            ("1,2", nil), ("geo:--1,2", nil), ("geo:1.2.3,4", nil),
        ])
    func coordinates(geo: String, expected: String?) {
        #expect(Place(geo: geo).coordinates.map { "\($0.latitude) \($0.longitude)" } == expected)
    }

    @Test("a place is one line of what is known of it")
    func line() {
        #expect(Place(name: "Ray Garden", city: "Osaka", country: "JP").line == "Ray Garden, Osaka, JP")
        #expect(Place(country: "JP", zone: "Asia/Tokyo").line == "JP")
        #expect(Place(zone: "Asia/Tokyo").line == "")
    }
}
