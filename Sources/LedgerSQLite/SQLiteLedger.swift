import GRDBSQLite
import Ledger

/// Opens and verifies the ledger of an organization's folder.
package enum SQLiteLedger {
    /// The name of the ledger's file within the folder.
    package static let fileName = "ledger.sqlite"

    /// The version of the SQLite library in use; those before 3.51.3 need the care that ``SQLiteLedgerStore`` takes.
    package static var libraryVersion: String { String(cString: sqlite3_libversion()) }

    /// Verifies and opens the ledger of a folder; makes an empty one where there never was one.
    ///
    /// - Parameters:
    ///   - folder: The organization's folder, which exists.
    ///   - anchor: Where the newest checkpoint is kept.
    ///   - signer: The ledger's key; its name is the ledger's origin.
    ///   - ledgerID: The id that a new ledger gets.
    ///   - pool: The threads to work on.
    ///   - limits: How much may wait and be committed together.
    ///   - progress: Called while events are verified.
    /// - Returns: The ledger; a damaged one takes no appends, and nothing was written.
    /// - Throws: ``StoreFault``, or what the anchor throws, if a new or sound ledger cannot be written.
    package static func open(
        folder: String,
        anchor: any Anchor,
        signer: LedgerSigner,
        ledgerID: OpaqueID,
        pool: BlockingPool,
        limits: LedgerLimits = LedgerLimits(),
        progress: @escaping @Sendable (LedgerProgress) -> Void = { _ in }
    ) async throws -> OpenLedger {
        let path = path(in: folder)
        try await pool.run(.opening) {
            guard LedgerFile.size(path) == nil, !anchorsEvents(anchor, key: signer.verifierKey) else { return }
            let identity = LedgerIdentity(
                id: ledgerID,
                epoch: 0,
                origin: signer.name,
                verifierKey: signer.verifierKey.description
            )
            try SQLiteLedgerStore.create(path: path, identity: identity)
        }
        return try await OpenLedger.open(
            store: SQLiteLedgerStore(path: path),
            anchor: anchor,
            signer: signer,
            pool: pool,
            limits: limits,
            known: ledgerID,
            progress: progress
        )
    }

    /// Verifies the ledger of a folder, or of a copy, without changing anything; a service may be appending to it.
    ///
    /// Blocks for as long as it takes to read all of it.
    ///
    /// - Parameters:
    ///   - folder: The organization's folder.
    ///   - anchor: Where its newest checkpoint is kept.
    ///   - key: The ledger's key; nil to take the one that the ledger names itself, which proves less.
    ///   - progress: Called while events are verified.
    /// - Returns: What was found.
    package static func verify(
        folder: String,
        anchor: any Anchor,
        key: NoteKey?,
        progress: @escaping @Sendable (LedgerProgress) -> Void = { _ in }
    ) -> LedgerVerifier.Finding {
        let store = SQLiteLedgerStore(path: path(in: folder))
        defer { try? store.close() }
        return LedgerVerifier(key: key, progress: progress).verify(store, anchor: anchor)
    }

    /// Where the ledger's file is.
    package static func path(in folder: String) -> String {
        "\(folder)/\(fileName)"
    }

    /// Whether the anchor speaks of events, or of nothing that can be read; then a missing file is a loss, not a beginning.
    private static func anchorsEvents(_ anchor: any Anchor, key: NoteKey) -> Bool {
        guard let notes = try? anchor.read() else { return true }
        return notes.contains { note in (try? Checkpoint(verifying: note, with: key))?.size != 0 }
    }
}
