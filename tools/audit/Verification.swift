import Ledger
import LedgerSQLite
import MailLedger

/// One verification of what is clear.
struct Verification {
    let folder: AuditedFolder
    let keys: AuditKeys?
    let pinned: NoteKey?
    let options: AuditOptions

    /// Verifies the ledger of the folder.
    func run() async throws -> VerifyReport {
        let bar = ProgressBar("ledger", isWanted: options.progress)
        defer { bar.finish() }
        let finding = try await find { bar.show($0.done, of: $0.total) }
        return VerifyReport(finding, keySource: pinned != nil ? .pinned : keys != nil ? .keyFile : .ledger)
    }

    /// What verifying came to, with the tree.
    func find(
        progress: @escaping @Sendable (LedgerProgress) -> Void = { _ in }
    ) async throws -> LedgerVerifier.Finding {
        let key = pinned ?? keys?.secrets.signer.verifierKey
        return try await BlockingPool().run(.opening) { [folder] in
            SQLiteLedger.verify(folder: folder.path, anchor: folder.anchor, key: key, progress: progress)
        }
    }
}
