import Testing
import TimeZoneDatabase

@Suite("Local times one after the other")
struct LocalTimeResolverTests {
    /// Local times from hours before to hours after each change in the years 1960 to 2060.
    private func nearChanges(_ zone: Zone) -> [Int64] {
        zone.transitions(in: -315_619_200..<2_840_140_800).flatMap { change in
            stride(from: -200_000, through: 200_000, by: 1_799).map { change.utc + Int64($0) }
        }
    }

    private static let names = [
        "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Kwajalein",
        "Asia/Tokyo",
    ]

    @Test("mean what the zone says, whatever was asked before", arguments: names)
    func resolution(name: String) throws {
        let zone = try TimeZoneDatabase().zone(name)
        var resolver = LocalTimeResolver(zone)
        let locals = nearChanges(zone)
        for local in locals + locals.reversed() + [.min, .max, 0] {
            #expect(resolver.resolve(local: local) == zone.resolve(local: local), "\(name) \(local)")
        }
    }

    @Test("in a gap the first that is shown is at its end, and elsewhere it is the time itself", arguments: names)
    func gap(name: String) throws {
        let zone = try TimeZoneDatabase().zone(name)
        let resolver = LocalTimeResolver(zone)
        func isShown(_ local: Int64) -> Bool {
            if case .skipped = zone.resolve(local: local) { false } else { true }
        }
        for local in nearChanges(zone) {
            let first = resolver.firstShown(from: local)
            if isShown(local) {
                #expect(first == local)
            } else {
                #expect(
                    isShown(first) && !isShown(first - 1) && !isShown(local + (first - local) / 2), "\(name) \(local)")
            }
        }
        #expect(resolver.firstShown(from: .min) < 0)
        #expect(resolver.firstShown(from: .max) > 0)
    }
}
