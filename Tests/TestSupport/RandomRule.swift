internal import ICalendar

/// A rule made by chance, without an end, with a bias to what is rare: the ends of months, weeks 1 and 53.
package struct RandomRule {
    /// FREQ.
    let frequency: String
    /// The RECUR value, without COUNT and UNTIL.
    package let text: String
    /// How far to look, in days, so that a rule that seldom comes costs no more than others.
    let days: Int

    private static let frequencies: [(name: String, days: Int)] = [
        ("SECONDLY", 1), ("MINUTELY", 40), ("HOURLY", 500), ("DAILY", 2500), ("WEEKLY", 4000), ("MONTHLY", 6000),
        ("YEARLY", 16_000),
    ]

    init(using random: inout SplitMix64) {
        let (name, days) = random.element(of: Self.frequencies)
        frequency = name
        self.days = days
        let isSubDaily = days <= 500
        let isYearly = name == "YEARLY"

        var parts = ["FREQ=\(name)"]
        func list(_ name: String, percent: Int, most: Int = 4, _ value: (inout SplitMix64) -> String) {
            guard random.chance(percent) else { return }
            let values = (1...random.number(1...most)).map { _ in value(&random) }
            parts.append("\(name)=\(values.joined(separator: ","))")
        }
        func signed(_ ranges: ClosedRange<Int>...) -> (inout SplitMix64) -> String {
            { random in (random.chance(50) ? "-" : "") + "\(random.number(random.element(of: ranges)))" }
        }
        if random.chance(50) {
            parts.append("INTERVAL=\(random.number(1...(isSubDaily && random.chance(30) ? 5000 : 6)))")
        }
        let partsBefore = parts.count
        list("BYMONTH", percent: 30, most: 5) { "\($0.number(1...12))" }
        let hasWeeks = isYearly && random.chance(30)
        if hasWeeks { list("BYWEEKNO", percent: 100, signed(1...1, 51...53, 1...53)) }
        if isYearly || isSubDaily {
            list("BYYEARDAY", percent: 15, most: 6, signed(1...366, 1...1, 59...60, 365...366))
        }
        if name != "WEEKLY" { list("BYMONTHDAY", percent: 30, most: 6, signed(1...31, 1...1, 28...31)) }
        let greatest = hasWeeks ? 0 : isYearly ? 53 : name == "MONTHLY" ? 5 : 0
        list("BYDAY", percent: 40) { random in
            let sign = random.chance(50) ? "-" : ""
            let most = random.chance(50) ? min(greatest, 5) : greatest
            let ordinal = greatest > 0 && random.chance(50) ? sign + "\(random.number(1...most))" : ""
            return ordinal + random.element(of: Weekday.allCases).code
        }
        list("BYHOUR", percent: 25) { "\($0.number(0...23))" }
        list("BYMINUTE", percent: 20) { "\($0.number(0...59))" }
        list("BYSECOND", percent: 15) { "\($0.number(0...59))" }
        if parts.count > partsBefore { list("BYSETPOS", percent: 30, most: 3, signed(1...4, 1...20)) }
        if random.chance(30) { parts.append("WKST=\(random.element(of: Weekday.allCases).code)") }
        text = parts.joined(separator: ";")
    }
}

extension SplitMix64 {
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    mutating func element<Element>(of elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }
}
