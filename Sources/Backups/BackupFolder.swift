import Foundation
import LedgerFiles

/// The folder in which the backup of one organization lies, inside the folder of all.
package struct BackupFolder: Hashable, Sendable {
    /// The folder itself.
    package let path: String
    /// The organization's name.
    package let organization: String

    /// Names the folder of an organization.
    package init(_ folder: String, organization: String) {
        self.path = "\(folder)/\(organization)"
        self.organization = organization
    }

    /// The organizations that a folder holds backups of, by name.
    package static func organizations(in folder: String) throws -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw BackupError("there is no backup in \(folder)")
        }
        return names.filter { name in
            let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)")) ?? []
            return files.contains { $0.hasSuffix(receiptEnd) }
        }.sorted()
    }

    /// Where a part lies.
    package func path(of part: BackupPart) -> String { "\(path)/\(part.file)" }

    /// The newest run's receipt; nil where no run was finished.
    ///
    /// - Throws: ``BackupError`` where it was damaged.
    package func newestReceipt() throws -> BackupReceipt? {
        guard let newest = runs().max() else { return nil }
        let receipt = try BackupReceipt.read(receiptPath(newest))
        guard receipt.run == newest, receipt.organization == organization else {
            throw BackupError("the receipt \(receiptPath(newest)) is of another backup")
        }
        return receipt
    }

    /// Keeps a receipt, durably; from then on the run counts.
    func keep(_ receipt: BackupReceipt) throws {
        try DurableFile.write(try receipt.encoded(), to: receiptPath(receipt.run))
    }

    /// Removes what no receipt lists: that of runs that did not come to their end, and what a newer run replaced.
    func tidy(keeping receipt: BackupReceipt?) throws {
        var kept = Set(receipt?.parts.map(\.file) ?? [])
        kept.insert(receipt.map { "\(BackupPart.number($0.run))\(Self.receiptEnd)" } ?? "")
        for name in try FileManager.default.contentsOfDirectory(atPath: path)
        where Self.isOurs(name) && !kept.contains(name) {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
        try DurableFile.syncFolder(path)
    }

    private static let receiptEnd = ".receipt"

    private func receiptPath(_ run: Int) -> String { "\(path)/\(BackupPart.number(run))\(Self.receiptEnd)" }

    private func runs() -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(Self.receiptEnd) }.compactMap { Int($0.dropLast(Self.receiptEnd.count)) }
    }

    /// Whether a run made a file of this name.
    private static func isOurs(_ name: String) -> Bool {
        let pieces = name.split(separator: ".")
        guard pieces.count >= 2, Int(pieces[0]) != nil else { return false }
        return pieces[1] == "receipt" || BackupPart.Kind(rawValue: String(pieces[1])) != nil
    }
}
