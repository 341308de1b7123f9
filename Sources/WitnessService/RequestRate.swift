import Ledger
import Synchronization

/// Counts the requests of each network in the present second, in bounded memory.
final class RequestRate: Sendable {
    private struct State {
        var second: Int64 = 0
        var requests: [String: Int] = [:]
        var others = 0
    }

    private let perSecond: Int
    private let capacity = 1024
    private let now: @Sendable () -> Timestamp
    private let state = Mutex(State())

    init(perSecond: Int, now: @escaping @Sendable () -> Timestamp = Timestamp.now) {
        self.perSecond = perSecond
        self.now = now
    }

    /// Counts a request; false if the network had its share of this second.
    func admit(_ network: String) -> Bool {
        let second = now().microseconds / 1_000_000
        return state.withLock { state in
            if second != state.second { state = State(second: second) }
            guard state.requests[network] != nil || state.requests.count < capacity else {
                state.others += 1
                return state.others <= perSecond
            }
            state.requests[network, default: 0] += 1
            return state.requests[network, default: 0] <= perSecond
        }
    }
}
