import Crypto

/// Signs a ledger's checkpoints with its own key.
package struct LedgerSigner: Sendable {
    /// What others verify with; its name is the ledger's origin.
    package let verifierKey: NoteKey
    private let key: Curve25519.Signing.PrivateKey

    /// Takes over the key of a ledger.
    ///
    /// - Parameters:
    ///   - seed: The 32 secret bytes of an Ed25519 key (RFC 8032).
    ///   - name: The ledger's origin, for example `postboek.local/` and the ledger's id.
    /// - Throws: ``NoteError/badKey`` if the seed is not 32 bytes long or the name is not one.
    package init(seed: [UInt8], name: String) throws(NoteError) {
        guard NoteKey.isName(name), let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .badKey
        }
        self.key = key
        self.verifierKey = NoteKey(name: name, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// The ledger's origin.
    package var name: String { verifierKey.name }

    /// Signs a text that ends with a line end, and gives the whole note.
    package func sign(_ text: String) throws -> String {
        let signature = try key.signature(for: Array(text.utf8))
        let line = SignedNote.Signature(name: name, id: verifierKey.id, bytes: Array(signature))
        return SignedNote(text: text, signatures: [line]).description
    }
}
