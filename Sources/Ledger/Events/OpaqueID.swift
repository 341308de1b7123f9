/// Sixteen bytes that name something and say nothing about it.
///
/// Headers are clear for ever, so only such ids stand in them: made at random, made in time order (``EventID``), or made as
/// a keyed hash of what a caller chose.
package struct OpaqueID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The upper eight bytes, big-endian.
    package let high: UInt64
    /// The lower eight bytes, big-endian.
    package let low: UInt64

    /// Makes an id from its two halves.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Makes an id from exactly sixteen bytes; nil for any other number of them.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        self.high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        self.low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Makes an id at random.
    package static func random() -> Self {
        Self(high: .random(in: .min ... .max), low: .random(in: .min ... .max))
    }

    /// The sixteen bytes.
    package var bytes: [UInt8] {
        (0..<16).map { UInt8(truncatingIfNeeded: ($0 < 8 ? high : low) >> (56 - 8 * UInt64($0 & 7))) }
    }

    /// The id in the form of a UUID: 36 characters, lower case.
    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for index in 0..<16 {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            let byte = UInt8(truncatingIfNeeded: (index < 8 ? high : low) >> (56 - 8 * UInt64(index & 7)))
            text.append(Self.digits[Int(byte >> 4)])
            text.append(Self.digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Parses the form that ``description`` writes; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let characters = Array(text.utf8)
        guard characters.count == 36 else { return nil }
        var halves: (UInt64, UInt64) = (0, 0)
        var seen = 0
        for (index, character) in characters.enumerated() {
            if [8, 13, 18, 23].contains(index) {
                guard character == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let value = Self.digits.firstIndex(of: character) else { return nil }
            if seen < 16 { halves.0 = halves.0 << 4 | UInt64(value) } else { halves.1 = halves.1 << 4 | UInt64(value) }
            seen += 1
        }
        self.init(high: halves.0, low: halves.1)
    }

    /// Orders ids by their bytes.
    package static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }

    private static let digits = Array("0123456789abcdef".utf8)
}

extension OpaqueID {
    /// Makes a UUIDv7 (RFC 9562 §5.7): milliseconds first, so that ids made later sort later.
    package static func timeOrdered(at moment: Timestamp) -> Self {
        let milliseconds = UInt64(max(0, moment.microseconds / 1000)) & 0xFFFF_FFFF_FFFF
        return Self(
            high: milliseconds << 16 | 0x7000 | UInt64.random(in: 0...0xFFF),
            low: 0x8000_0000_0000_0000 | UInt64.random(in: 0...0x3FFF_FFFF_FFFF_FFFF)
        )
    }
}
