/// Which addresses a server may have.
package enum SMTPAddressRule: Hashable, Sendable {
    /// Any, also of this machine and its network: for hosts that the operator chose.
    case any
    /// Only those of the public internet: for hosts that somebody named from afar.
    case publicOnly
}

/// An IP address, as far as it matters where it leads.
struct IPAddress: Hashable, Sendable {
    /// Four bytes, or sixteen.
    let bytes: [UInt8]

    /// Whether it is one of the public internet.
    ///
    /// What is not (IANA's special-purpose registries, RFC 6890): this host and network, loopback, private and
    /// unique-local, link-local, shared (CGNAT), multicast, reserved, documentation and benchmarking. An IPv6 address
    /// that carries an IPv4 address is as public as that one.
    var isPublic: Bool {
        switch bytes.count {
        case 4: !Self.special4.contains { $0.holds(bytes) }
        case 16: carried.map { IPAddress(bytes: $0).isPublic } ?? isPublic6
        default: false
        }
    }

    private var isPublic6: Bool {
        // Global unicast is 2000::/3; all else is something special.
        bytes[0] & 0xE0 == 0x20 && !Self.special6.contains { $0.holds(bytes) }
    }

    /// The IPv4 address inside: mapped or compatible (RFC 4291 §2.5.5), NAT64 (RFC 6052), 6to4 (RFC 3056).
    private var carried: [UInt8]? {
        let zeros = bytes.prefix(10).allSatisfy { $0 == 0 }
        if zeros, bytes[10...11].allSatisfy({ $0 == 0xFF }) { return Array(bytes.suffix(4)) }
        if zeros, bytes[10...11].allSatisfy({ $0 == 0 }) { return Array(bytes.suffix(4)) }
        if bytes.starts(with: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) { return Array(bytes.suffix(4)) }
        if bytes.starts(with: [0x20, 0x02]) { return Array(bytes[2...5]) }
        return nil
    }

    private struct Network: Sendable {
        let prefix: [UInt8]
        let bits: Int

        init(_ prefix: [UInt8], _ bits: Int) {
            self.prefix = prefix
            self.bits = bits
        }

        func holds(_ bytes: [UInt8]) -> Bool {
            (0..<bits).allSatisfy { bit in
                let mask = UInt8(0x80) >> UInt8(bit % 8)
                let wanted = bit / 8 < prefix.count ? prefix[bit / 8] : 0
                return bytes[bit / 8] & mask == wanted & mask
            }
        }
    }

    private static let special4 = [
        Network([0], 8), Network([10], 8), Network([100, 64], 10), Network([127], 8), Network([169, 254], 16),
        Network([172, 16], 12), Network([192, 0, 0], 24), Network([192, 0, 2], 24), Network([192, 88, 99], 24),
        Network([192, 168], 16), Network([198, 18], 15), Network([198, 51, 100], 24), Network([203, 0, 113], 24),
        Network([224], 4), Network([240], 4),
    ]

    private static let special6 = [
        // Protocol assignments with Teredo, benchmarking and ORCHID; documentation, old and new.
        Network([0x20, 0x01, 0x00], 23), Network([0x20, 0x01, 0x0D, 0xB8], 32), Network([0x3F, 0xFF, 0x00], 20),
    ]
}
