import TimeZoneDatabase

extension Cases {
    /// 1970 to 2100.
    private static let span: Range<Int64> = 0..<4_133_980_800

    /// For each name on standard input a line with all changes of the clocks: `[utc, offsets, locals]`. The offsets are
    /// those of the second before, the second itself and the one after. The local times are those of these seconds by
    /// either offset and one amidst the change, each with its resolution.
    static func printZones() throws {
        let zones = TimeZoneDatabase()
        while let name = readLine() {
            let zone = try zones.zone(name)
            let changes = zone.transitions(in: span).map { change in
                let around = change.utc - 1...change.utc + 1
                let offsets = around.map { offset(zone.offset(atUTC: $0)) }
                let (before, after) = (Int64(change.before.seconds), Int64(change.after.seconds))
                let locals = around.flatMap { [$0 + before, $0 + after] } + [change.utc + (before + after) / 2]
                let resolutions = locals.map { "[\($0),\(resolution(zone.resolve(local: $0)))]" }
                return "[\(change.utc),[\(offsets.joined(separator: ","))],[\(resolutions.joined(separator: ","))]]"
            }
            print("{\"name\":\"\(name)\",\"changes\":[\(changes.joined(separator: ","))]}")
        }
    }

    private static func offset(_ offset: Zone.Offset) -> String {
        "[\(offset.seconds),\(offset.isDaylightSaving),\"\(offset.abbreviation)\"]"
    }

    private static func resolution(_ resolution: LocalTimeResolution) -> String {
        switch resolution {
        case .unique(let utc): "\"unique\",\(utc)"
        case .repeated(let first, let second): "\"repeated\",\(first),\(second)"
        case .skipped(let utc): "\"skipped\",\(utc)"
        }
    }
}
