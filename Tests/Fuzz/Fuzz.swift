// Coverage-guided fuzzing (libFuzzer) of everything here that reads bytes from outside.
//
//     make fuzz SECONDS=600          each target for so long; what it learns is kept below .build/fuzz/
//     Tests/Fuzz/run check           what `make test` does: a fixed number of inputs from a fixed seed
//     Tests/Fuzz/run one json FILE   one input alone, such as one that was found
//     Tests/Fuzz/run keep            the best of what was learned goes into corpus/
//
// To add a target, say `alarm`:
// 1. a file AlarmTarget.swift with a function that takes the bytes and `check`s what must hold of them;
// 2. its line in `targets` below;
// 3. its line in the table of `run`, which says how many inputs `make test` tries;
// 4. corpus/alarm/ with a few small files to begin with and, if the format has words, dictionaries/alarm.
//
// A target has no state and throws nothing away: an input that is refused is fine, one that stops the process, takes
// too long or too much memory, or breaks a `check`, is a fault. A fault that was mended gets a test in the ordinary
// tests.

import Glibc

/// What can be attacked, by name.
private let targets: [String: @Sendable ([UInt8]) -> Void] = [
    "calendar": fuzzCalendar,
    "component": fuzzComponent,
    "jcal": fuzzJCal,
    "json": fuzzJSON,
    "recurrence": fuzzRecurrence,
    "text": fuzzText,
    "timezone": fuzzTimeZone,
    "value": fuzzValue,
    "zone": fuzzZone,
]

/// The one named by the environment variable FUZZ_TARGET.
private let target: @Sendable ([UInt8]) -> Void = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = targets[name] else {
        fatalError("FUZZ_TARGET=\(name): expected one of \(targets.keys.sorted().joined(separator: ", "))")
    }
    return target
}()

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Stops the fuzzer, which keeps the input, unless something holds.
func check(_ holds: Bool, _ what: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line) {
    guard holds else { fatalError("broken: \(what())", file: file, line: line) }
}

/// What an error says must fit in a line of the journal, whatever the input was.
func checkIsLine(_ description: String) {
    check(description.utf8.count < 1024, "an error of \(description.utf8.count) bytes")
    check(!description.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }, "an error of one line: \(description)")
}

/// Numbers taken from the bytes of an input; 0 when there are no more.
struct Numbers {
    var bytes: ArraySlice<UInt8>

    /// An unsigned number of so many bytes, up to 7.
    mutating func unsigned(_ size: Int = 1) -> Int {
        var number = 0
        for _ in 0..<size { number = number << 8 | Int(bytes.popFirst() ?? 0) }
        return number
    }

    /// A signed number of so many bytes.
    mutating func signed(_ size: Int) -> Int {
        let number = unsigned(size)
        return number < 1 << (size * 8 - 1) ? number : number - 1 << (size * 8)
    }
}
