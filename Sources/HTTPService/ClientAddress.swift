import Evidence
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Where a request came from, as far as somebody vouches for it.
enum ClientAddress {
    /// The address behind the proxy before this service, or the one that is connected.
    ///
    /// X-Forwarded-For is believed only from an address that is not public, so from a proxy of the operator's own, and only its
    /// last element, which that proxy wrote. nil where no public address is known.
    static func of(_ request: Request, context: CallContext) -> NetworkAddress? {
        if let peer = context.peer, peer.isPublic { return peer }
        guard let last = request.headers[.forwardedFor]?.split(separator: ",").last else { return nil }
        guard let address = NetworkAddress(last.filter { $0 != " " && $0 != "\t" }), address.isPublic else {
            return nil
        }
        return address
    }
}
