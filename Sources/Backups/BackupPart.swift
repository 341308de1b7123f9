import Ledger

/// A file of a backup, as the receipt lists it.
package struct BackupPart: Codable, Hashable, Sendable {
    /// What a file holds.
    package enum Kind: String, Codable, Hashable, Sendable {
        /// Events, one after the other, with the idempotency keys of their requests.
        case events
        /// Sealed content: documents, mails, evidence.
        case content
        /// The wrapped keys of persons, documents and methods, all of them.
        case keys
        /// The other files of the folders.
        case files
    }

    /// What it holds.
    package var kind: Kind
    /// Its name in the backup's folder.
    package var file: String
    /// Its size in bytes.
    package var size: Int64
    /// SHA-256 over it, as 64 hexadecimal digits.
    package var sha256: String

    /// Names a part of this kind that a run with this number writes.
    static func name(_ kind: Kind, run: Int) -> String {
        "\(number(run)).\(kind.rawValue)"
    }

    /// A run's number as names of files begin with.
    static func number(_ run: Int) -> String {
        let digits = String(run)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}
