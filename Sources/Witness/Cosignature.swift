import Crypto
import Ledger

/// A witness's word that it saw a checkpoint, and that all it saw before was its beginning (C2SP tlog-cosignature v1).
package struct Cosignature: Hashable, Sendable {
    /// Who says so.
    package let witness: WitnessKey
    /// When, in seconds since 1970.
    package let time: Int64

    /// Looks for a witness's cosignature below a checkpoint.
    ///
    /// - Returns: nil where there is none by this key.
    /// - Throws: ``NoteError/badSignature(key:)`` where one bears the key's name and is not the key's.
    package init?(of witness: WitnessKey, in note: SignedNote) throws(NoteError) {
        var found: Int64?
        for line in note.signatures where line.name == witness.name && line.id == witness.id {
            guard
                line.bytes.count == 72, let time = Self.time(line.bytes.prefix(8)),
                let key = try? Curve25519.Signing.PublicKey(rawRepresentation: witness.publicKey),
                key.isValidSignature(line.bytes.dropFirst(8), for: Self.message(note.text, at: time))
            else { throw .badSignature(key: witness.name) }
            found = max(time, found ?? time)
        }
        guard let found else { return nil }
        (self.witness, time) = (witness, found)
    }

    /// What a witness signs: the time, and the whole checkpoint.
    static func message(_ text: String, at time: Int64) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
    }

    private static func time(_ bytes: ArraySlice<UInt8>) -> Int64? {
        let number = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let time = Int64(exactly: number), time > 0 else { return nil }
        return time
    }
}

/// Cosigns checkpoints with a witness's own key.
package struct WitnessSigner: Sendable {
    /// What others verify with.
    package let witness: WitnessKey
    private let key: Curve25519.Signing.PrivateKey

    /// Takes over a key.
    ///
    /// - Throws: ``NoteError/badKey`` if the seed is not 32 bytes long or the name is not one.
    package init(seed: [UInt8], name: String) throws(NoteError) {
        guard NoteKey.isName(name), let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .badKey
        }
        self.key = key
        witness = WitnessKey(name: name, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// Makes a key of fresh randomness.
    package static func seed() -> [UInt8] { Array(Curve25519.Signing.PrivateKey().rawRepresentation) }

    /// The signature line for the text of a checkpoint.
    package func cosign(_ text: String, at time: Int64) throws -> SignedNote.Signature {
        let signature = try key.signature(for: Cosignature.message(text, at: time))
        let stamp = (0..<8).map { UInt8(truncatingIfNeeded: time >> (56 - 8 * Int64($0))) }
        return SignedNote.Signature(name: witness.name, id: witness.id, bytes: stamp + Array(signature))
    }
}
