import GRDBSQLite

/// SQLite without a ledger: rows of the size of an event, with the ledger's own settings, and nothing decided or hashed.
final class PlainSQLite {
    private let handle: OpaquePointer
    private var insertion: OpaquePointer?
    private var position: Int64 = 0

    init(path: String) throws {
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle else { throw BenchError("\(path) cannot be made (SQLite \(code))") }
        self.handle = handle
        try execute("PRAGMA page_size = 8192")
        try execute("PRAGMA journal_mode = WAL")
        try execute("PRAGMA synchronous = FULL")
        try execute("PRAGMA wal_autocheckpoint = 4000")
        try execute("PRAGMA cache_size = -32768")
        try execute("CREATE TABLE event(position INTEGER PRIMARY KEY, id BLOB, header BLOB, body BLOB) STRICT")
        try check(sqlite3_prepare_v2(handle, "INSERT INTO event VALUES (?, ?, ?, ?)", -1, &insertion, nil))
        for (place, size) in [(2, 16), (3, 400), (4, 400)] as [(Int32, UInt64)] {
            try check(sqlite3_bind_zeroblob64(insertion, place, size))
        }
    }

    deinit {
        sqlite3_finalize(insertion)
        sqlite3_close_v2(handle)
    }

    /// Commits so many rows together, durably.
    func commit(rows: Int) throws {
        try execute("BEGIN IMMEDIATE")
        for _ in 0..<rows {
            try check(sqlite3_bind_int64(insertion, 1, position))
            try check(sqlite3_step(insertion))
            try check(sqlite3_reset(insertion))
            position += 1
        }
        try execute("COMMIT")
    }

    private func execute(_ sql: String) throws {
        try check(sqlite3_exec(handle, sql, nil, nil, nil))
    }

    private func check(_ code: Int32) throws {
        guard code != SQLITE_OK, code != SQLITE_DONE else { return }
        throw BenchError("\(String(cString: sqlite3_errmsg(handle))) (SQLite \(code))")
    }
}
