import Foundation
import LedgerFiles
import LedgerSQLite

/// An organization's folder, wherever it lies.
struct AuditedFolder: Sendable {
    /// The folder, as an absolute path.
    let path: String
    private let hadWriter: Bool

    /// Looks whether a path leads to an organization's folder.
    ///
    /// - Throws: ``AuditError`` where it does not, or it may not be read.
    init(_ path: String) throws(AuditError) {
        let path = URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path
        var isFolder = ObjCBool(false)
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw AuditError("there is no folder \(path)")
        }
        let files = [SQLiteLedger.path(in: path), "\(path)/anchor", "\(path)/keys.sqlite"]
        let present = files.filter(FileManager.default.fileExists)
        guard !present.isEmpty else {
            throw AuditError("\(path) is no organization's folder; give one like DATA/organizations/NAME")
        }
        for file in present where !FileManager.default.isReadableFile(atPath: file) {
            throw AuditError("\(file) may not be read by this user")
        }
        self.path = path
        hadWriter = Self.hasWriter(path)
    }

    /// Where the newest checkpoint is kept.
    var anchor: FileAnchor { FileAnchor(path: "\(path)/anchor") }
    /// The file of the ledger.
    var ledger: String { SQLiteLedger.path(in: path) }
    /// The file of the keys.
    var keys: String { "\(path)/keys.sqlite" }
    /// The folder of attachments and frozen mails.
    var content: String { "\(path)/content" }
    /// The folder of the views.
    var views: String { "\(path)/views" }
    /// The data folder, where the organization's folder lies in one.
    var data: String {
        URL(filePath: path).deletingLastPathComponent().deletingLastPathComponent().path
    }

    /// Complains if a service was started on the folder since it was looked at: files that were read as unchanging may then
    /// have been read half old, half new.
    func requireSameWriter() throws(AuditError) {
        guard hadWriter || !Self.hasWriter(path) else {
            throw AuditError("a service was started on the folder meanwhile; run this again")
        }
    }

    private static func hasWriter(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: SQLiteLedger.path(in: path) + "-wal")
    }
}
