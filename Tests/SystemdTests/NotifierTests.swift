import Systemd
import TestSupport
import Testing

@Suite("Notifier")
struct NotifierTests {
    @Test("says nothing where no service manager listens")
    func withoutServiceManager() {
        #expect(!Notifier(socketAddress: nil).ready())
    }

    @Test(
        "says nothing to an address it cannot reach",
        arguments: ["", "notify", "/nonexistent/notify", "@" + String(repeating: "x", count: 108)]
    )
    func unreachable(address: String) {
        #expect(!Notifier(socketAddress: address).ready())
    }

    @Test("speaks the assignments of sd_notify(3)")
    func assignments() throws {
        let manager = try ServiceManager()
        let notifier = Notifier(socketAddress: manager.address)
        #expect(notifier.ready())
        #expect(manager.receive() == "READY=1")
        #expect(notifier.ready(status: "At position 7"))
        #expect(manager.receive() == "READY=1\nSTATUS=At position 7")
        #expect(notifier.status("Replaying"))
        #expect(manager.receive() == "STATUS=Replaying")
        #expect(notifier.stopping())
        #expect(manager.receive() == "STOPPING=1")
        #expect(notifier.watchdog())
        #expect(manager.receive() == "WATCHDOG=1")
        #expect(notifier.extendTimeout(by: .milliseconds(1500)))
        #expect(manager.receive() == "EXTEND_TIMEOUT_USEC=1500000")
    }

    @Test("tells the monotonic time with a reload")
    func reloading() throws {
        let manager = try ServiceManager()
        #expect(Notifier(socketAddress: manager.address).reloading())
        let lines = manager.receive().split(separator: "\n")
        #expect(lines.first == "RELOADING=1")
        let time = try #require(lines.last?.split(separator: "=").last.flatMap { UInt64($0) })
        #expect(lines.last == "MONOTONIC_USEC=\(time)")
        #expect(time > 0)
    }

    @Test("keeps a status on one line, so that it cannot carry another assignment")
    func lineBreaks() throws {
        let manager = try ServiceManager()
        #expect(Notifier(socketAddress: manager.address).status("one\nMAINPID=1\r\u{0}\u{85}two"))
        #expect(manager.receive() == "STATUS=one MAINPID=1   two")
    }

    @Test("cuts a long status on a character boundary")
    func longStatus() throws {
        let manager = try ServiceManager()
        #expect(Notifier(socketAddress: manager.address).status(String(repeating: "日", count: 2000)))
        let kept = (Notifier.statusByteLimit - "STATUS=".utf8.count) / "日".utf8.count
        #expect(manager.receive() == "STATUS=" + String(repeating: "日", count: kept))
    }
}
