import CanonicalJSON
import Varlink

/// Why a command was not done: the line that the user reads, and the code that the process exits with.
struct Failure: Error {
    enum Code: Int32 {
        /// The daemon refused, does not know what was asked for, or does not answer.
        case refused = 1
        case usage = 2
        /// The log on the disk is not what was written.
        case corruption = 3
    }

    let message: String
    let code: Code

    init(_ message: String, code: Code = .refused) {
        self.message = message
        self.code = code
    }
}

extension Failure {
    /// An error of the daemon, in the words of the command line.
    init(_ error: VarlinkError) {
        func text(_ key: String) -> String {
            switch error.parameters[key] {
            case .string(let string)?: string
            case .integer(let integer)?: String(integer)
            default: "?"
            }
        }
        switch error.name {
        case "\(Connection.interface).PositionConflict":
            self.init("the log stands at position \(text("actual")), not \(text("expected")). Nothing was appended.")
        case "\(Connection.interface).SequenceConflict":
            self.init(
                error.parameters["actual"]?.integerValue == nil
                    ? "there is no event \"\(text("event"))\". Nothing was appended."
                    : "the event \"\(text("event"))\" has sequence \(text("actual")), not \(text("expected")): "
                        + "it was changed since. Nothing was appended.")
        case "\(Connection.interface).IdConflict":
            self.init(
                "the id \"\(text("id"))\" was used before, for other changes, at position \(text("position")). "
                    + "Nothing was appended.")
        case "\(Connection.interface).DiskFull":
            self.init("the daemon's disk is full. Nothing was appended; try again when there is room.")
        case "\(Connection.interface).Stopping":
            self.init("the daemon is stopping. Nothing was appended.")
        case "\(Connection.interface).LogFailed":
            self.init(
                "the daemon's disk failed. Whether the changes are in the log is known when it has started again.")
        case "\(Connection.interface).UnknownEvent":
            self.init("there is no event \"\(text("event"))\"")
        case "\(Connection.interface).UnknownFeed":
            self.init("there is no feed \"\(text("feed"))\"")
        case "\(Connection.interface).InvalidTime":
            let option = text("parameter").lowercased() == "asof" ? "as-of" : text("parameter")
            self.init("--\(option): expected \(text("expected")), not \"\(text("value"))\"", code: .usage)
        case "\(Connection.interface).Corrupt":
            self.init(
                "the log is corrupt at position \(text("position")): \(text("file")), byte \(text("offset")): "
                    + text("reason"),
                code: .corruption)
        case "\(Connection.interface).InvalidConfiguration":
            self.init("\(text("place")): \(text("message")). The former configuration stays in force.")
        case "\(Connection.interface).InternalError":
            self.init("the daemon failed to answer; its journal says why")
        case VarlinkError.permissionDenied.name:
            self.init("the daemon does not allow this to you")
        default:
            self.init("the daemon answered with the error \(error)")
        }
    }
}
