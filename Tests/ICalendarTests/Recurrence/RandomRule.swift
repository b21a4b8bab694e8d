import ICalendar
import TestSupport

/// A rule made by chance, with a bias to what is rare: the turn of the year, the ends of months, weeks 1 and 53. The
/// same seed makes the same rules.
struct RandomRule {
    let start: CivilDateTime
    let isAllDay: Bool
    let text: String
    /// How far to look, so that a rule that seldom comes costs no more than others.
    let horizon: CivilDateTime

    private static let frequencies: [(name: String, days: Int)] = [
        ("SECONDLY", 2), ("MINUTELY", 40), ("HOURLY", 500), ("DAILY", 2500), ("WEEKLY", 4000), ("MONTHLY", 6000),
        ("YEARLY", 16_000),
    ]

    /// nil in the rare case that chance makes a date there is not.
    init?(using random: inout SplitMix64) {
        let (name, days) = random.element(of: Self.frequencies)
        let isSubDaily = days <= 500
        let isYearly = name == "YEARLY"
        isAllDay = random.chance(15)
        let year = random.number(1995...2035)
        var day = CivilDate(year: year, month: 1, day: 1)?.advanced(byDays: random.number(0...365))
        if random.chance(30) {
            day = CivilDate(year: year, month: 12, day: 26)?.advanced(byDays: random.number(0...12))
        }
        let second = random.chance(50) ? random.number(0...47) * 1800 : random.number(0...86_399)
        guard
            let day, let start = CivilDateTime(date: day, secondOfDay: isAllDay ? 0 : second),
            let horizon = CivilDateTime(secondsSinceEpoch: start.secondsSinceEpoch + Int64(days) * 86_400)
        else { return nil }
        self.start = start
        self.horizon = horizon

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
        if random.chance(20) {
            parts.append("COUNT=\(random.number(1...30))")
        } else if random.chance(25) {
            let span = Int(horizon.secondsSinceEpoch - start.secondsSinceEpoch)
            let until = CivilDateTime(secondsSinceEpoch: start.secondsSinceEpoch + Int64(random.number(0...span)))
            let text = isAllDay ? until?.date.basic : until.map { $0.basic + (random.chance(50) ? "Z" : "") }
            parts.append("UNTIL=\(text ?? "")")
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
