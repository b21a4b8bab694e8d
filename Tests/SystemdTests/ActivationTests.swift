import Glibc
import Systemd
import Testing

// What the service manager says in the environment is read in processes of their own: the environment of this one is
// shared by all tests.

@Suite("Sockets of the service manager")
struct ListenDescriptorsTests {
    @Test("are none in a process started by hand")
    func none() async {
        await #expect(processExitsWith: .success) {
            unsetenv("LISTEN_FDS")
            let received = try ListenDescriptors.receive()
            #expect(received.names.isEmpty)
        }
    }

    @Test("are none where they are announced to another process")
    func anotherProcess() async {
        await #expect(processExitsWith: .success) {
            setenv("LISTEN_PID", "1", 1)
            setenv("LISTEN_FDS", "1", 1)
            let received = try ListenDescriptors.receive()
            #expect(received.names.isEmpty)
        }
    }

    // The runtime of the child may open and close descriptors at any time, those that are passed here as well. So each
    // test below tries some times, and passes if it goes well once: what is wrong goes wrong each time. It tells the
    // result by the exit code, since the runtime may have lost its own way to tell.
    private static let tries = 20

    @Test("have the names that came with them, are kept from children, and are taken once")
    func names() async {
        await #expect(processExitsWith: .success) {
            for _ in 0..<Self.tries {
                for descriptor in CInt(3)...5 { dup2(open("/dev/null", O_RDONLY), descriptor) }
                setenv("LISTEN_PID", "\(getpid())", 1)
                setenv("LISTEN_FDS", "3", 1)
                setenv("LISTEN_FDNAMES", "feed:control:feed", 1)
                let received = try? ListenDescriptors.receive()
                let isTaken =
                    received?.names == ["control", "feed"] && (3...5).allSatisfy { fcntl($0, F_GETFD) == FD_CLOEXEC }
                    && ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"].allSatisfy { (name: String) in getenv(name) == nil
                    }
                if isTaken, (try? ListenDescriptors.receive())?.names.isEmpty == true { _exit(0) }
            }
            _exit(1)
        }
    }

    @Test(
        "are refused where the announcement does not add up",
        arguments: [("many", "feed"), ("-1", ""), ("1", "feed:control")]
    )
    func malformed(count: String, names: String) async {
        await #expect(processExitsWith: .success) { [count, names] in
            for _ in 0..<Self.tries {
                dup2(open("/dev/null", O_RDONLY), 3)
                setenv("LISTEN_PID", "\(getpid())", 1)
                setenv("LISTEN_FDS", count, 1)
                setenv("LISTEN_FDNAMES", names, 1)
                do throws(ListenDescriptorsError) {
                    _ = try ListenDescriptors.receive()
                } catch {
                    if error == .environment(errno: EINVAL) { _exit(0) }
                }
            }
            _exit(1)
        }
    }

    @Test("are found by name, in order, when they listen and are of the kind expected")
    func kinds() throws {
        let unix = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        let inet = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        let second = socket(AF_INET6, CInt(SOCK_STREAM.rawValue), 0)
        let datagram = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
        let silent = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        let descriptors = [unix, inet, second, datagram, silent]
        defer { for descriptor in descriptors { close(descriptor) } }
        // An unbound socket of each family that listens gets an address by itself.
        var family = sockaddr(sa_family: sa_family_t(AF_UNIX), sa_data: sockaddr().sa_data)
        try #require(bind(unix, &family, socklen_t(MemoryLayout<sa_family_t>.size)) == 0)
        for descriptor in [unix, inet, second] { try #require(listen(descriptor, 1) == 0) }

        let received = ListenDescriptors([
            ("feed", inet), ("control", unix), ("feed", second), ("datagram", datagram), ("silent", silent),
            ("file", STDIN_FILENO),
        ])
        #expect(try received.listening("feed", kind: .inetStream) == [inet, second])
        #expect(try received.listening("control", kind: .unixStream) == [unix])
        #expect(try received.listening("other", kind: .unixStream).isEmpty)

        for (name, descriptor, kind) in [
            ("feed", inet, ListenDescriptors.Kind.unixStream), ("control", unix, .inetStream),
            ("datagram", datagram, .inetStream), ("silent", silent, .inetStream), ("file", STDIN_FILENO, .unixStream),
        ] {
            #expect(
                throws: ListenDescriptorsError.unexpectedKind(name: name, descriptor: descriptor, expected: kind)
            ) {
                try received.listening(name, kind: kind)
            }
        }
    }
}

@Suite("Watchdog")
struct WatchdogTests {
    @Test("has the interval that the service manager awaits from this process")
    func interval() async {
        await #expect(processExitsWith: .success) {
            setenv("WATCHDOG_USEC", "30000000", 1)
            unsetenv("WATCHDOG_PID")
            #expect(Watchdog.interval == .seconds(30))
            setenv("WATCHDOG_PID", "\(getpid())", 1)
            #expect(Watchdog.interval == .seconds(30))
        }
    }

    @Test("is off where nothing is awaited from this process", arguments: ["", "0", "soon"])
    func off(microseconds: String) async {
        await #expect(processExitsWith: .success) { [microseconds] in
            setenv("WATCHDOG_USEC", microseconds, 1)
            #expect(Watchdog.interval == nil)
            unsetenv("WATCHDOG_USEC")
            #expect(Watchdog.interval == nil)
            setenv("WATCHDOG_USEC", "30000000", 1)
            setenv("WATCHDOG_PID", "1", 1)
            #expect(Watchdog.interval == nil)
        }
    }
}
