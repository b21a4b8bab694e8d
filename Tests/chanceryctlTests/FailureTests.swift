import CanonicalJSON
import Testing
import Varlink

@testable import chanceryctl

@Suite struct FailureTests {
    @Test(
        "an error of the daemon is told in the words of the command line, with its exit code",
        arguments: [
            (
                "Corrupt", ["file": "1.jsonl", "offset": 4096, "position": 5, "reason": "the hash is wrong"],
                Failure.Code.corruption, "the log is corrupt at position 5: 1.jsonl, byte 4096: the hash is wrong"
            ),
            (
                "InvalidTime", ["parameter": "asOf", "value": "soon", "expected": "a time"], .usage,
                "--as-of: expected a time, not \"soon\""
            ),
            ("UnknownEvent", ["event": "a@x"], .refused, "there is no event \"a@x\""),
            (
                "Unheard", ["of": 1], .refused,
                #"the daemon answered with the error org.chancery.Calendar.Unheard {"of":1}"#
            ),
        ] as [(String, JSONObject, Failure.Code, String)])
    func wording(name: String, parameters: JSONObject, code: Failure.Code, message: String) {
        let failure = Failure(VarlinkError("org.chancery.Calendar.\(name)", parameters: parameters))
        #expect(failure.message == message)
        #expect(failure.code == code)
    }
}
