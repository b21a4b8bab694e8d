import ICalendar
import TestSupport
import TimeZoneDatabase

extension Cases {
    /// A line for each seed, with the occurrences on the clock face and as instants.
    static func printRules(seeds: Range<UInt64>) throws {
        let zones = TimeZoneDatabase()
        let limit = 40
        for seed in seeds {
            let random = try RandomRecurrence(seed: seed, zones: zones)
            let recurrence = random.recurrence
            let occurrences = recurrence.occurrences(in: recurrence.start..<random.horizon, zone: random.zone)
            let answers = occurrences.prefix(limit).map { time in
                "[\"\(time)\",\(random.zone.resolve(local: time.secondsSinceEpoch).utc)]"
            }
            print(
                """
                {"seed":\(seed),"zone":\(random.zoneName.map { "\"\($0)\"" } ?? "null"),\
                "allDay":\(recurrence.isAllDay),"start":"\(recurrence.start)","rule":"\(random.rule)",\
                "rdate":\(list(recurrence.additional)),"exdate":\(list(recurrence.excluded)),\
                "horizon":"\(random.horizon)","limit":\(limit),"occurrences":[\(answers.joined(separator: ","))]}
                """)
        }
    }

    private static func list(_ times: [CivilDateTime]) -> String {
        "[\(times.map { "\"\($0)\"" }.joined(separator: ","))]"
    }
}
