import Crypto

/// A SHA-256 hash: exactly 32 bytes.
package struct Hash: Hashable, Sendable, CustomStringConvertible {
    /// The 32 bytes.
    package let bytes: [UInt8]

    /// Takes over 32 bytes; nil for any other number of them.
    package init?(bytes: some Sequence<UInt8>) {
        let array = Array(bytes)
        guard array.count == 32 else { return nil }
        self.bytes = array
    }

    /// Hashes bytes.
    package init(of bytes: some Sequence<UInt8>) {
        self.init(SHA256.hash(data: Array(bytes)))
    }

    /// Takes over a digest.
    package init(_ digest: SHA256.Digest) {
        self.bytes = Array(digest)
    }

    /// 64 lower-case hexadecimal digits.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Parses 64 hexadecimal digits; nil for anything else.
    package init?(hex text: some StringProtocol) {
        let characters = Array(text.utf8)
        guard characters.count == 64 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard
                let pair = UInt8(String(decoding: characters[index..<index + 2], as: UTF8.self), radix: 16),
                characters[index] != UInt8(ascii: "+"), characters[index] != UInt8(ascii: "-")
            else { return nil }
            bytes.append(pair)
        }
        self.bytes = bytes
    }
}
