import Hummingbird
import NIOCore

/// What belongs to one request: the router's findings, and where it came from.
struct CallContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The network that the request came from, coarse; used only to count refused keys, never kept or logged.
    let network: String

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        network = Self.network(of: source.channel.remoteAddress)
    }

    /// An IPv4 address, or the first 64 bits of an IPv6 address, which is what one subscriber gets.
    static func network(of address: SocketAddress?) -> String {
        switch address {
        case .v4(let address)?: "\(address.address.sin_addr.s_addr)"
        case .v6(let address)?:
            withUnsafeBytes(of: address.address.sin6_addr) { bytes in
                bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
            }
        default: "local"
        }
    }
}
