import CanonicalJSON
import Glibc

/// What a command has found out. Written straight to the descriptor, so that a full disk is an error and a follower
/// sees each line at once.
enum StandardOutput {
    static func write(_ text: String) throws(Failure) {
        try write(Array(text.utf8))
    }

    static func write(_ bytes: [UInt8]) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw Failure("cannot write to standard output: \(String(cString: strerror(errno)))")
            }
            rest = rest.dropFirst(count)
        }
    }

    /// Writes lines for people.
    static func write(lines: [String]) throws(Failure) {
        try write(lines.map { $0 + "\n" }.joined())
    }

    /// Writes a line for programs.
    static func write(json object: JSONObject) throws(Failure) {
        try write(JSONValue.object(object).canonicalBytes + [UInt8(ascii: "\n")])
    }

    /// How many columns the terminal has; nil where the output goes elsewhere.
    static var terminalWidth: Int? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}

/// What else the user should know.
enum StandardError {
    static func write(_ line: String) {
        // Where not even this can be written, there is nobody left to tell.
        let bytes = Array("\(line)\n".utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
