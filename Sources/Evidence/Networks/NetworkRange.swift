/// All addresses of one kind that begin with the same bits, as operators write them: `10.0.0.0/8`, `2001:db8::/32`, `::1`.
package struct NetworkRange: Hashable, Sendable {
    private let isIPv4: Bool
    private let high: UInt64
    private let low: UInt64
    private let highMask: UInt64
    private let lowMask: UInt64

    /// Reads an address, or an address with the number of bits that count (RFC 4632, RFC 4291 §2.3).
    ///
    /// nil for anything else, and for a range of all addresses, in which nobody could be told from anybody.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = NetworkAddress(first) else { return nil }
        let width = address.isIPv4 ? 32 : 128
        var bits = width
        if parts.count == 2 {
            guard let given = Int(parts[1]), (1...width).contains(given) else { return nil }
            bits = given
        }
        isIPv4 = address.isIPv4
        highMask = Self.mask(min(bits, 64))
        lowMask = Self.mask(max(bits - 64, 0))
        high = address.high & highMask
        low = address.low & lowMask
    }

    /// Whether an address is one of them.
    package func contains(_ address: NetworkAddress) -> Bool {
        address.isIPv4 == isIPv4 && address.high & highMask == high && address.low & lowMask == low
    }

    private static func mask(_ bits: Int) -> UInt64 {
        bits == 0 ? 0 : UInt64.max << UInt64(64 - bits)
    }
}
