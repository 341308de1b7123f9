import Foundation
import Ledger
import LedgerFiles

/// What one run of a backup vouches for: up to where the ledger is in it, and in which files.
package struct BackupReceipt: Codable, Hashable, Sendable {
    /// The form of receipt and files; 1.
    package var format = 1
    /// The organization's name.
    package var organization: String
    /// The number of the run, from 1.
    package var run: Int
    /// When the run began, in RFC 3339.
    package var madeAt: String
    /// The ledger's id.
    package var ledger: String
    /// The ledger's epoch.
    package var epoch: Int
    /// How many events are in the backup.
    package var size: Int64
    /// The root over them, as 64 hexadecimal digits.
    package var root: String
    /// The roots of the perfect subtrees over them, largest first, from which the next run goes on.
    package var frontier: [String]
    /// The checkpoint that says so, signed by the ledger's key (a C2SP signed note).
    package var checkpoint: String
    /// The key that verifies it.
    package var verifierKey: String
    /// All files that belong to the backup, those of earlier runs included.
    package var parts: [BackupPart]
    /// What is not in here.
    package var without = Self.withoutMasterKey

    private static let withoutMasterKey =
        "The master key (instance.key or POSTBOEK_MASTER_KEY) is not in this backup. Keep it elsewhere: nothing here can be "
        + "read without it."
    private static let sizeLimit = 64 * 1024 * 1024

    /// The moment at which the run began, in microseconds since 1970.
    package var madeAtMicroseconds: Int64 { Timestamp(rfc3339: madeAt)?.microseconds ?? 0 }

    /// The parts of a kind, in the order in which they were written.
    package func parts(_ kind: BackupPart.Kind) -> [BackupPart] {
        parts.filter { $0.kind == kind }
    }

    /// The receipt's file: JSON, and below it a line with SHA-256 over that.
    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
        return text + Array("sha256 \(Hash(of: text))\n".utf8)
    }

    /// Reads a receipt's file.
    ///
    /// - Throws: ``BackupError`` for one that was changed, or is of another form.
    static func read(_ path: String) throws -> Self {
        guard let bytes = try DurableFile.read(path, limit: sizeLimit) else { throw BackupError("\(path) is missing") }
        let text = bytes.dropLast(72)
        guard
            bytes.count > 72, Array(bytes.suffix(72)) == Array("sha256 \(Hash(of: text))\n".utf8),
            let receipt = try? JSONDecoder().decode(Self.self, from: Data(text))
        else { throw BackupError("the receipt \(path) is damaged; take another copy of this backup") }
        guard receipt.format == 1 else {
            throw BackupError("the receipt \(path) is of form \(receipt.format), and this program knows form 1")
        }
        return receipt
    }

    /// What the receipt says of the ledger, checked by the ledger's key.
    ///
    /// - Throws: ``BackupError`` where size, root, edge and signed checkpoint do not fit together.
    func verifiedTree() throws -> (key: NoteKey, tree: GrowingRoot, id: OpaqueID) {
        let hashes = frontier.compactMap { Hash(hex: $0) }
        guard
            let key = try? NoteKey(parsing: verifierKey), let id = OpaqueID(ledger),
            let checkpoint = try? Checkpoint(verifying: checkpoint, with: key), checkpoint.size == size,
            hashes.count == frontier.count, let tree = GrowingRoot(size: size, frontier: hashes),
            tree.root == checkpoint.root, tree.root.description == root
        else { throw BackupError("the receipt of run \(run) of \(organization) does not fit its signed checkpoint") }
        return (key, tree, id)
    }
}
