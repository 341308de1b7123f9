/// Joins byte strings so that no two different lists give the same bytes.
package enum LengthPrefixed {
    /// Every part behind its own length (four bytes, big-endian).
    package static func join(_ parts: [[UInt8]]) -> [UInt8] {
        var joined: [UInt8] = []
        joined.reserveCapacity(parts.reduce(0) { $0 + 4 + $1.count })
        for part in parts {
            let count = UInt32(part.count)
            for shift: UInt32 in [24, 16, 8, 0] { joined.append(UInt8(truncatingIfNeeded: count >> shift)) }
            joined += part
        }
        return joined
    }

    /// Every text, as UTF-8, behind its own length (four bytes, big-endian).
    package static func join(_ texts: String...) -> [UInt8] {
        join(texts.map { Array($0.utf8) })
    }
}
