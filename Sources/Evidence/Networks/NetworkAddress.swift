import Foundation

/// An IP address, held only as long as a request lasts; neither kept nor logged.
package struct NetworkAddress: Hashable, Sendable {
    let high: UInt64
    let low: UInt64
    let isIPv4: Bool

    /// Reads an IPv4 or IPv6 address (RFC 4291 §2.2); nil for anything else.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 45 else { return nil }
        let text = String(text)
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self.init(ipv4: UInt32(bigEndian: four.s_addr))
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        let high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        let low = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
        // An IPv4 address in IPv6 clothes (RFC 4291 §2.5.5.2).
        if high == 0, low >> 32 == 0xFFFF {
            self.init(ipv4: UInt32(truncatingIfNeeded: low))
        } else {
            self.init(high: high, low: low, isIPv4: false)
        }
    }

    private init(ipv4: UInt32) {
        self.init(high: UInt64(ipv4) << 32, low: 0, isIPv4: true)
    }

    private init(high: UInt64, low: UInt64, isIPv4: Bool) {
        (self.high, self.low, self.isIPv4) = (high, low, isIPv4)
    }

    /// Whether it is one by which a machine is reached from everywhere; others are a proxy's, or this machine's.
    package var isPublic: Bool {
        !(isIPv4 ? Self.privateIPv4 : Self.privateIPv6).contains { $0.contains(self) }
    }

    /// Whose network it is in, by the list of networks; nil for one that the list does not know.
    package var owner: NetworkOwner? {
        (isIPv4 ? NetworkList.ipv4 : NetworkList.ipv6).first { $0.range.contains(self) }?.owner
    }

    /// What one subscriber usually gets: the IPv4 address itself, or the first 64 bits of the IPv6 address.
    package var network: String {
        if isIPv4 { return (0..<4).map { String(high >> (56 - 8 * $0) & 0xFF) }.joined(separator: ".") }
        return (0..<4).map { String(high >> (48 - 16 * $0) & 0xFFFF, radix: 16) }.joined(separator: ":")
    }

    /// A name for the address that means nothing outside this process.
    package var pseudonym: Int { hashValue }

    private static let privateIPv4 = Range.all([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.168.0.0/16",
    ])

    private static let privateIPv6 = Range.all(["::/127", "fc00::/7", "fe80::/10"])

    /// All addresses that begin with the same bits; at most the first 64 count.
    struct Range: Hashable, Sendable {
        private let start: UInt64
        private let mask: UInt64

        /// Reads a range as it is usually written; nil for anything else.
        init?(_ text: String) {
            let parts = text.split(separator: "/")
            guard parts.count == 2, let address = NetworkAddress(parts[0]), let bits = Int(parts[1]), bits > 0 else {
                return nil
            }
            let length = min(64, address.isIPv4 ? min(32, bits) : bits)
            mask = UInt64.max << UInt64(64 - length)
            start = address.high & mask
        }

        func contains(_ address: NetworkAddress) -> Bool { address.high & mask == start }

        static func all(_ texts: [String]) -> [Self] { texts.compactMap { Self($0) } }
    }
}
