import Glibc
import ICalendar

// Converts its standard input: `jcal-convert to-jcal` iCalendar into jCal, `jcal-convert to-icalendar` jCal into
// iCalendar. What cannot be read ends it with a message and 1. For test_jcal.py.

func standardInput() -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(STDIN_FILENO, &chunk, chunk.count)
        guard count > 0 else { return bytes }
        bytes.append(contentsOf: chunk[..<count])
    }
}

func put(_ bytes: [UInt8], to file: CInt) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard count > 0 else { exit(1) }
        rest.removeFirst(count)
    }
}

do {
    let input = standardInput()
    switch CommandLine.arguments.dropFirst().first {
    case "to-jcal":
        put(Component.jCal(stream: try Component.parseStream(input, mode: .lenient)), to: STDOUT_FILENO)
    case "to-icalendar":
        put(try Component.parseStream(jCal: input).flatMap { $0.serialized() }, to: STDOUT_FILENO)
    default:
        put(Array("usage: jcal-convert to-jcal | to-icalendar\n".utf8), to: STDERR_FILENO)
        exit(2)
    }
} catch {
    put(Array("\(error)\n".utf8), to: STDERR_FILENO)
    exit(1)
}
