import Crypto

/// The key that wraps every other key of the instance; it never stands beside what it wraps.
package struct MasterKey: Sendable {
    /// The number of bytes of a master key.
    package static let size = 32

    private let key: SymmetricKey

    /// Takes over 32 bytes; nil for any other number of them.
    package init?(bytes: some Sequence<UInt8>) {
        let array = Array(bytes)
        guard array.count == Self.size else { return nil }
        self.key = SymmetricKey(data: array)
    }

    private init(key: SymmetricKey) {
        self.key = key
    }

    /// Makes a key at random.
    package static func random() -> Self {
        Self(key: SymmetricKey(size: .bits256))
    }

    /// The 32 bytes, to be written to the key file.
    package var bytes: [UInt8] {
        key.withUnsafeBytes { Array($0) }
    }

    /// A key for one purpose and one place (HKDF-SHA256, RFC 5869).
    ///
    /// - Parameters:
    ///   - salt: Random bytes that the place keeps in clear.
    ///   - purpose: What the key is for; two purposes give unrelated keys.
    /// - Returns: 256 bits.
    package func derived(salt: [UInt8], purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, salt: salt, info: Array(purpose.utf8), outputByteCount: 32)
    }
}
