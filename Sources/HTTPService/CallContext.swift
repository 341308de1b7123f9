import Evidence
import Hummingbird
import NIOCore

/// What belongs to one request: the router's findings, and where it came from.
struct CallContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The network that the request came from, coarse; used only to count refused keys, never kept or logged.
    let network: String
    /// The address that is connected; used while the request is answered, never kept or logged.
    let peer: NetworkAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        network = Self.network(of: source.channel.remoteAddress)
        peer = source.channel.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) }
    }

    /// An IPv4 address, or the first 64 bits of an IPv6 address, which is what one subscriber gets.
    static func network(of address: SocketAddress?) -> String {
        switch address {
        case .v4(let four)?: SocketAddress.v4(four).ipAddress ?? "none"
        case .v6(let six)?: prefix(ofIPv6: SocketAddress.v6(six).ipAddress ?? "none")
        default: "local"
        }
    }

    /// The first four of eight groups; `::` stands for as many zeros as are missing (RFC 4291 §2.2).
    private static func prefix(ofIPv6 text: String) -> String {
        let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
            .map { $0.split(separator: ":") }
        let groups = halves.flatMap(\.self)
        guard halves.count == 2 else { return groups.prefix(4).joined(separator: ":") }
        let zeros = Array(repeating: Substring("0"), count: max(0, 8 - groups.count))
        return (halves[0] + zeros + halves[1]).prefix(4).joined(separator: ":")
    }
}
