import Crypto
import Ledger

/// The secrets that a ledger of mail facts is opened with; made once, durably, when it is created.
package struct LedgerSecrets: Sendable {
    /// The ledger's id.
    package let id: OpaqueID
    /// Makes opaque ids from what callers chose.
    package let index: IndexKey
    /// Signs the ledger's checkpoints.
    package let signer: LedgerSigner

    private static let idName = "ledger/id"
    private static let indexName = "ledger/index-key"
    private static let seedName = "ledger/signing-seed"

    /// Reads the secrets, or makes those that are missing.
    package static func load(from keys: any KeyStore) async throws(KeyStoreError) -> Self {
        let seed = Array(Curve25519.Signing.PrivateKey().rawRepresentation)
        return try Self(
            id: try await keys.secret(named: idName, making: OpaqueID.random().bytes),
            index: try await keys.secret(named: indexName, making: IndexKey.random().bytes),
            seed: try await keys.secret(named: seedName, making: seed)
        )
    }

    /// Reads the secrets of a ledger that was created earlier, and writes nothing.
    ///
    /// - Returns: nil where one is missing, as in the key file of no ledger.
    package static func read(from keys: any KeyStore) async throws(KeyStoreError) -> Self? {
        guard
            let id = try await keys.secret(named: idName), let index = try await keys.secret(named: indexName),
            let seed = try await keys.secret(named: seedName)
        else { return nil }
        return try Self(id: id, index: index, seed: seed)
    }

    private init(id: [UInt8], index: [UInt8], seed: [UInt8]) throws(KeyStoreError) {
        guard
            let id = OpaqueID(bytes: id), let index = IndexKey(bytes: index),
            let signer = try? LedgerSigner(seed: seed, name: "postboek.local/\(id)")
        else { throw .storage(reason: "the key file holds a secret of a wrong length") }
        self.id = id
        self.index = index
        self.signer = signer
    }
}

extension KeyStore {
    /// A named secret; a fresh one is kept first where there was none.
    fileprivate func secret(named name: String, making fresh: [UInt8]) async throws(KeyStoreError) -> [UInt8] {
        if let known = try await secret(named: name) { return known }
        try await setSecret(fresh, named: name)
        return fresh
    }
}
