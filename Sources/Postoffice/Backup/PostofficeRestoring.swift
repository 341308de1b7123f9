import Backups
import Foundation
import Ledger
import LedgerFiles
import Logging

/// An organization that was put back from a backup.
package struct RestoredOrganization: Codable, Hashable, Sendable {
    /// Its name.
    package var organization: String
    /// The epoch in which its ledger goes on.
    package var epoch: Int
    /// How many events the backup held.
    package var events: Int64
    /// When the backup was made, in RFC 3339.
    package var madeAt: String
    /// The copies that stood open in the backup.
    package var uncertainCopies: [UncertainCopy]
    /// How many batches stood open, and were ended.
    package var endedBatches: Int
}

extension Postoffice {
    /// Puts the organizations of a backup back into a data folder that is empty but for the master key.
    ///
    /// All of the backup is checked first. Everything is made in a folder aside, which becomes the data folder's own at the very
    /// end; so one that is cut off leaves nothing, and may be begun again.
    ///
    /// - Parameters:
    ///   - backups: The folder of the backup.
    ///   - settings: Whose data folder is the one to fill.
    ///   - logger: Where to report.
    /// - Returns: What was put back.
    /// - Throws: `BackupError`, `MasterKeyError`, `KeyStoreError`; what the parts throw.
    package static func restore(
        from backups: String,
        to settings: PostofficeSettings,
        logger: Logger
    ) async throws -> [RestoredOrganization] {
        let target = RestoreTarget(data: settings.data)
        try target.requireEmpty()
        let master = try await settings.masterKey.load(folder: settings.data)
        let pool = BlockingPool()
        let receipts = try await pool.run(.opening) {
            let names = try BackupFolder.organizations(in: backups)
            guard !names.isEmpty else { throw BackupError("\(backups) holds no finished backup") }
            let checked = try names.map { name in
                let folder = BackupFolder(backups, organization: name)
                return (folder, try BackupCheck.verify(folder))
            }
            try target.begin()
            for (folder, receipt) in checked {
                let restore = FolderRestore(folder, receipt)
                try restore.restoreDataFiles(to: target.staging)
                try restore.make("\(target.staging)/organizations/\(receipt.organization)")
            }
            return checked.map(\.1)
        }
        var aside = settings
        aside.data = target.staging
        let office = try await open(aside, master: master, logger: logger)
        var restored: [RestoredOrganization] = []
        do {
            for receipt in receipts { restored.append(try await office.begin(receipt)) }
        } catch {
            await office.close()
            throw error
        }
        await office.close()
        try await pool.run(.opening) { try target.finish() }
        return restored
    }

    private func begin(_ receipt: BackupReceipt) async throws -> RestoredOrganization {
        guard let organization = organization(named: receipt.organization) else {
            throw BackupError("\(receipt.organization) is no name of an organization")
        }
        let (copies, batches) = try await organization.beginAfterRestore(
            root: receipt.root,
            madeAt: receipt.madeAtMicroseconds
        )
        return RestoredOrganization(
            organization: receipt.organization,
            epoch: organization.ledger.epoch,
            events: receipt.size,
            madeAt: receipt.madeAt,
            uncertainCopies: copies,
            endedBatches: batches
        )
    }
}

/// The folder that a backup is put back into, and the one aside in which that is done.
private struct RestoreTarget: Sendable {
    let data: String

    var staging: String { "\(data)/.restoring" }

    func requireEmpty() throws {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: data)) ?? []
        let isBegun = names.contains(".restoring")
        // While a folder aside is there, files may have been moved already; organizations come last of all.
        let others = names.filter { $0 != MasterKey.fileName && $0 != ".restoring" }
        guard isBegun ? !others.contains("organizations") : others.isEmpty else {
            throw BackupError(
                "\(data) is not empty; a backup is put back into an empty folder, with the master key in it"
            )
        }
    }

    func begin() throws {
        try? FileManager.default.removeItem(atPath: staging)
        try DurableFile.makeFolders(staging)
        try DurableFile.makeFolder("\(staging)/organizations")
    }

    func finish() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: staging) where name != "organizations" {
            try DurableFile.adopt("\(staging)/\(name)", as: "\(data)/\(name)")
        }
        try DurableFile.syncFolder("\(staging)/organizations")
        try DurableFile.adopt("\(staging)/organizations", as: "\(data)/organizations")
        try FileManager.default.removeItem(atPath: staging)
    }
}
