package import ICalendar
package import TimeZoneDatabase

/// A recurrence made by chance, with a bias to what is rare: the turn of the year, and the hours in which clocks are
/// changed. The same seed makes the same one.
package struct RandomRecurrence {
    /// The name of the zone; nil for floating times and whole days.
    package let zoneName: String?
    /// The zone; UTC where there is no name.
    package let zone: any LocalTimeRules
    /// RRULE.
    package let rule: String
    /// All of it.
    package let recurrence: Recurrence
    /// How far to look.
    package let horizon: CivilDateTime

    /// Zones in which clocks did something out of the ordinary, or nothing.
    private static let zoneNames = [
        "UTC", "Asia/Tokyo", "America/New_York", "Europe/Berlin",
        "Europe/Dublin",  // Its daylight saving time is winter.
        "Africa/Casablanca",  // Goes back for Ramadan.
        "Asia/Tehran",  // Changed clocks at midnight, by the Persian calendar, until 2022.
        "Australia/Lord_Howe",  // By half an hour.
        "Pacific/Apia",  // Skipped a day.
        "Asia/Ashgabat",  // Nothing since 1991.
        "America/Sao_Paulo",  // At midnight, until 2019.
        "America/Caracas",  // By half an hour, twice, for good.
        "America/St_Johns",  // At one minute past midnight, until 2011.
        "Antarctica/Troll",  // By two hours.
    ]

    package init(seed: UInt64, zones: TimeZoneDatabase) throws {
        var random = SplitMix64(seed: seed)
        while true {
            if let recurrence = try Self(using: &random, zones: zones) {
                self = recurrence
                return
            }
        }
    }

    /// nil when chance makes a date there is not, and mostly when it makes a rule that does not come in time.
    private init?(using random: inout SplitMix64, zones: TimeZoneDatabase) throws {
        let rule = RandomRule(using: &random)
        let isAllDay = random.chance(rule.days < 2500 ? 3 : 20)
        let name = isAllDay || random.chance(20) ? nil : random.element(of: Self.zoneNames)
        let zone = try name.map(zones.zone)
        guard
            var start = Self.change(of: zone, for: rule, using: &random) ?? Self.start(using: &random),
            let horizon = CivilDateTime(secondsSinceEpoch: start.secondsSinceEpoch + Int64(rule.days) * 86_400)
        else { return nil }
        zoneName = name
        self.zone = zone ?? FixedOffset(seconds: 0)
        self.horizon = horizon

        let open = Recurrence(start: start, isAllDay: isAllDay, rule: try RecurrenceRule(rule.text))
        var instances = Array(open.occurrences(in: open.start..<horizon, zone: self.zone).prefix(40))
        guard instances.count > 1 || random.chance(10) else { return nil }
        if instances.count > 1, random.chance(80) {
            // A DTSTART that fits the rule, as it should (RFC 5545 section 3.8.5.3).
            instances.removeFirst()
            start = instances[0]
        }

        // Ends and dates that are near the instances of the rule, so that they make a difference.
        func near(_ random: inout SplitMix64) -> CivilDateTime {
            let instance = random.element(of: instances)
            let step = random.element(of: [0, 0, 0, -1, 1, -86_400, 86_400, random.number(0...rule.days * 86_400)])
            return CivilDateTime(secondsSinceEpoch: instance.secondsSinceEpoch + Int64(step)) ?? instance
        }
        func dates(percent: Int, using random: inout SplitMix64) -> [CivilDateTime] {
            random.chance(percent) ? (1...random.number(1...4)).map { _ in near(&random) } : []
        }
        var text = rule.text
        if random.chance(20) {
            text += ";COUNT=\(random.number(1...30))"
        } else if random.chance(25) {
            let until = near(&random)
            switch isAllDay ? 0 : random.number(0...3) {
            case 0: text += ";UNTIL=\(until.date.basic)"
            case 1: text += ";UNTIL=\(until.basic)"
            default:
                let utc = self.zone.resolve(local: until.secondsSinceEpoch).utc
                text += ";UNTIL=\((CivilDateTime(secondsSinceEpoch: utc) ?? until).basic)Z"
            }
        }
        self.rule = text
        recurrence = Recurrence(
            start: start, isAllDay: isAllDay, rule: try RecurrenceRule(text),
            additional: dates(percent: 15, using: &random).filter { $0 >= start },
            excluded: dates(percent: 20, using: &random))
    }

    /// Any time, or one at the turn of the year.
    private static func start(using random: inout SplitMix64) -> CivilDateTime? {
        let year = random.number(1995...2035)
        let turns = random.chance(30)
        let first = CivilDate(year: year, month: turns ? 12 : 1, day: turns ? 26 : 1)
        let second = random.chance(50) ? random.number(0...47) * 1800 : random.number(0...86_399)
        return first?.advanced(byDays: random.number(0...(turns ? 12 : 365))).flatMap {
            CivilDateTime(date: $0, secondOfDay: second)
        }
    }

    /// In half of all cases a time from which the rule comes near a change of the clocks, if there is one.
    private static func change(
        of zone: Zone?, for rule: RandomRule, using random: inout SplitMix64
    ) -> CivilDateTime? {
        guard let zone, random.chance(50) else { return nil }
        // 1995 to 2035.
        let changes = zone.transitions(in: 788_918_400..<2_082_758_400)
        guard !changes.isEmpty else { return nil }
        let change = random.element(of: changes)
        let (shorter, longer) = (
            min(change.before.seconds, change.after.seconds), max(change.before.seconds, change.after.seconds)
        )
        let local = change.utc + Int64(random.number(shorter - 1800...longer + 1800))
        let time = CivilDateTime(secondsSinceEpoch: random.chance(70) ? local - local % 900 : local)
        guard let time else { return nil }
        let (back, date) = (random.number(0...3), time.date)
        let first: CivilDate? =
            switch rule.frequency {
            case "YEARLY": CivilDate(year: date.year - back, month: date.month, day: date.day)
            case "MONTHLY": CivilDate(year: date.year, month: date.month - back, day: date.day)
            case "WEEKLY": date.advanced(byDays: -7 * back)
            case "DAILY": date.advanced(byDays: -back)
            default: date
            }
        let ahead = rule.days < 2500 ? min(random.element(of: [30, 1800, 86_400]), time.secondOfDay) : 0
        return first.flatMap { CivilDateTime(date: $0, secondOfDay: time.secondOfDay - random.number(0...ahead)) }
    }
}
