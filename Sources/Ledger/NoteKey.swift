import Crypto

/// The public half of a key that signs notes, as C2SP signed-note writes it: `name+id+base64`.
package struct NoteKey: Hashable, Sendable, CustomStringConvertible {
    /// The key's name; for a ledger's key, the ledger's origin.
    package let name: String
    /// The first four bytes of a hash over name and key; tells keys apart, proves nothing.
    package let id: UInt32
    /// The Ed25519 public key, 32 bytes.
    package let publicKey: [UInt8]

    /// Names a public key.
    package init(name: String, publicKey: [UInt8]) {
        self.name = name
        self.publicKey = publicKey
        let hash = Hash(of: Array(name.utf8) + [0x0A, Self.ed25519] + publicKey)
        self.id = hash.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads the form that ``description`` writes.
    ///
    /// - Throws: ``NoteError/badKey`` for anything else, keys of other kinds than Ed25519 among them.
    package init(parsing text: String) throws(NoteError) {
        // Base64 may hold a plus sign itself, so only the first two split.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard
            parts.count == 3, Self.isName(parts[0]), parts[1].utf8.count == 8, let id = UInt32(parts[1], radix: 16),
            let key = Base64.decode(parts[2]), key.count == 33, key[0] == Self.ed25519
        else { throw .badKey }
        self.init(name: String(parts[0]), publicKey: Array(key.dropFirst()))
        guard self.id == id, self.description == text else { throw .badKey }
    }

    /// The key as others verify with it.
    package var description: String {
        "\(name)+\(Self.hexadecimal(id))+\(Base64.encode([Self.ed25519] + publicKey))"
    }

    /// Whether `signature` is this key's over `text`.
    package func isSignature(_ signature: [UInt8], of text: String) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: Array(text.utf8))
    }

    /// Whether a key may have this name: not empty, no spaces, no plus sign.
    package static func isName(_ name: some StringProtocol) -> Bool {
        !name.isEmpty && !name.unicodeScalars.contains { $0.properties.isWhitespace || $0 == "+" || $0.value < 0x20 }
    }

    private static let ed25519: UInt8 = 0x01

    private static func hexadecimal(_ id: UInt32) -> String {
        let digits = String(id, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
