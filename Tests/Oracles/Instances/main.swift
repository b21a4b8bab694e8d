import Foundation
import ICalendar

// usage: instance-cases FIRST-INSTANT END-INSTANT ZONE-OF-FLOATING-TIMES < CALENDAR

let numbers = CommandLine.arguments.compactMap { Int64($0) }
let calendar = try Component.parse(Array(FileHandle.standardInput.readDataToEndOfFile()), mode: .lenient)
try printInstances(of: calendar, overlapping: numbers[0]..<numbers[1], floating: CommandLine.arguments[3])
