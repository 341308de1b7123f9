import Crypto

/// The public half of a key that signs notes, as C2SP signed-note writes it: `name+id+base64`.
package struct NoteKey: Hashable, Sendable, CustomStringConvertible {
    /// What a key's signatures are over; its byte stands before the public key.
    package enum Kind: UInt8, Sendable {
        /// The note's text.
        case note = 0x01
        /// The note's text and the time of signing (C2SP tlog-cosignature v1).
        case cosignature = 0x04
    }

    /// The key's name; for a ledger's key, the ledger's origin.
    package let name: String
    /// What its signatures are over.
    package let kind: Kind
    /// The first four bytes of a hash over name and key; tells keys apart, proves nothing.
    package let id: UInt32
    /// The Ed25519 public key, 32 bytes.
    package let publicKey: [UInt8]

    /// Names a public key.
    package init(name: String, publicKey: [UInt8], kind: Kind = .note) {
        self.name = name
        self.kind = kind
        self.publicKey = publicKey
        let hash = Hash(of: Array(name.utf8) + [0x0A, kind.rawValue] + publicKey)
        self.id = hash.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads the form that ``description`` writes.
    ///
    /// - Throws: ``NoteError/badKey`` for anything else, keys of another kind among them.
    package init(parsing text: String, kind: Kind = .note) throws(NoteError) {
        // Base64 may hold a plus sign itself, so only the first two split.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard
            text.utf8.count <= Self.longestText, parts.count == 3, Self.isName(parts[0]),
            let key = Base64.decode(parts[2]), key.count == 33, key[0] == kind.rawValue
        else { throw .badKey }
        self.init(name: String(parts[0]), publicKey: Array(key.dropFirst()), kind: kind)
        guard description == text else { throw .badKey }
    }

    /// The key as others verify with it.
    package var description: String {
        let digits = String(id, radix: 16)
        let id = String(repeating: "0", count: 8 - digits.count) + digits
        return "\(name)+\(id)+\(Base64.encode([kind.rawValue] + publicKey))"
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

    /// The longest text that is read as a key, in bytes.
    private static let longestText = 500
}
