import Foundation

/// Where a name server listens: a numeric address and a port, written `192.0.2.53`, `192.0.2.53:5353` or `[2001:db8::1]:53`.
package struct DNSServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address and the port, as c-ares reads them.
    package let description: String

    /// Parses an address.
    ///
    /// - Throws: ``DNSServerAddressError``.
    package init(parsing text: String) throws(DNSServerAddressError) {
        let host: Substring
        let port: Substring
        if text.hasPrefix("["), let close = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<close]
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw .notAnAddress }
            port = rest.isEmpty ? "53" : rest.dropFirst()
        } else if text.count(where: { $0 == ":" }) > 1 {
            (host, port) = (text[...], "53")
        } else {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            (host, port) = (parts[0], parts.count == 2 ? parts[1] : "53")
        }
        guard let number = UInt16(port), number > 0 else { throw .notAnAddress }
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, String(host), &four) == 1 {
            description = "\(host):\(number)"
        } else if inet_pton(AF_INET6, String(host), &six) == 1 {
            description = "[\(host)]:\(number)"
        } else {
            throw .notAnAddress
        }
    }
}

/// A text is not the address of a name server.
package enum DNSServerAddressError: Error, CustomStringConvertible {
    case notAnAddress

    /// What to write instead.
    package var description: String {
        "a name server is written as a numeric address, with a port if it is not 53: 192.0.2.53, 127.0.0.1:5353"
    }
}
