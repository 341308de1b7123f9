import Foundation

/// Where a provider's interface is, without a slash at its end; only the operator can set one.
package struct ProviderAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address, such as `https://api.mailgun.net`.
    package let url: String
    /// The server's name in it.
    package let host: String

    /// The address.
    package var description: String { url }

    /// Checks an address: https, or http on this machine alone, since keys travel with every call.
    ///
    /// - Throws: ``ProviderAddressError``.
    package init(parsing text: String) throws(ProviderAddressError) {
        guard
            let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, parts.user == nil,
            parts.query == nil, parts.fragment == nil
        else { throw ProviderAddressError() }
        let isLocal = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host)
        guard parts.scheme == "https" || (parts.scheme == "http" && isLocal) else { throw ProviderAddressError() }
        url = text.hasSuffix("/") ? String(text.dropLast()) : text
        self.host = host
    }

    /// An address that is written in the source.
    init(known text: String, host: String) {
        url = text
        self.host = host
    }
}

/// Why an address cannot be one of a provider.
package struct ProviderAddressError: Error, Hashable, CustomStringConvertible {
    /// What to write instead.
    package var description: String {
        "the address of a provider must be like https://api.example.com (http only for localhost), without a query"
    }
}
