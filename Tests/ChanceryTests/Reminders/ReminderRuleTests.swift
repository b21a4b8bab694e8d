import Chancery
import Testing

@Suite struct ReminderRuleTests {
    @Test(
        "a lead time is an RFC 5545 duration without a sign",
        arguments: [
            ("P7D", 7, 0), ("P1W", 7, 0), ("P0D", 0, 0), ("PT2H", 0, 7_200), ("PT30M", 0, 1_800), ("PT45S", 0, 45),
            ("P1DT2H30M", 1, 9_000), ("PT1H0M1S", 0, 3_601), ("PT0S", 0, 0), ("P3660D", 3_660, 0), ("P522W", 3_654, 0),
            ("PT87840H", 0, 316_224_000),
        ])
    func leadTime(text: String, days: Int, seconds: Int) throws {
        let rule = try #require(ReminderRule(before: text, at: nil))
        #expect(rule.before == text)
        #expect(rule.days == days)
        #expect(rule.seconds == seconds)
        #expect(rule.at == nil)
    }

    @Test(
        "what is none, or is longer than ten years, is refused",
        arguments: [
            "", "P", "PT", "7D", "p7d", "P7", "P-7D", "-P7D", "+P7D", "P7D ", " P7D", "P1M", "P1Y", "P1W2D", "P1D2W",
            "P1DT",
            "PT2H30", "PT30M2H", "P1.5D", "P٣D", "P3661D", "P523W", "PT87841H", "P9999999D", "PT999999999999999999999S",
        ])
    func refused(text: String) {
        #expect(ReminderRule(before: text, at: nil) == nil)
    }

    @Test(
        "a time of the day goes with whole days only",
        arguments: [
            ("P7D", "09:00", 32_400), ("P1W", "00:00", 0), ("P0D", "23:59", 86_340), ("PT2H", "09:00", nil),
            ("P1DT1S", "09:00", nil), ("P7D", "24:00", nil), ("P7D", "09:60", nil), ("P7D", "9:00", nil),
            ("P7D", "", nil),
            ("P7D", "09:00:00", nil), ("P7D", "0900", nil), ("P7D", "+9:00", nil), ("P7D", "٠٩:٠٠", nil),
        ])
    func timeOfDay(before: String, at: String, expected: Int?) {
        let rule = ReminderRule(before: before, at: at)
        #expect(rule?.at == expected)
        #expect((rule == nil) == (expected == nil))
    }
}
