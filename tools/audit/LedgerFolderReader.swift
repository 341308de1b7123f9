import Ledger
import LedgerSQLite

/// Reads the ledger of a folder, beside whatever appends to it.
///
/// What is read is as stored: it was not verified by this.
struct LedgerFolderReader: LedgerReading {
    let id: OpaqueID
    private let store: SQLiteLedgerStore
    private let pool: BlockingPool

    /// A page is at most this large, and at least one event.
    private static let pageBytes = 8_000_000

    /// Opens the ledger of a folder.
    ///
    /// - Throws: ``AuditError`` where it cannot be read at all.
    static func open(_ folder: AuditedFolder) async throws -> Self {
        let store = SQLiteLedgerStore(path: folder.ledger)
        let pool = BlockingPool()
        do {
            let id = try await pool.run(.opening) { try store.read { try $0.identity().id } }
            return Self(id: id, store: store, pool: pool)
        } catch {
            throw AuditError("the ledger cannot be read: \(error); `postboek-audit verify` says more")
        }
    }

    func head() async throws -> LedgerHead {
        try await read { snapshot in
            let tree = try snapshot.tree()
            return LedgerHead(size: tree.size, root: tree.root, epoch: try snapshot.identity().epoch)
        }
    }

    func events(from position: Int64, limit: Int) async throws -> [RecordedEvent] {
        try await read { snapshot in
            let stored = try snapshot.events(from: position, limit: limit, size: Self.pageBytes)
            return try stored.enumerated().map { offset, event in
                let expected = position + Int64(offset)
                guard event.columns.position == expected, let recorded = try? event.recorded() else {
                    throw LedgerReadError.malformed(position: expected)
                }
                return recorded
            }
        }
    }

    /// Nothing: this reader does not follow.
    func sizes() -> AsyncStream<Int64> {
        AsyncStream { continuation in continuation.finish() }
    }

    /// Runs a body on one consistent state.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any LedgerSnapshot) throws -> Result
    ) async throws -> Result {
        try await pool.run(.reading) { [store] in try store.read(body) }
    }

    /// Hands over the events of a range, page by page.
    func forEachPage(
        from first: Int64 = 0,
        through size: Int64,
        _ body: ([RecordedEvent]) async throws -> Void
    ) async throws {
        var position = first
        while position < size {
            let page = try await events(from: position, limit: Int(min(256, size - position)))
            guard !page.isEmpty else { throw LedgerReadError.malformed(position: position) }
            try await body(page)
            position += Int64(page.count)
        }
    }

    /// Closes the file.
    func close() {
        try? store.close()
    }
}
