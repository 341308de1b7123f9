import Evidence
import Hummingbird
import NIOCore

/// What belongs to one request: the router's findings, and where it came from.
struct CallContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address that is connected; used while the request is answered, never kept or logged.
    let peer: NetworkAddress?
    /// The address that the request came from: the one that is connected, or the one behind a proxy that is trusted.
    var client: NetworkAddress?
    /// Whether the client speaks TLS, to this service or to a proxy that is trusted.
    var isSecure = false

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) }
        client = peer
    }

    /// The network that the request came from, coarse; used only to count what is refused, never kept or logged.
    var network: String { client?.network ?? "unknown" }

    /// The client's address where it is one by which a machine is reached from everywhere.
    var publicClient: NetworkAddress? { client.flatMap { $0.isPublic ? $0 : nil } }
}
