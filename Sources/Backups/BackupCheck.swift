import Foundation
import Ledger
import LedgerFiles
import LedgerSQLite

/// Checks that a backup is whole: every byte of every file, the events against the signed checkpoint.
package enum BackupCheck {
    /// Checks the newest run of an organization's backup, and gives its receipt.
    ///
    /// Blocks as long as reading all of it takes.
    ///
    /// - Throws: ``BackupError``, which says which file is damaged.
    package static func verify(_ folder: BackupFolder) throws -> BackupReceipt {
        guard let receipt = try folder.newestReceipt() else {
            throw BackupError("\(folder.path) holds no finished backup")
        }
        let (_, tree, id) = try receipt.verifiedTree()
        var chain = EventChain(ledger: id, epoch: receipt.epoch)
        for part in receipt.parts(.events) {
            try verify(part, in: folder) { path in
                try EventSegment.read(path) { try chain.take($0, of: part.file) }
            }
        }
        guard chain.tree == tree else {
            throw BackupError("the events in \(folder.path) do not lead to the root that the signed checkpoint names")
        }
        for kind in [BackupPart.Kind.content, .files] {
            for part in receipt.parts(kind) { try verify(part, in: folder) { try FilePack.read($0) { _ in } } }
        }
        guard receipt.parts(.keys).count == 1 else { throw BackupError("the receipt lists no key file") }
        for part in receipt.parts(.keys) {
            try verify(part, in: folder) { path in try ReadingFile(path).finish() }
            try KeyFileCopy.verify(folder.path(of: part))
        }
        return receipt
    }

    /// Checks that all files are there with their sizes, which costs next to nothing.
    static func verifySizes(_ receipt: BackupReceipt, in folder: BackupFolder) throws {
        for part in receipt.parts { try verifySize(part, in: folder) }
    }

    /// Checks one part; `read` reads it, and gives SHA-256 over it.
    private static func verify(_ part: BackupPart, in folder: BackupFolder, read: (String) throws -> Hash) throws {
        try verifySize(part, in: folder)
        let hash: Hash
        do {
            hash = try read(folder.path(of: part))
        } catch let error as FileError {
            throw BackupError("\(error); take another copy of this backup")
        }
        guard hash.description == part.sha256 else { throw damaged(part, folder) }
    }

    private static func verifySize(_ part: BackupPart, in folder: BackupFolder) throws {
        guard !part.file.contains("/"), let file = try? ReadingFile(folder.path(of: part)) else {
            throw BackupError("the file \(folder.path(of: part)) of the backup is missing; take another copy of it")
        }
        guard file.size == part.size else { throw damaged(part, folder) }
    }

    private static func damaged(_ part: BackupPart, _ folder: BackupFolder) -> BackupError {
        BackupError("the file \(folder.path(of: part)) of the backup is damaged; take another copy of this backup")
    }
}
