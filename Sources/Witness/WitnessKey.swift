import Ledger

/// The public half of a key that cosigns checkpoints, as C2SP tlog-cosignature v1 writes it: `name+id+base64`.
package struct WitnessKey: Hashable, Sendable, CustomStringConvertible {
    private let key: NoteKey

    /// Names a public key, 32 bytes of Ed25519.
    package init(name: String, publicKey: [UInt8]) {
        key = NoteKey(name: name, publicKey: publicKey, kind: .cosignature)
    }

    /// Reads the form that ``description`` writes.
    ///
    /// - Throws: ``NoteError/badKey`` for anything else, keys of other kinds than timestamped Ed25519 among them.
    package init(parsing text: String) throws(NoteError) {
        key = try NoteKey(parsing: text, kind: .cosignature)
    }

    /// The witness's name.
    package var name: String { key.name }

    /// The first four bytes of a hash over name and key; tells keys apart, proves nothing.
    package var id: UInt32 { key.id }

    /// The Ed25519 public key, 32 bytes.
    package var publicKey: [UInt8] { key.publicKey }

    /// The key as others verify with it.
    package var description: String { key.description }
}
