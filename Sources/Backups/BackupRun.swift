import Foundation
import Ledger
import LedgerFiles
import LedgerSQLite

/// One run of a backup of one organization: what is new since the run before, checked after it was written.
///
/// The files of earlier runs are never changed, and the run counts from the moment its receipt is durable; so one that is cut
/// off anywhere leaves the earlier backup as it was. It reads the folder of a running service, and changes nothing there.
package struct BackupRun: Sendable {
    /// What a run did.
    package struct Summary: Codable, Hashable, Sendable {
        /// The organization.
        package var organization: String
        /// The number of the run.
        package var run: Int
        /// How many events are in the backup.
        package var events: Int64
        /// How many of them are new since the run before.
        package var newEvents: Int64
        /// How many files of content are new since the run before.
        package var newContents: Int
        /// How many bytes the run wrote.
        package var bytes: Int64
        /// How many bytes all of the backup has.
        package var totalBytes: Int64
    }

    private let data: String
    private let source: String
    private let backups: String
    private let folder: BackupFolder
    private let madeAt: Timestamp

    /// Plans a run.
    ///
    /// - Parameters:
    ///   - organization: The organization's name.
    ///   - data: The data folder.
    ///   - backups: The folder in which the backups of all organizations lie.
    ///   - madeAt: The present moment.
    package init(organization: String, data: String, backups: String, madeAt: Timestamp) {
        self.data = data
        self.source = "\(data)/organizations/\(organization)"
        self.backups = backups
        self.folder = BackupFolder(backups, organization: organization)
        self.madeAt = madeAt
    }

    /// Runs, to its end.
    ///
    /// Blocks.
    ///
    /// - Parameter all: Whether the files of earlier runs are read again too, to their last byte.
    /// - Returns: What it did.
    /// - Throws: ``BackupError``, `FolderLockError` where another run is under way, `FileError`, `KeyStoreError`.
    package func run(checkingAll all: Bool = false) throws -> Summary {
        try Self.requireApart(backups, from: data)
        try DurableFile.makeFolders(backups)
        try DurableFile.makeFolder(folder.path)
        let lock = try FolderLock(folder: folder.path)
        defer { lock.close() }
        var earlier = try folder.newestReceipt()
        if let known = earlier { try BackupCheck.verifySizes(known, in: folder) }
        if all, earlier != nil { earlier = try BackupCheck.verify(folder) }
        try folder.tidy(keeping: earlier)
        let number = (earlier?.run ?? 0) + 1
        // Before the events, so that what witnesses cosigned is never of more than the backup holds.
        let anchoring = try DurableFile.read("\(source)/\(Self.anchoring)", limit: FilePack.lengthLimit)
        // What events name is made durable before they are; so it is there when it is copied after them.
        var (receipt, parts) = try copyEvents(after: earlier, run: number)
        parts.append(try copyKeys(run: number))
        parts.append(try copyFiles(run: number, anchoring: anchoring))
        let contents = try copyContent(after: earlier, run: number)
        if let part = contents.part { parts.append(part) }
        receipt.parts = (earlier.map { $0.parts(.events) + $0.parts(.content) } ?? []) + parts
        try folder.keep(receipt)
        try folder.tidy(keeping: receipt)
        return Summary(
            organization: folder.organization,
            run: number,
            events: receipt.size,
            newEvents: receipt.size - (earlier?.size ?? 0),
            newContents: contents.count,
            bytes: parts.reduce(0) { $0 + $1.size },
            totalBytes: receipt.parts.reduce(0) { $0 + $1.size }
        )
    }

    private func copyEvents(after earlier: BackupReceipt?, run: Int) throws -> (BackupReceipt, [BackupPart]) {
        let store = SQLiteLedgerStore(path: SQLiteLedger.path(in: source))
        defer { try? store.close() }
        let identity: LedgerIdentity
        do {
            identity = try store.read { try $0.identity() }
        } catch {
            throw BackupError("the ledger in \(source) cannot be read: \(error)")
        }
        let (note, checkpoint) = try newestCheckpoint(of: identity)
        let start = try earlier.map { earlier in
            try requireSameCourse(earlier, identity, checkpoint)
            return try earlier.verifiedTree().tree
        }
        var chain = EventChain(ledger: identity.id, epoch: identity.epoch, after: start ?? GrowingRoot())
        var parts: [BackupPart] = []
        let positions = chain.tree.size..<checkpoint.size
        if !positions.isEmpty {
            let name = BackupPart.name(.events, run: run)
            let path = "\(folder.path)/\(name)"
            let written = try EventSegment.write(positions, of: store, to: path)
            // Read back from the file, so that what counts is what lies there.
            let hash = try EventSegment.read(path) { try chain.take($0, of: name) }
            guard hash == written.hash else { throw BackupError("\(path) does not hold what was written to it") }
            parts.append(BackupPart(kind: .events, file: name, written))
        }
        guard chain.tree.root == checkpoint.root else {
            throw BackupError(
                earlier == nil
                    ? "the events do not lead to the root that the anchor vouches for; run `postboek-audit verify` on \(source)"
                    : "the ledger in \(source) is not the continuation of what \(folder.path) holds, or is damaged: run "
                        + "`postboek-audit verify` on it; if it is sound, back up to another folder"
            )
        }
        let receipt = BackupReceipt(
            organization: folder.organization,
            run: run,
            madeAt: madeAt.description,
            ledger: identity.id.description,
            epoch: identity.epoch,
            size: checkpoint.size,
            root: checkpoint.root.description,
            frontier: chain.tree.frontier.map(\.description),
            checkpoint: note,
            verifierKey: identity.verifierKey,
            parts: []
        )
        return (receipt, parts)
    }

    /// The newest checkpoint that the anchor holds; what was committed since then is left to the next run.
    private func newestCheckpoint(of identity: LedgerIdentity) throws -> (note: String, checkpoint: Checkpoint) {
        let notes = try FileAnchor(path: "\(source)/anchor").read()
        let key = try NoteKey(parsing: identity.verifierKey)
        let known = notes.compactMap { note in
            (try? Checkpoint(verifying: note, with: key)).map { (note: note, checkpoint: $0) }
        }
        guard let newest = known.max(by: { $0.checkpoint.size < $1.checkpoint.size }) else {
            throw BackupError(
                "the anchor in \(source) vouches for nothing; start the service once, or put the anchor back"
            )
        }
        return newest
    }

    private func requireSameCourse(
        _ earlier: BackupReceipt,
        _ identity: LedgerIdentity,
        _ checkpoint: Checkpoint
    ) throws {
        guard earlier.ledger == identity.id.description, earlier.verifierKey == identity.verifierKey else {
            throw BackupError("\(folder.path) holds the backup of another ledger; use another folder")
        }
        guard earlier.epoch <= identity.epoch, earlier.size <= checkpoint.size else {
            throw BackupError(
                "\(folder.path) holds \(earlier.size) events of epoch \(earlier.epoch), and the ledger has \(checkpoint.size) of "
                    + "epoch \(identity.epoch): it lost some, or was restored. The backup is left as it is; use another folder"
            )
        }
    }

    private func copyKeys(run: Int) throws -> BackupPart {
        let name = BackupPart.name(.keys, run: run)
        let path = "\(folder.path)/\(name)"
        try KeyFileCopy.make(of: "\(source)/keys.sqlite", at: GrowingFile.draft(of: path))
        try DurableFile.adopt(GrowingFile.draft(of: path), as: path)
        let file = try ReadingFile(path)
        let size = file.size
        return BackupPart(kind: .keys, file: name, GrowingFile.Content(size: size, hash: try file.finish()))
    }

    /// Copies the small files beside ledger, keys and content: of the data folder, and of the organization's.
    private func copyFiles(run: Int, anchoring: [UInt8]?) throws -> BackupPart {
        let name = BackupPart.name(.files, run: run)
        let path = "\(folder.path)/\(name)"
        let names =
            try plainFiles(in: data).filter { Self.takenFromData.contains($0) }.map { "data/\($0)" }
            + plainFiles(in: source).filter { !Self.isLeft($0) }.map { "organization/\($0)" }
        let written = try FilePack.write(names, to: path) { name in
            let (place, file) = (name.prefix { $0 != "/" }, name.drop { $0 != "/" }.dropFirst())
            if place != "data", file == Self.anchoring { return anchoring }
            return try DurableFile.read("\(place == "data" ? data : source)/\(file)", limit: FilePack.lengthLimit)
        }
        try verify(path, written)
        return BackupPart(kind: .files, file: name, written)
    }

    /// Copies the content files that no earlier run copied; they stay sealed.
    ///
    /// A name is a keyed hash of the content, so one of a name and size that were copied is not read again. Where it was sealed
    /// anew with a later key of its owner's, the copy opens with the former one, which is in the key file as long.
    private func copyContent(after earlier: BackupReceipt?, run: Int) throws -> (part: BackupPart?, count: Int) {
        var known = KnownContents()
        for part in earlier?.parts(.content) ?? [] {
            try FilePack.names(in: folder.path(of: part)) { known.insert($0, size: $1) }
        }
        var fresh: [String] = []
        for folder in try FileManager.default.contentsOfDirectory(atPath: "\(source)/content", orNone: true)
        where folder != "incoming" {
            for file in try plainFiles(in: "\(source)/content/\(folder)") {
                let name = "\(folder)/\(file)"
                let attributes = try? FileManager.default.attributesOfItem(atPath: "\(source)/content/\(name)")
                if let size = attributes?[.size] as? Int, known.holds(name, size: size) { continue }
                fresh.append(name)
            }
        }
        guard !fresh.isEmpty else { return (nil, 0) }
        let name = BackupPart.name(.content, run: run)
        let path = "\(folder.path)/\(name)"
        let written = try FilePack.write(fresh.sorted(), to: path) { name in
            try DurableFile.read("\(source)/content/\(name)", limit: FilePack.lengthLimit)
        }
        try verify(path, written)
        return (BackupPart(kind: .content, file: name, written), fresh.count)
    }

    /// Whether a file of the organization's folder stays out of the pack.
    private static func isLeft(_ file: String) -> Bool {
        leftInOrganization.contains { left in
            file == left || ["-", "."].contains { file.hasPrefix(left + $0) }
        }
    }

    private func verify(_ path: String, _ written: GrowingFile.Content) throws {
        guard try ReadingFile(path).finish() == written.hash else {
            throw BackupError("\(path) does not hold what was written to it; check the disk of the backup")
        }
    }

    /// The names of the files, not folders, in a folder, in order; none where there is no such folder.
    private func plainFiles(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path, orNone: true).filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    /// Named one by one: a master key, also the next one of a rotation or somebody's copy of it, never goes along.
    private static let takenFromData: Set<String> = [LinkSecrets.fileName]
    /// Copied in ways of their own, or made anew; with what SQLite and a write that was cut short leave beside them.
    private static let leftInOrganization = [
        "ledger.sqlite", "keys.sqlite", "anchor", "lock", OrganizationFiles.purged,
    ]
    /// The newest cosigned checkpoint.
    private static let anchoring = OrganizationFiles.anchoring
}

extension BackupPart {
    /// A part as it was written.
    init(kind: Kind, file: String, _ content: GrowingFile.Content) {
        self.init(kind: kind, file: file, size: content.size, sha256: content.hash.description)
    }
}

extension FileManager {
    /// What a folder holds; nothing where there is no such folder.
    fileprivate func contentsOfDirectory(atPath path: String, orNone: Bool) throws -> [String] {
        guard orNone, !fileExists(atPath: path) else { return try contentsOfDirectory(atPath: path) }
        return []
    }
}
