/// A User-Agent header in lower case, made comparable once for all rules.
///
/// Only the first 512 bytes count: no mail program sends more, and a hit must stay cheap whatever a stranger sends.
struct AgentText: Sendable {
    private let bytes: [UInt8]

    /// Which pairs of neighbouring bytes occur, hashed to a bit each.
    ///
    /// A hit is searched for more than a hundred names, nearly all in vain; most of those end here.
    private let pairs: [UInt64]

    var isEmpty: Bool { bytes.isEmpty }

    init(_ header: String?) {
        let lowered = (header ?? "").utf8.prefix(512).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let blank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let start = lowered.drop(while: blank)
        bytes = Array(start.prefix(start.count - start.reversed().prefix(while: blank).count))
        pairs = zip(bytes, bytes.dropFirst()).reduce(into: Array(repeating: 0, count: 16)) { pairs, pair in
            let bit = Self.bit(pair.0, pair.1)
            pairs[bit >> 6] |= 1 << UInt64(bit & 63)
        }
    }

    /// Whether the whole text is this one, which is written in lower case.
    func equals(_ text: String) -> Bool {
        bytes.elementsEqual(text.utf8)
    }

    /// Whether this part, which is written in lower case and at least two bytes long, stands anywhere in the text.
    func contains(_ part: String) -> Bool {
        var part = part
        return part.withUTF8 { part in
            guard part.count >= 2, bytes.count >= part.count else { return false }
            let bit = Self.bit(part[0], part[1])
            guard pairs[bit >> 6] & 1 << UInt64(bit & 63) != 0 else { return false }
            return bytes.withUnsafeBufferPointer { Self.search($0, for: part) }
        }
    }

    private static func bit(_ first: UInt8, _ second: UInt8) -> Int {
        (Int(first) * 37 + Int(second)) & 1023
    }

    private static func search(_ text: UnsafeBufferPointer<UInt8>, for part: UnsafeBufferPointer<UInt8>) -> Bool {
        for start in 0...(text.count - part.count) where text[start] == part[0] {
            var length = 1
            while length < part.count, text[start + length] == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }
}
