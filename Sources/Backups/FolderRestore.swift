import Foundation
import Ledger
import LedgerFiles
import LedgerSQLite

/// Makes an organization's folder of a backup: ledger, keys, content, in the next epoch of the ledger.
package struct FolderRestore: Sendable {
    private let folder: BackupFolder
    private let receipt: BackupReceipt

    /// Takes a backup that was checked.
    package init(_ folder: BackupFolder, _ receipt: BackupReceipt) {
        self.folder = folder
        self.receipt = receipt
    }

    /// Makes the folder, which must not be there.
    ///
    /// Blocks.
    ///
    /// The ledger is written anew from the events in the backup, and is of the next epoch; the anchor holds the checkpoint that
    /// the backup was made by.
    package func make(_ path: String) throws {
        try DurableFile.makeFolder(path)
        for part in receipt.parts(.keys) { try copy(folder.path(of: part), to: "\(path)/keys.sqlite") }
        try restoreFiles(prefix: "organization/", to: path, replacing: true)
        try restoreContent(to: "\(path)/content")
        try restoreLedger(to: path)
        try FileAnchor(path: "\(path)/anchor").write(receipt.checkpoint)
    }

    /// Puts back what lay in the data folder itself, such as the secrets of links, unless it is there.
    package func restoreDataFiles(to data: String) throws {
        try restoreFiles(prefix: "data/", to: data, replacing: false)
    }

    private func restoreLedger(to path: String) throws {
        let file = SQLiteLedger.path(in: path)
        let (key, tree, id) = try receipt.verifiedTree()
        let identity = LedgerIdentity(
            id: id,
            epoch: receipt.epoch + 1,
            origin: key.name,
            verifierKey: receipt.verifierKey
        )
        try SQLiteLedgerStore.create(path: file, identity: identity)
        let store = SQLiteLedgerStore(path: file)
        try store.openForWriting()
        var filling = LedgerFilling(store: store, chain: EventChain(ledger: id, epoch: receipt.epoch))
        for part in receipt.parts(.events) {
            _ = try EventSegment.read(folder.path(of: part)) { try filling.take($0, of: part.file) }
            try filling.commit()
        }
        try store.close()
        guard filling.root == tree.root else { throw BackupError("the backup was changed while it was put back") }
    }

    private func restoreContent(to path: String) throws {
        try DurableFile.makeFolder(path)
        var made: Set<String> = []
        for part in receipt.parts(.content) {
            _ = try FilePack.read(folder.path(of: part)) { entry in
                let pieces = entry.name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
                guard pieces.count == 2, pieces.allSatisfy(Self.isPlain) else {
                    throw BackupError(
                        "the file \(part.file) of the backup holds a name that is none; it is not put back"
                    )
                }
                if made.insert(pieces[0]).inserted { try DurableFile.makeFolder("\(path)/\(pieces[0])") }
                try write(entry.bytes, to: "\(path)/\(entry.name)")
            }
        }
        for folder in made { try DurableFile.syncFolder("\(path)/\(folder)") }
    }

    private func restoreFiles(prefix: String, to path: String, replacing: Bool) throws {
        for part in receipt.parts(.files) {
            _ = try FilePack.read(folder.path(of: part)) { entry in
                guard entry.name.hasPrefix(prefix) else { return }
                let name = String(entry.name.dropFirst(prefix.count))
                guard Self.isPlain(name), !name.hasPrefix(MasterKey.fileName) else { return }
                let place = "\(path)/\(name)"
                if replacing || !FileManager.default.fileExists(atPath: place) {
                    try DurableFile.write(entry.bytes, to: place)
                }
            }
        }
    }

    private func copy(_ file: String, to path: String) throws {
        var reading = try ReadingFile(file)
        var rest = reading.size
        var copy = try GrowingFile(path)
        while rest > 0, let bytes = try reading.take(Int(min(1 << 20, rest))) {
            try copy.append(bytes)
            rest -= Int64(bytes.count)
        }
        _ = try copy.finish()
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        var file = try GrowingFile(path)
        try file.append(bytes)
        _ = try file.finish()
    }

    /// Whether a name is one of a file right in a folder.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && !name.contains("/") && !name.contains("\0") && !name.hasPrefix(".")
    }
}

/// Commits events of a backup to an empty store, as they were recorded.
private struct LedgerFilling {
    let store: SQLiteLedgerStore
    var chain: EventChain
    private var tree = MerkleTree()
    private var events: [RecordedEvent] = []
    private var outcomes: [KeptOutcome] = []
    private var bytes = 0

    init(store: SQLiteLedgerStore, chain: EventChain) {
        self.store = store
        self.chain = chain
    }

    var root: Hash { tree.root }

    mutating func take(_ record: EventSegment.Record, of file: String) throws {
        try chain.take(record, of: file)
        switch record {
        case .event(let event):
            tree.append(MerkleTree.leafHash(event.entry))
            events.append(event)
            bytes += event.entry.count + event.body.count
        case .outcome(let outcome): outcomes.append(outcome)
        }
        if events.count + outcomes.count >= 1000 || bytes > 4_000_000 { try commit() }
    }

    mutating func commit() throws {
        guard !events.isEmpty || !outcomes.isEmpty else { return }
        var batch = LedgerBatch(tree: StoredTree(tree), now: events.last?.header.recordedAt ?? .now())
        batch.tiles = tree.takeFullTiles()
        (batch.events, batch.outcomes) = (events, outcomes)
        try store.commit(batch)
        (events, outcomes, bytes) = ([], [], 0)
    }
}
