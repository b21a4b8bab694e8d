import Glibc
import ICalendar
import TestSupport

extension Cases {
    /// Reads calendars from standard input, iCalendar leniently, and writes them to standard output in another form.
    static func convert(to form: String) throws {
        let input = try fileContents("/dev/stdin")
        let output =
            switch form {
            case "canonical": try Component.parseStream(input, mode: .lenient).flatMap { $0.canonical().serialized() }
            case "jcal": Component.jCal(stream: try Component.parseStream(input, mode: .lenient))
            default: try Component.parseStream(jCal: input).flatMap { $0.serialized() }
            }
        var rest = output[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 else { exit(1) }
            rest.removeFirst(count)
        }
    }
}
