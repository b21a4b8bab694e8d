import EventLog
import Testing

@Suite struct TimestampTests {
    @Test(
        "a moment is written in 24 characters, and read again",
        arguments: [
            ("1970-01-01T00:00:00.000Z", Int64(0)), ("1969-12-31T23:59:59.999Z", -1),
            ("2025-01-28T09:00:00.000Z", 1_738_054_800_000), ("2025-01-28T09:00:00.001Z", 1_738_054_800_001),
            ("2024-02-29T23:59:59.999Z", 1_709_251_199_999), ("2000-02-29T12:34:56.789Z", 951_827_696_789),
            ("1900-03-01T00:00:00.000Z", -2_203_891_200_000), ("0001-01-01T00:00:00.000Z", -62_135_596_800_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ])
    func known(text: String, milliseconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
        #expect(timestamp(text)?.milliseconds == milliseconds)
    }

    @Test("every day from 0001 to 9999 is read as it was written, and sorts as its text")
    func everyDay() {
        var previous = ""
        for day in stride(from: Int64(-719_162), through: 2_932_896, by: 7) {
            // A time of the day that is another one each week.
            let moment = Timestamp(
                milliseconds: day * 86_400_000 + (day * 7_919_993 % 86_400_000 + 86_400_000) % 86_400_000)
            let text = moment.description
            guard timestamp(text) == moment, previous < text else {
                Issue.record("\(previous), then \(text)")
                return
            }
            previous = text
        }
        #expect(previous.hasPrefix("9999-12-"))
    }

    @Test("a moment outside the years 1 to 9999 is the nearest inside", arguments: [Int64.min, -62_135_596_800_001])
    func clamped(milliseconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).description == "0001-01-01T00:00:00.000Z")
        #expect(
            Timestamp(milliseconds: milliseconds == .min ? .max : 253_402_300_800_000).description
                == "9999-12-31T23:59:59.999Z")
    }

    @Test(
        "what is not exactly a moment in UTC is refused",
        arguments: [
            "", "2025-01-28", "2025-01-28T09:00:00Z", "2025-01-28T09:00:00.00Z", "2025-01-28T09:00:00.0000Z",
            "2025-01-28T09:00:00.000z", "2025-01-28 09:00:00.000Z", "2025-01-28T09:00:00.000+",
            "2025-01-28T09:00:00,000Z",
            "2025/01/28T09:00:00.000Z", " 025-01-28T09:00:00.000Z", "+025-01-28T09:00:00.000Z",
            "-001-01-28T09:00:00.000Z",
            "2025-1 -28T09:00:00.000Z", "2025-00-28T09:00:00.000Z", "2025-13-28T09:00:00.000Z",
            "2025-01-00T09:00:00.000Z",
            "2025-01-32T09:00:00.000Z", "2025-02-29T09:00:00.000Z", "2025-04-31T09:00:00.000Z",
            "2025-01-28T24:00:00.000Z",
            "2025-01-28T09:60:00.000Z", "2025-01-28T09:00:60.000Z", "2025-01-28T09:00:0:.000Z",
            "2025-01-28T0/:00:00.000Z",
            "0000-01-01T00:00:00.000Z", "0000-12-31T23:59:59.999Z", "x025-01-28T09:00:00.000Z",
            "２025-01-28T09:00:00.000",
        ])
    func refused(text: String) {
        #expect(timestamp(text) == nil)
    }
}

private func timestamp(_ text: String) -> Timestamp? { Array(text.utf8).withUnsafeBufferPointer { Timestamp($0) } }
