import Ledger
import Synchronization

/// Keeps a ledger in one SQLite file.
///
/// One connection writes and does every checkpoint, which keeps clear of the WAL-reset fault of SQLite before 3.51.3; all
/// others are read-only. A commit is synced before it is acknowledged (`synchronous = FULL`).
package final class SQLiteLedgerStore: LedgerStore {
    private let path: String
    private let readers: LedgerReaders
    private let mergeThreshold: Int
    private let writer = Mutex<LedgerFileWriter?>(nil)

    /// Names the file; it is opened, for reading, when it is first read.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - mergeThreshold: How many message heads, or idempotency keys, wait in memory until they are merged.
    package init(path: String, mergeThreshold: Int = 20_000) {
        self.path = path
        self.mergeThreshold = mergeThreshold
        self.readers = LedgerReaders(path: path)
    }

    /// Makes the file of an empty ledger.
    ///
    /// It gets its name when it is finished, so that a crash leaves none or a whole one.
    package static func create(path: String, identity: LedgerIdentity) throws {
        let draft = path + ".new"
        for leftover in [draft, draft + "-wal", draft + "-shm", draft + "-journal"] { try LedgerFile.remove(leftover) }
        try LedgerFile.make(draft)
        let connection = try LedgerConnection(path: draft, access: .creating)
        defer { connection.close() }
        try connection.verifySettings()
        try connection.transaction(.beginImmediate) {
            try connection.execute("PRAGMA application_id = \(LedgerSchema.applicationID)")
            try connection.execute("PRAGMA user_version = \(LedgerSchema.version)")
            for statement in LedgerSchema.statements { try connection.execute(statement) }
            let meta = try connection.prepare("INSERT INTO meta VALUES (1, ?, ?, ?, ?, ?)")
            try meta.bind(identity.id, at: 1)
            try meta.bind(Int64(identity.epoch), at: 2)
            try meta.bind(identity.origin, at: 3)
            try meta.bind(identity.verifierKey, at: 4)
            try meta.bind(identity.checksum, at: 5)
            try meta.run()
            let tree = try connection.prepare("INSERT INTO tree VALUES (1, 0, ?, x'', 0)")
            try tree.bind(MerkleTree.emptyRoot.bytes, at: 1)
            try tree.run()
        }
        try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        try LedgerFile.rename(draft, to: path)
    }

    package func read<Result>(_ body: (any LedgerSnapshot) throws -> Result) throws -> Result {
        guard LedgerFile.size(path) != nil else { throw LedgerDamage(.storeMissing) }
        return try readers.read { try body($0) }
    }

    package func openForWriting() throws {
        try writer.withLock { $0 = try LedgerFileWriter(path: path, mergeThreshold: mergeThreshold) }
    }

    package func head(of message: OpaqueID) throws -> Int64? {
        try writer.withLock { try Self.opened($0).head(of: message) }
    }

    package func outcome(of key: IdempotencyKey, at now: Timestamp) throws -> KeptOutcome? {
        try writer.withLock { try Self.opened($0).outcome(of: key, at: now) }
    }

    package func commit(_ batch: LedgerBatch) throws {
        try writer.withLock { writer in
            // Taken out and put back, so that its tables in memory are changed in place.
            var opened = try Self.opened(writer)
            writer = nil
            defer { writer = opened }
            try opened.commit(batch)
        }
    }

    package func close() throws {
        readers.close()
        try writer.withLock { writer in
            defer { writer = nil }
            try writer?.close()
        }
    }

    private static func opened(_ writer: LedgerFileWriter?) throws -> LedgerFileWriter {
        guard let writer else { throw StoreFault("the ledger is not open for writing") }
        return writer
    }
}
