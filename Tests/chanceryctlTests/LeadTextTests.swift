import Testing

@testable import chanceryctl

@Suite struct LeadTextTests {
    @Test(
        "a lead time is written as people say it",
        arguments: [
            ("P1D", nil, true, "the day before"), ("P1D", "09:00", true, "the day before"),
            ("P7D", nil, false, "7 days before"), ("P2W", nil, true, "14 days before"),
            ("PT1H", nil, false, "1 hour before"),
            ("PT90M", nil, false, "1 hour 30 minutes before"), ("P1DT1S", nil, false, "1 day 1 second before"),
            ("P0D", "08:00", true, "on the day"), ("PT0S", nil, false, "at the start"),
            ("PT0S", nil, true, "on the day"),
            ("soon", nil, true, "soon"),
        ] as [(String, String?, Bool, String)])
    func text(before: String, at: String?, isDay: Bool, text: String) {
        #expect(LeadText.text(before: before, at: at, isDay: isDay) == text)
    }
}
