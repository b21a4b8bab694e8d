import Glibc

/// A TZif file to be, for tests.
package struct TZifFile: Sendable {
    package var version = "2"
    package var types: [(seconds: Int, isDaylightSaving: Bool, abbreviation: String)]
    package var transitions: [(utc: Int64, type: UInt8)]
    package var leapSeconds: [(occurrence: Int64, correction: Int)]
    package var footer: String

    package init(
        types: [(seconds: Int, isDaylightSaving: Bool, abbreviation: String)] = [(0, false, "UTC")],
        transitions: [(utc: Int64, type: UInt8)] = [], leapSeconds: [(occurrence: Int64, correction: Int)] = [],
        footer: String = ""
    ) {
        self.types = types
        self.transitions = transitions
        self.leapSeconds = leapSeconds
        self.footer = footer
    }

    /// Paris in the years 1976 and 1977, the rule since, and two leap seconds.
    package static let paris = TZifFile(
        types: [(561, false, "LMT"), (3600, false, "CET"), (7200, true, "CEST")],
        transitions: [(-1_855_958_961, 1), (196_819_201, 2), (212_540_402, 1), (228_877_202, 2)],
        leapSeconds: [(78_796_800, 1), (199_999_999, 2)],
        footer: "CET-1CEST,M3.5.0,M10.5.0/3"
    )

    package var bytes: [UInt8] {
        guard version != "\0" else {
            return header + block(timeSize: 4)
        }
        return header + block(timeSize: 4) + header + block(timeSize: 8) + Array("\n\(footer)\n".utf8)
    }

    private var header: [UInt8] {
        let characters = types.reduce(0) { $0 + $1.abbreviation.utf8.count + 1 }
        let counts = [0, types.count, leapSeconds.count, transitions.count, types.count, characters]
        return Array("TZif".utf8) + Array(version.utf8) + Array(repeating: 0, count: 15)
            + counts.flatMap { Self.bigEndian(Int64($0), size: 4) }
    }

    private func block(timeSize: Int) -> [UInt8] {
        var bytes = transitions.flatMap { Self.bigEndian($0.utc, size: timeSize) } + transitions.map(\.type)
        var name: UInt8 = 0
        for type in types {
            bytes += Self.bigEndian(Int64(type.seconds), size: 4) + [type.isDaylightSaving ? 1 : 0, name]
            name += UInt8(type.abbreviation.utf8.count + 1)
        }
        bytes += types.flatMap { Array($0.abbreviation.utf8) + [0] }
        bytes += leapSeconds.flatMap {
            Self.bigEndian($0.occurrence, size: timeSize) + Self.bigEndian(Int64($0.correction), size: 4)
        }
        return bytes + types.map { _ in 0 }
    }

    private static func bigEndian(_ value: Int64, size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

/// Seconds since 1970-01-01T00:00 of `2025-01-27T10:00:00`.
package func seconds(_ text: String) -> Int64 {
    let numbers = text.split { !$0.isNumber }.compactMap { Int32($0) }
    var parts = tm()
    (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
    (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
    return Int64(timegm(&parts))
}
