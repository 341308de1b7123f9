/// The URL-safe base64 of RFC 4648 §5 without padding, for byte strings of a known size.
///
/// Only one text decodes to given bytes: other alphabets, padding and stray bits in the last character are refused.
enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static let values: [UInt8?] = alphabet.enumerated().reduce(into: Array(repeating: nil, count: 256)) {
        $0[Int($1.element)] = UInt8($1.offset)
    }

    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var pending: UInt32 = 0
        var bits = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(pending >> bits & 0x3F)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(pending << (6 - bits) & 0x3F)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes exactly `size` bytes; nil for every other text, having read at most one character more than they need.
    static func decode(_ text: some Sequence<UInt8>, size: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        var pending: UInt32 = 0
        var bits = 0
        var remaining = (size * 4 + 2) / 3
        for character in text {
            guard remaining > 0, let value = values[Int(character)] else { return nil }
            remaining -= 1
            pending = pending << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: pending >> bits))
        }
        guard remaining == 0, pending & (1 << bits - 1) == 0 else { return nil }
        return bytes
    }
}
