import Foundation
import LedgerFiles
import LedgerSQLite

/// Where an organization's files lie.
package struct OrganizationFolder: Hashable, Sendable {
    /// The folder itself.
    package let path: String

    /// Names the folder of an organization inside a data folder.
    package init(data: String, name: String) {
        path = "\(data)/organizations/\(name)"
    }

    /// Takes over an organization's folder wherever it lies.
    package init(path: String) {
        self.path = path
    }

    var anchor: String { "\(path)/anchor" }
    var keys: String { "\(path)/keys.sqlite" }
    var content: String { "\(path)/content" }
    var views: String { "\(path)/views" }
    var anchoring: String { "\(path)/\(OrganizationFiles.anchoring)" }
    var purged: String { "\(path)/\(OrganizationFiles.purged)" }

    /// Whether a ledger was made in the folder, also if it is lost.
    var isBegun: Bool {
        [SQLiteLedger.path(in: path), anchor].contains { FileManager.default.fileExists(atPath: $0) }
    }

    /// Whether a text can name an organization: 1 to 63 of a–z, 0–9 and dashes, no dash at an end.
    package static func isName(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-")
            }
    }
}
