import Foundation
import Ledger

/// A folder for temporary files, for this user only.
struct Workspace: Sendable {
    /// The folder.
    let path: String

    /// Makes the folder inside another one.
    init(in parent: String?) throws {
        let parent = parent.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
        path = parent.appending(path: "postboek-audit-\(OpaqueID.random())").path
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw AuditError("there can be no folder \(path); name another place with --workspace")
        }
    }

    /// A file to read in place of a SQLite file, so that reading makes no file beside that.
    ///
    /// - Returns: The path itself where there is a -wal file beside it, since then a service may be writing it.
    func quietCopy(of file: String) throws -> String {
        let files = FileManager.default
        guard files.fileExists(atPath: file), !files.fileExists(atPath: file + "-wal") else { return file }
        let copy = "\(path)/\(URL(filePath: file).lastPathComponent)"
        try files.copyItem(atPath: file, toPath: copy)
        return copy
    }

    /// Removes the folder with all that is in it.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
