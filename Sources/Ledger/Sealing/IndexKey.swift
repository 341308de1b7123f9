import Crypto

/// A key that makes names out of things that must not be guessed: who has no key cannot try addresses against the names.
///
/// HMAC-SHA256 (RFC 2104). A label keeps uses apart: the same text under two labels gives unrelated names.
package struct IndexKey: Sendable {
    private let key: SymmetricKey

    /// Takes over 32 bytes; nil for any other number of them.
    package init?(bytes: some Sequence<UInt8>) {
        let array = Array(bytes)
        guard array.count == 32 else { return nil }
        self.key = SymmetricKey(data: array)
    }

    private init(key: SymmetricKey) {
        self.key = key
    }

    /// Makes a key at random.
    package static func random() -> Self {
        Self(key: SymmetricKey(size: .bits256))
    }

    /// The 32 bytes, to be kept as a secret.
    package var bytes: [UInt8] {
        key.withUnsafeBytes { Array($0) }
    }

    /// The name of a text under a label: the first 16 bytes of its keyed hash.
    package func id(_ label: String, _ text: String) -> OpaqueID {
        let digest = digest(label, Array(text.utf8))
        return OpaqueID(
            high: digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            low: digest.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        )
    }

    /// The keyed hash of bytes under a label: 32 bytes.
    package func digest(_ label: String, _ bytes: [UInt8]) -> [UInt8] {
        var authentication = HMAC<SHA256>(key: key)
        authentication.update(data: LengthPrefixed.join(label))
        authentication.update(data: bytes)
        return Array(authentication.finalize())
    }
}
