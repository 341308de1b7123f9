import Crypto
import Ledger

/// The secrets that a ledger is opened with; made once, durably, when it is created.
struct LedgerSecrets {
    let id: OpaqueID
    let index: IndexKey
    let signingSeed: [UInt8]

    private static let idName = "ledger/id"
    private static let indexName = "ledger/index-key"
    private static let seedName = "ledger/signing-seed"

    /// Reads the secrets, or makes those that are missing.
    static func load(from keys: any KeyStore) async throws -> Self {
        let id = try await keys.secret(named: idName, making: OpaqueID.random().bytes)
        let index = try await keys.secret(named: indexName, making: IndexKey.random().bytes)
        let seed = Array(Curve25519.Signing.PrivateKey().rawRepresentation)
        let signingSeed = try await keys.secret(named: seedName, making: seed)
        guard let id = OpaqueID(bytes: id), let index = IndexKey(bytes: index) else {
            throw PostofficeError.unavailable("the key file holds a secret of a wrong length")
        }
        return Self(id: id, index: index, signingSeed: signingSeed)
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
