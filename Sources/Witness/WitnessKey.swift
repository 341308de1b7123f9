import Crypto
import Ledger

/// The public half of a key that cosigns checkpoints, as C2SP tlog-cosignature v1 writes it: `name+id+base64`.
package struct WitnessKey: Hashable, Sendable, CustomStringConvertible {
    /// The witness's name.
    package let name: String
    /// The first four bytes of a hash over name and key; tells keys apart, proves nothing.
    package let id: UInt32
    /// The Ed25519 public key, 32 bytes.
    package let publicKey: [UInt8]

    /// Names a public key.
    package init(name: String, publicKey: [UInt8]) {
        self.name = name
        self.publicKey = publicKey
        let hash = Hash(of: Array(name.utf8) + [0x0A, Self.cosignature] + publicKey)
        self.id = hash.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads the form that ``description`` writes.
    ///
    /// - Throws: ``NoteError/badKey`` for anything else, keys of other kinds than timestamped Ed25519 among them.
    package init(parsing text: String) throws(NoteError) {
        // Base64 may hold a plus sign itself, so only the first two split.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard
            text.utf8.count <= 500, parts.count == 3, NoteKey.isName(parts[0]), parts[1].utf8.count == 8,
            let key = Base64.decode(parts[2]), key.count == 33, key[0] == Self.cosignature
        else { throw .badKey }
        self.init(name: String(parts[0]), publicKey: Array(key.dropFirst()))
        guard description == text else { throw .badKey }
    }

    /// The key as others verify with it.
    package var description: String {
        let digits = String(id, radix: 16)
        let id = String(repeating: "0", count: 8 - digits.count) + digits
        return "\(name)+\(id)+\(Base64.encode([Self.cosignature] + publicKey))"
    }

    /// The type of an Ed25519 key that signs with the time (C2SP signed-note).
    private static let cosignature: UInt8 = 0x04
}
