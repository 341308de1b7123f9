import Evidence
import Synchronization

/// How many connections are open: all together, and from each network, so that no network takes all places.
final class ConnectionPlaces: Sendable {
    /// What a new connection gets.
    enum Answer {
        /// A place, to be given back under this name.
        case place(String?)
        /// No place, but a word of refusal.
        case refused
        /// Not even that: there are too many to refuse already.
        case closed
    }

    private struct State {
        var open = 0
        var refused = 0
        var byNetwork: [String: Int] = [:]
    }

    /// How many connections may be in the course of being refused.
    private static let refusals = 256

    private let limit: Int
    private let perNetwork: Int
    private let proxies: ProxySettings
    private let state = Mutex(State())

    /// Makes places of which none is taken.
    ///
    /// - Parameters:
    ///   - limit: How many connections may be open.
    ///   - perNetwork: How many of them from one network; proxies that are trusted do not count as one.
    ///   - proxies: The proxies before the service.
    init(limit: Int, perNetwork: Int, proxies: ProxySettings) {
        (self.limit, self.perNetwork, self.proxies) = (limit, perNetwork, proxies)
    }

    /// Takes a place for a connection from an address.
    func take(for peer: NetworkAddress?) -> Answer {
        let network = proxies.trusts(peer) ? nil : peer?.network
        return state.withLock { state in
            let taken = network.map { state.byNetwork[$0, default: 0] } ?? 0
            guard state.open < limit, taken < perNetwork else {
                guard state.refused < Self.refusals else { return .closed }
                state.refused += 1
                return .refused
            }
            state.open += 1
            if let network { state.byNetwork[network] = taken + 1 }
            return .place(network)
        }
    }

    /// Gives a place back.
    func giveBack(_ network: String?) {
        state.withLock { state in
            state.open -= 1
            guard let network else { return }
            let taken = state.byNetwork[network, default: 0] - 1
            state.byNetwork[network] = taken > 0 ? taken : nil
        }
    }

    /// Counts a refusal as over.
    func endRefusal() {
        state.withLock { $0.refused -= 1 }
    }
}
