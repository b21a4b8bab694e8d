import ArgumentParser
import CanonicalJSON
import Glibc

/// What every command takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The daemon's control socket; CHANCERY_CONTROL_SOCKET names another.", valueName: "path"))
    var controlSocket = Self.defaultControlSocket

    @Flag(help: "Print what the daemon replies as JSON, for programs.")
    var json = false

    private static var defaultControlSocket: String {
        guard let value = getenv("CHANCERY_CONTROL_SOCKET"), value.pointee != 0 else { return "/run/chancery/control" }
        return String(cString: value)
    }

    func connect() throws(Failure) -> Connection {
        try Connection(to: controlSocket)
    }
}

/// From which past the calendar is looked at; without them, from now.
struct PastOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Look from the past: what had been recorded by a date, a time in UTC or a position of the log.",
            valueName: "time"))
    var asOf: String?

    @Option(
        help: ArgumentHelp(
            "Look from the past: what had been announced by a date or a time in UTC (2025-03-01T00:00Z).",
            valueName: "time"))
    var known: String?

    func validate() throws {
        if asOf != nil, known != nil {
            throw ValidationError("--as-of and --known ask for two different pasts: give one of them.")
        }
    }

    /// The parameters of a call.
    var parameters: JSONObject {
        var parameters = JSONObject()
        parameters["asOf"] = asOf.map { .string($0) }
        parameters["known"] = known.map { .string($0) }
        return parameters
    }
}
