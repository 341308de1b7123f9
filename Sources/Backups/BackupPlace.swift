import Foundation

extension BackupRun {
    /// Refuses a place for backups inside the data folder: it would be lost with it, and copied into itself.
    ///
    /// - Parameters:
    ///   - backups: Where the backups are to go; need not be there yet.
    ///   - data: The data folder.
    /// - Throws: ``BackupError``.
    package static func requireApart(_ backups: String, from data: String) throws(BackupError) {
        let (place, source) = (real(backups), real(data))
        guard place != source, !place.hasPrefix("\(source)/") else {
            throw BackupError(
                "the folder \(backups) lies in the data folder \(data), and would be lost with it; "
                    + "name one outside of it, best on another disk"
            )
        }
    }

    /// A path without links and dots, also where its last parts are not there yet.
    private static func real(_ path: String) -> String {
        var parts = URL(fileURLWithPath: path).standardizedFileURL.pathComponents
        var missing: [String] = []
        while parts.count > 1 {
            let there = NSString.path(withComponents: parts)
            if FileManager.default.fileExists(atPath: there) { break }
            missing.insert(parts.removeLast(), at: 0)
        }
        let there = URL(fileURLWithPath: NSString.path(withComponents: parts)).resolvingSymlinksInPath().path
        return NSString.path(withComponents: [there] + missing)
    }
}
