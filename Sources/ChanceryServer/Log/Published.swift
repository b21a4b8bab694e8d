package import Chancery
package import EventLog
internal import Synchronization

/// The calendar as readers get it, and the head of the log it was made from: never ahead of the disk.
package struct Published: Sendable {
    package let head: Head
    /// When the head was recorded.
    package let recorded: Timestamp
    package let calendar: Calendar
}

/// Where the newest ``Published`` is found: read without waiting, and followed without missing the last.
package final class Publication: Sendable {
    private let state: Mutex<State>

    private struct State {
        var published: Published
        var acceptedSince: Timestamp?
        var followers: [Int: AsyncStream<Published>.Continuation] = [:]
        var nextFollower = 0
    }

    init(_ published: Published) {
        state = Mutex(State(published: published))
    }

    package var current: Published { state.withLock { $0.published } }

    /// When the first of the entries was recorded that are accepted and not yet published; nil where there are none.
    package var acceptedSince: Timestamp? { state.withLock { $0.acceptedSince } }

    func accepted(since time: Timestamp?) { state.withLock { $0.acceptedSince = time } }

    /// What is published now, then all that follows. Who is slow to read gets only the newest.
    package func updates() -> AsyncStream<Published> {
        let (stream, continuation) = AsyncStream.makeStream(of: Published.self, bufferingPolicy: .bufferingNewest(1))
        let key = state.withLock { state in
            state.nextFollower += 1
            state.followers[state.nextFollower] = continuation
            continuation.yield(state.published)
            return state.nextFollower
        }
        continuation.onTermination = { [self] _ in
            state.withLock { state in _ = state.followers.removeValue(forKey: key) }
        }
        return stream
    }

    /// - Parameter time: when the first entry was recorded that waits behind these.
    func publish(_ published: Published, acceptedSince time: Timestamp?) {
        let followers = state.withLock { state in
            state.published = published
            state.acceptedSince = time
            return state.followers.values
        }
        for follower in followers { follower.yield(published) }
    }
}
