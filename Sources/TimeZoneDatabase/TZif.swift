/// The contents of one TZif file (RFC 9636, section 3), checked and brought to POSIX time.
///
///     header 44 │ data block, 32-bit times │ header 44 │ data block, 64-bit times │ \n TZ string \n
///               └───── all of version 1 ───┘
///     data block: times │ type of each │ types (6 each) │ abbreviations │ leap seconds │ standard/wall │ UT/local
struct TZif {
    /// When local time changes, strictly ascending.
    var instants: [Int64] = []
    /// For each instant, the index in `offsets` of what is in force from then on.
    var kinds: [UInt8] = []
    /// Never empty. The first holds before all instants.
    var offsets: [Zone.Offset] = []
    /// What holds after the last instant. `nil`: as then.
    var rule: TZString?

    /// What was found to be wrong.
    struct Fault: Error {
        var offset: Int
        var expected: String
    }

    init(_ bytes: [UInt8]) throws(Fault) {
        var reader = Reader(bytes: bytes)
        var header = try Header(&reader)
        var timeSize = 4
        if header.version != 0 {
            try reader.skip(header.size(timeSize: timeSize), expected: "a version 1 data block")
            header = try Header(&reader)
            timeSize = 8
        }
        try readBlock(header, timeSize: timeSize, &reader)
        if timeSize == 8 {
            try readFooter(&reader)
        }
    }

    private mutating func readBlock(_ header: Header, timeSize: Int, _ reader: inout Reader) throws(Fault) {
        guard (1...256).contains(header.types) else {
            throw reader.fault("1 to 256 types of local time, not \(header.types)")
        }
        guard header.size(timeSize: timeSize) <= reader.bytes.count - reader.position else {
            throw reader.fault("a data block of \(header.size(timeSize: timeSize)) bytes")
        }
        instants.reserveCapacity(header.times)
        for _ in 0..<header.times {
            instants.append(try reader.integer(timeSize))
        }
        kinds.reserveCapacity(header.times)
        for _ in 0..<header.times {
            let kind = try reader.byte()
            guard kind < header.types else {
                throw reader.fault("a type below \(header.types)")
            }
            kinds.append(kind)
        }
        try readOffsets(header, &reader)
        try removeLeapSeconds(header, timeSize: timeSize, &reader)
        try reader.skip(header.standardIndicators + header.utIndicators, expected: "indicators")

        for (earlier, later) in zip(instants, instants.dropFirst()) where earlier >= later {
            throw reader.fault("transition times in order, not \(later) after \(earlier)")
        }
    }

    private mutating func readOffsets(_ header: Header, _ reader: inout Reader) throws(Fault) {
        let start = reader.position
        let names = start + header.types * 6
        let end = names + header.characters
        for _ in 0..<header.types {
            let seconds = Int(try reader.integer(4))
            guard abs(seconds) < LocalTimeLimits.offset else {
                throw reader.fault("an offset of less than 26 hours, not \(seconds) seconds")
            }
            let isDaylightSaving = try reader.byte()
            guard isDaylightSaving <= 1 else {
                throw reader.fault("0 or 1 for daylight saving time")
            }
            let name = names + Int(try reader.byte())
            guard name < end, let length = reader.bytes[name..<end].firstIndex(of: 0).map({ $0 - name }) else {
                throw reader.fault("an abbreviation that ends within its \(header.characters) characters")
            }
            let abbreviation = String(decoding: reader.bytes[name..<(name + length)], as: UTF8.self)
            offsets.append(
                Zone.Offset(seconds: seconds, isDaylightSaving: isDaylightSaving == 1, abbreviation: abbreviation)
            )
        }
        try reader.skip(header.characters, expected: "abbreviations")
    }

    /// The files below `right/` count leap seconds, which POSIX time does not (RFC 9636, section 3.2, "leap-second
    /// records"): each transition is late by the correction in force then. Other files have no records.
    private mutating func removeLeapSeconds(_ header: Header, timeSize: Int, _ reader: inout Reader) throws(Fault) {
        var correction: Int64 = 0
        var index = 0
        for _ in 0..<header.leapSeconds {
            let occurrence = try reader.integer(timeSize)
            while index < instants.count, instants[index] < occurrence {
                try correct(index, by: correction, reader)
                index += 1
            }
            correction = try reader.integer(4)
        }
        for rest in index..<instants.count {
            try correct(rest, by: correction, reader)
        }
    }

    private mutating func correct(_ index: Int, by correction: Int64, _ reader: Reader) throws(Fault) {
        let (corrected, overflow) = instants[index].subtractingReportingOverflow(correction)
        guard !overflow else {
            throw reader.fault("a leap-second correction within 64 bits")
        }
        instants[index] = corrected
    }

    private mutating func readFooter(_ reader: inout Reader) throws(Fault) {
        let newline = UInt8(ascii: "\n")
        guard try reader.byte() == newline, let end = reader.bytes[reader.position...].firstIndex(of: newline) else {
            throw reader.fault("a TZ string between line feeds")
        }
        let text = reader.bytes[reader.position..<end]
        guard !text.isEmpty else {
            return
        }
        guard let rule = TZString(text) else {
            throw reader.fault("a TZ string such as CET-1CEST,M3.5.0,M10.5.0/3")
        }
        self.rule = rule
    }
}

extension TZif {
    /// RFC 9636, section 3.1.
    private struct Header {
        let version: UInt8
        let utIndicators: Int
        let standardIndicators: Int
        let leapSeconds: Int
        let times: Int
        let types: Int
        let characters: Int

        init(_ reader: inout Reader) throws(Fault) {
            guard reader.bytes[reader.position...].starts(with: "TZif".utf8) else {
                throw reader.fault("a TZif header")
            }
            try reader.skip(4, expected: "a TZif header")
            version = try reader.byte()
            // Versions to come are to be read as the last one known, here 4 (RFC 9636, section 3.1).
            guard version == 0 || version >= UInt8(ascii: "2") else {
                throw reader.fault("version 1 to 4")
            }
            try reader.skip(15, expected: "a TZif header")
            utIndicators = try reader.count()
            standardIndicators = try reader.count()
            leapSeconds = try reader.count()
            times = try reader.count()
            types = try reader.count()
            characters = try reader.count()
        }

        /// Of the data block, in bytes. The counts have 32 bits, so this cannot overflow.
        func size(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + characters + leapSeconds * (timeSize + 4) + standardIndicators
                + utIndicators
        }
    }

    /// Reads big-endian numbers in order, never past the end.
    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        func fault(_ expected: String) -> Fault {
            Fault(offset: position, expected: expected)
        }

        mutating func byte() throws(Fault) -> UInt8 {
            guard position < bytes.count else {
                throw fault("more bytes")
            }
            defer { position += 1 }
            return bytes[position]
        }

        mutating func skip(_ count: Int, expected: String) throws(Fault) {
            guard count <= bytes.count - position else {
                throw fault(expected)
            }
            position += count
        }

        /// A signed number of 4 or 8 bytes.
        mutating func integer(_ size: Int) throws(Fault) -> Int64 {
            var value: Int64 = 0
            for index in 0..<size {
                let byte = try byte()
                value = index == 0 ? Int64(Int8(bitPattern: byte)) : value << 8 | Int64(byte)
            }
            return value
        }

        /// An unsigned number of 4 bytes.
        mutating func count() throws(Fault) -> Int {
            Int(truncatingIfNeeded: try integer(4)) & 0xFFFF_FFFF
        }
    }
}
