import Evidence
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Which proxies stand before the service, and what they write into requests.
package struct ProxySettings: Sendable {
    /// How proxies say who is behind them; only one way is believed, for a proxy passes on what it does not know.
    package enum Header: String, CaseIterable, Sendable {
        /// X-Forwarded-For and X-Forwarded-Proto.
        case xForwarded = "x-forwarded"
        /// Forwarded (RFC 7239).
        case forwarded
    }

    /// Whose word is taken; nobody's where it is empty.
    package var trusted: [NetworkRange]
    /// In which header.
    package var header: Header

    /// Names proxies.
    package init(trusted: [NetworkRange] = [], header: Header = .xForwarded) {
        self.trusted = trusted
        self.header = header
    }

    /// Whether a proxy of the operator's is connected; a connection without an address is one of this machine's own.
    func trusts(_ peer: NetworkAddress?) -> Bool {
        guard let peer else { return !trusted.isEmpty }
        return trusted.contains { $0.contains(peer) }
    }
}

/// Finds out where a request came from, as far as somebody vouches for it.
struct ClientMiddleware: RouterMiddleware {
    let proxies: ProxySettings
    /// Whether the service speaks TLS itself.
    let isSecure: Bool

    func handle(
        _ request: Request,
        context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.isSecure = isSecure
        if proxies.trusts(context.peer) {
            let hops = ForwardedHops(request.headers, header: proxies.header)
            context.client = hops.client(behind: context.peer, proxies)
            if hops.isSecure { context.isSecure = true }
        }
        return try await next(request, context)
    }
}

/// What proxies wrote about the way of a request, the nearest proxy's word last.
struct ForwardedHops {
    private let addresses: [NetworkAddress?]
    /// Whether the nearest proxy says that it was reached by TLS.
    let isSecure: Bool

    init(_ headers: HTTPFields, header: ProxySettings.Header) {
        switch header {
        case .xForwarded:
            addresses = (headers[.forwardedFor]?.split(separator: ",") ?? []).map { Self.address($0) }
            isSecure = headers[.forwardedProto]?.split(separator: ",").last.map { Self.trimmed($0) } == "https"
        case .forwarded:
            let hops = (headers[.forwarded]?.split(separator: ",") ?? []).map { Self.pairs($0) }
            addresses = hops.map { hop in hop["for"].flatMap { Self.address($0) } }
            isSecure = hops.last?["proto"]?.lowercased() == "https"
        }
    }

    /// The nearest address that is no proxy of the operator's: what lies behind it, anybody may have written.
    ///
    /// - Returns: The address; nil where the proxy does not say one that can be read.
    func client(behind peer: NetworkAddress?, _ proxies: ProxySettings) -> NetworkAddress? {
        var nearest = peer
        for address in addresses.reversed() {
            guard let address else { return nil }
            nearest = address
            guard proxies.trusted.contains(where: { $0.contains(address) }) else { break }
        }
        return nearest
    }

    /// An address, also with a port behind it.
    private static func address(_ text: some StringProtocol) -> NetworkAddress? {
        let text = trimmed(text)
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return NetworkAddress(text[text.index(after: text.startIndex)..<end])
        }
        if text.contains("."), let colon = text.lastIndex(of: ":"), !text.hasPrefix(":"),
            let address = NetworkAddress(text[..<colon])
        {
            return address
        }
        return NetworkAddress(text)
    }

    /// The pairs of an element of Forwarded; a quoted comma or semicolon in one makes it unreadable, which no address is.
    private static func pairs(_ element: some StringProtocol) -> [String: String] {
        let pairs = element.split(separator: ";").compactMap { pair -> (String, String)? in
            let halves = pair.split(separator: "=", maxSplits: 1)
            guard halves.count == 2 else { return nil }
            let value = trimmed(halves[1])
            let isQuoted = value.count > 1 && value.hasPrefix("\"") && value.hasSuffix("\"")
            return (trimmed(halves[0]).lowercased(), isQuoted ? String(value.dropFirst().dropLast()) : value)
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
