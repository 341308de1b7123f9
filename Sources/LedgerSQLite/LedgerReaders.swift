import Ledger
import Synchronization

/// A few read-only connections, opened when they are first needed, each handed to one caller at a time.
final class LedgerReaders: Sendable {
    private struct State {
        var idle: [LedgerConnection] = []
        var isClosed = false
    }

    private let path: String
    private let state = Mutex(State())

    init(path: String) {
        self.path = path
    }

    /// Runs a body on one consistent state.
    func read<Result>(_ body: (SQLiteSnapshot) throws -> Result) throws -> Result {
        let connection = try take()
        defer { giveBack(connection) }
        return try connection.transaction(.begin) { try body(SQLiteSnapshot(connection: connection)) }
    }

    /// Closes those that are not in use now; those that are, when they are given back.
    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        for connection in idle { connection.close() }
    }

    private func take() throws -> LedgerConnection {
        let idle = try state.withLock { state in
            guard !state.isClosed else { throw StoreFault("the ledger was closed") }
            return state.idle.popLast()
        }
        return try idle ?? open()
    }

    private func giveBack(_ connection: LedgerConnection) {
        let isKept = state.withLock { state in
            guard !state.isClosed, !connection.isImmutable else { return false }
            state.idle.append(connection)
            return true
        }
        if !isKept { connection.close() }
    }

    private func open() throws -> LedgerConnection {
        // Whoever has the file open for writing has a WAL. Without one it is read as a file that does not change, for this one
        // time, so that reading makes no file beside it.
        guard LedgerFile.size(path + "-wal") != nil else {
            return try LedgerConnection(path: path, access: .readingImmutable)
        }
        do {
            let connection = try LedgerConnection(path: path, access: .reading)
            _ = try connection.texts("SELECT 1 FROM sqlite_schema LIMIT 1")
            return connection
        } catch {
            // A copy where nothing may be written cannot have the shared memory that a WAL needs; without a WAL it needs none.
            guard !LedgerFile.isWritableFolder(of: path), LedgerFile.size(path + "-wal") ?? 0 == 0 else { throw error }
            return try LedgerConnection(path: path, access: .readingImmutable)
        }
    }
}
