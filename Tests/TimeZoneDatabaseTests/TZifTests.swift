import TestSupport
import Testing
@testable import TimeZoneDatabase

@Suite struct TZifTests {
    @Test("every version is read, and those after the last known as that", arguments: ["\0", "2", "3", "4", "5"])
    func versions(version: String) throws {
        var file = TZifFile()
        file.version = version
        file.types = [(3600, false, "CET"), (7200, true, "CEST")]
        file.transitions = [(1000, 1), (2000, 0)]
        let zone = try Zone(name: "Test", tzif: file.bytes)
        #expect([999, 1000, 1999, 2000].map { zone.seconds(atUTC: $0) } == [3600, 7200, 7200, 3600])
    }

    @Test("the times of version 2 reach past 32 bits")
    func wideTimes() throws {
        var file = TZifFile()
        file.types = [(3600, false, "CET"), (7200, true, "CEST")]
        file.transitions = [(-1 << 59, 0), (1 << 40, 1)]
        let zone = try Zone(name: "Test", tzif: file.bytes)
        #expect(zone.seconds(atUTC: 1 << 40 - 1) == 3600)
        #expect(zone.seconds(atUTC: 1 << 40) == 7200)
    }

    /// In version 4, a last record with the same correction tells when the table expires.
    @Test(
        "leap seconds are taken out of the transitions that counted them", arguments: [("2", []), ("4", [220_000_000])])
    func leapSeconds(version: String, expiry: [Int64]) throws {
        var file = TZifFile.paris
        file.version = version
        file.leapSeconds += expiry.map { ($0, 2) }
        let zone = try Zone(name: "Test", tzif: file.bytes)
        let expected: [Int64] = [-1_855_958_961, 196_819_200, 212_540_400, 228_877_200]
        #expect(zone.transitions(in: -2_000_000_000..<230_000_000).map(\.utc) == expected)
    }

    @Test("the TZ string holds from the last transition on, for ever")
    func footer() throws {
        let zone = try Zone(name: "Test", tzif: TZifFile.paris.bytes)
        #expect(zone.offset(atUTC: seconds("2100-07-01T12:00:00")).abbreviation == "CEST")
        #expect(zone.offset(atUTC: seconds("2100-12-01T12:00:00")).abbreviation == "CET")
        #expect(zone.resolve(local: seconds("2100-03-28T02:30:00")) == .skipped(utc: seconds("2100-03-28T01:30:00")))
        // Two a year, from the autumn of 1977 to that of 9999.
        #expect(zone.transitions(in: 228_877_201..<Int64.max).count == 1 + 2 * (9999 - 1977))
    }

    /// zic has written such tables: the zone goes over to another that just then has summer, but does not take part.
    @Test("the last transition holds until the next by the TZ string, even if that has it otherwise")
    func disagreeingFooter() throws {
        var file = TZifFile(types: [(-21_600, true, "MDT"), (-21_600, false, "CST")])
        file.transitions = [(seconds("2022-10-30T08:00:00"), 1)]
        file.footer = "CST6CDT,M3.2.0,M11.1.0"
        let zone = try Zone(name: "Ojinaga", tzif: file.bytes)
        #expect(zone.offset(atUTC: seconds("2022-10-30T08:00:00")).abbreviation == "CST")
        let next = zone.transitions(in: seconds("2022-10-30T08:00:01")..<seconds("2023-06-01T00:00:00"))
        #expect(next.map(\.utc) == [seconds("2023-03-12T08:00:00")])
    }

    @Test("of two changes on one day, the offset before the gap is taken")
    func twoChanges() throws {
        var file = TZifFile(types: [(0, false, "ONE"), (-1800, false, "TWO"), (3600, false, "THREE")])
        file.transitions = [(36_000, 1), (72_000, 2)]
        let zone = try Zone(name: "Test", tzif: file.bytes)
        #expect(zone.resolve(local: 35_000) == .repeated(first: 35_000, second: 36_800))
        #expect(zone.resolve(local: 50_000) == .unique(utc: 51_800))
        #expect(zone.resolve(local: 72_000) == .skipped(utc: 73_800))
        #expect(zone.resolve(local: 76_000) == .unique(utc: 72_400))
    }

    @Test("a day that the date line takes back is shown twice")
    func repeatedDay() throws {
        var file = TZifFile()
        file.types = [(53_927, false, "LMT"), (-32_473, false, "LMT")]
        file.transitions = [(seconds("1867-10-18T00:30:00"), 1)]
        let zone = try Zone(name: "Sitka", tzif: file.bytes)
        let local = seconds("1867-10-18T12:00:00")
        #expect(zone.resolve(local: local) == .repeated(first: local - 53_927, second: local + 32_473))
    }

    @Test(
        "a damaged file is refused with what was expected",
        arguments: [
            ([], "a TZif header at byte 0"),
            (Array("TZit".utf8), "a TZif header at byte 0"),
            (Array("TZif1".utf8), "version 1 to 4 at byte 5"),
            (TZifFile.paris.bytes.dropLast(), "a TZ string between line feeds"),
            (TZifFile.paris.bytes.dropLast(2) + [0x2C, 0x0A], "a TZ string such as"),
        ] as [([UInt8], String)]
    )
    func damaged(bytes: [UInt8], expected: String) throws {
        let error = try #require(throws: TimeZoneDatabaseError.self) { try Zone(name: "Test", tzif: bytes) }
        #expect(error.code == .malformed)
        #expect(error.reason.contains(expected), "\(error)")
    }

    @Test(
        "contents that make no sense are refused",
        arguments: [
            TZifFile(types: []),
            TZifFile(types: [(26 * 3600, false, "FAR")]),
            TZifFile(types: [(-26 * 3600, false, "FAR")]),
            TZifFile(transitions: [(1000, 1)]),
            TZifFile(transitions: [(1000, 0), (1000, 0)]),
            TZifFile(transitions: [(1000, 0), (999, 0)]),
            TZifFile(transitions: [(1000, 0), (1001, 0)], leapSeconds: [(1001, 1)]),
            TZifFile(transitions: [(.min, 0)], leapSeconds: [(.min, 1)]),
            TZifFile(footer: "CET-1CEST"),
        ]
    )
    func senseless(file: TZifFile) {
        #expect(throws: TimeZoneDatabaseError.self) { try Zone(name: "Test", tzif: file.bytes) }
    }

    @Test("no truncation is accepted")
    func truncations() {
        let bytes = TZifFile.paris.bytes
        for length in bytes.indices {
            #expect(throws: TimeZoneDatabaseError.self) { try Zone(name: "Test", tzif: Array(bytes[..<length])) }
        }
    }

    @Test("damaged bytes are refused, or give a zone that answers everything")
    func flips() {
        var random = SplitMix64(seed: 1)
        for _ in 0..<10_000 {
            var bytes = TZifFile.paris.bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let zone = try? Zone(name: "Test", tzif: bytes) else {
                continue
            }
            for time in [.min, -1_855_958_961, 0, 212_540_400, 1 << 33, 253_402_300_800, .max] as [Int64] {
                #expect(abs(zone.seconds(atUTC: time)) < 26 * 3600)
                #expect(zone.offset(atUTC: time).seconds == zone.seconds(atUTC: time))
                _ = zone.resolve(local: time)
            }
            #expect(zone.transitions(in: .min..<1 << 30).count < 1000)
            #expect(zone.transitions(in: .max - 1..<Int64.max).isEmpty)
        }
    }
}
