import Glibc
import Systemd
import Testing

@Suite("Journal")
struct JournalTests {
    @Test(
        "says that an entry was not sent where there is no journald",
        .enabled(if: access("/run/systemd/journal/socket", F_OK) != 0, "this machine has a journald")
    )
    func withoutJournald() {
        #expect(throws: JournalError(operation: .connect, errno: ENOENT)) {
            try Journal().send("lost", priority: .info)
        }
    }

    @Test("names what failed, and why")
    func errors() {
        #expect(
            "\(JournalError(operation: .connect, errno: ENOENT))"
                == "cannot reach journald at /run/systemd/journal/socket: No such file or directory"
        )
    }
}
