import Ledger
import Synchronization

/// Counts the refused access keys of each network in the present minute, in bounded memory.
final class RefusalLimiter: Sendable {
    private struct State {
        var minute: Int64 = 0
        var refusals: [String: Int] = [:]
        var others = 0
    }

    private let perMinute: Int
    private let capacity: Int
    private let now: @Sendable () -> Timestamp
    private let state = Mutex(State())

    /// Makes a limiter that has counted nothing.
    ///
    /// - Parameters:
    ///   - perMinute: How many refusals are answered as such.
    ///   - capacity: How many networks are told apart; all further ones count together.
    ///   - now: The clock.
    init(perMinute: Int, capacity: Int = 4096, now: @escaping @Sendable () -> Timestamp = Timestamp.now) {
        self.perMinute = perMinute
        self.capacity = capacity
        self.now = now
    }

    /// Counts a refusal; false if the network had its share for this minute.
    func admitRefusal(of network: String) -> Bool {
        let minute = now().microseconds / 60_000_000
        return state.withLock { state in
            if minute != state.minute { state = State(minute: minute) }
            if let known = state.refusals[network] {
                state.refusals[network] = min(known + 1, perMinute + 1)
                return known < perMinute
            }
            guard state.refusals.count < capacity else {
                state.others = min(state.others + 1, perMinute + 1)
                return state.others <= perMinute
            }
            state.refusals[network] = 1
            return perMinute > 0
        }
    }
}
