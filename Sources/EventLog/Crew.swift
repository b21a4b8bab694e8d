internal import Glibc
internal import Synchronization

/// Threads that share works for a moment: one on each core, and among them the calling one.
enum Crew {
    /// Does `first` here, and meanwhile each work once, on any thread; returns when all is done. What is small is done
    /// here, one after the other.
    ///
    /// No two works may touch the same, nor what `first` touches.
    ///
    /// - Parameter first: answers whether the works are wanted; where they are not, those that have not begun are left.
    static func work(first: () -> Bool, isSmall: Bool, _ count: Int, _ work: (Int) -> Void) {
        guard !isSmall else {
            if first() { (0..<count).forEach(work) }
            return
        }
        let next = Atomic(0)
        func takeAll() {
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                work(index)
            }
        }
        withoutActuallyEscaping(takeAll) { takeAll in
            let threads = (0..<min(cores - 1, count)).compactMap { _ in thread(takeAll) }
            if !first() { next.store(count, ordering: .relaxed) }
            takeAll()
            for thread in threads { pthread_join(thread, nil) }
        }
    }

    private static let cores = max(1, min(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 16))

    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    /// A thread that runs `body`; nil where the system grants none.
    private static func thread(_ body: @escaping () -> Void) -> pthread_t? {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Body(body))
        let error = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, argument.toOpaque())
        guard error == 0 else {
            argument.release()
            return nil
        }
        return thread
    }
}
