/// Prints what ICalendar and TimeZoneDatabase answer, for other engines to judge (Tests/Oracles).
@main
enum Cases {
    private static let usage = """
        usage: oracle-cases rules FIRST-SEED NUMBER
               oracle-cases zones < NAMES
               oracle-cases canonical|jcal|icalendar < CALENDAR
               oracle-cases instances FIRST-INSTANT END-INSTANT ZONE-OF-FLOATING-TIMES < CALENDAR
        """

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let numbers = arguments.dropFirst().compactMap { Int64($0) }
        switch (arguments.first, arguments.count) {
        case ("rules", 3) where numbers.count == 2 && numbers[0] >= 0 && numbers[1] > 0:
            try printRules(seeds: UInt64(numbers[0])..<UInt64(numbers[0]) + UInt64(numbers[1]))
        case ("zones", 1):
            try printZones()
        case ("canonical", 1), ("jcal", 1), ("icalendar", 1):
            try convert(to: arguments[0])
        case ("instances", 4) where numbers.count == 2 && numbers[0] < numbers[1]:
            try printInstances(overlapping: numbers[0]..<numbers[1], floating: arguments[3])
        default:
            print(usage)
        }
    }
}
