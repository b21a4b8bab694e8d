package import Chancery
internal import Synchronization

/// What is in force of the configuration. It is asked for anew with each request, since a reload may replace it.
package final class Settings: Sendable {
    package struct InForce: Sendable {
        package let configuration: Configuration
        package let policy: ReminderPolicy
        /// Grows when which reminders there are may be otherwise.
        package fileprivate(set) var generation = 0
    }

    private let state: Mutex<InForce>

    package init(_ configuration: Configuration, policy: ReminderPolicy) {
        state = Mutex(InForce(configuration: configuration, policy: policy))
    }

    package var current: InForce { state.withLock { $0 } }
    package var configuration: Configuration { current.configuration }

    package func replace(_ configuration: Configuration, policy: ReminderPolicy) {
        state.withLock { state in
            let isSame = policy.entries == state.policy.entries && policy.zone == state.policy.zone
            let generation = state.generation + (isSame ? 0 : 1)
            state = InForce(configuration: configuration, policy: policy, generation: generation)
        }
    }
}

extension Configuration {
    /// Keeps what another configuration has of that which counts only at a start: where the log and the sockets are.
    ///
    /// - Returns: the keys that say otherwise here.
    mutating func keepPlaces(of other: Configuration) -> [String] {
        var keys: [String] = []
        func keep<Value: Equatable>(_ key: String, _ path: WritableKeyPath<Configuration, Value>) {
            guard self[keyPath: path] != other[keyPath: path] else { return }
            keys.append(key)
            self[keyPath: path] = other[keyPath: path]
        }
        keep("log.directory", \.logDirectory)
        keep("log.segment-size", \.segmentSize)
        keep("log.signing-key", \.signingKeyFile)
        keep("http.listen", \.listen)
        keep("http.public-url", \.publicURL)
        keep("control.socket", \.controlSocket)
        return keys
    }
}
