import ChanceryServer
import EventLog
import Testing

@Suite("Viewpoint")
struct ViewpointTests {
    @Test(
        "a position, a time or a date says from where to look; a date counts to its end",
        arguments: [
            (nil, nil, Viewpoint.now),
            ("42", nil, .position(42)),
            ("2025-03-01T00:00Z", nil, .asOf(Timestamp(milliseconds: 1_740_787_200_000))),
            ("2025-03-01", nil, .asOf(Timestamp(milliseconds: 1_740_873_599_999))),
            ("2025-03-01T00:00:00.250Z", nil, .asOf(Timestamp(milliseconds: 1_740_787_200_250))),
            (nil, "2025-03-01T12:30:15Z", .known(Timestamp(milliseconds: 1_740_832_215_000))),
            (nil, "2025-03-01", .known(Timestamp(milliseconds: 1_740_873_599_999))),
        ] as [(String?, String?, Viewpoint)])
    func forms(asOf: String?, known: String?, expected: Viewpoint) throws {
        #expect(try Viewpoint(asOf: asOf, known: known) == expected)
    }

    @Test(
        "anything else is refused",
        arguments: [
            ("1", "2025-03-01", "known"), ("yesterday", nil, "asof"), ("-1", nil, "asof"), ("99999999999", nil, "asof"),
            ("2025-02-30", nil, "asof"), ("2025-03-01T00:00+09:00", nil, "asof"), (nil, "7", "known"),
            (nil, "", "known"),
        ] as [(String?, String?, String)])
    func faults(asOf: String?, known: String?, parameter: String) throws {
        let error = #expect(throws: InvalidViewpoint.self) { try Viewpoint(asOf: asOf, known: known) }
        #expect(error?.parameter == parameter)
    }
}
