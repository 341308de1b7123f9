import Ledger

/// The time by which a dispatcher works; tests bring their own.
package protocol DispatchClock: Sendable {
    /// The present moment.
    func now() -> Timestamp

    /// Returns at the moment, or earlier if the task is cancelled.
    func sleep(until moment: Timestamp) async
}

/// The machine's clock.
package struct SystemDispatchClock: DispatchClock {
    /// Makes a clock.
    package init() {}

    /// The present moment.
    package func now() -> Timestamp { .now() }

    /// Sleeps by the monotonic clock; one that is set meanwhile changes nothing.
    package func sleep(until moment: Timestamp) async {
        let microseconds = moment.microseconds - now().microseconds
        guard microseconds > 0 else { return }
        try? await Task.sleep(for: .microseconds(microseconds))
    }
}
