import GRDBSQLite
import Glibc
import Ledger

/// The one connection to a key file.
///
/// It is used by one thread at a time.
final class KeyConnection {
    private let database: OpaquePointer
    private var statements: [String: KeyStatement] = [:]

    /// Opens a key file, and makes an empty one, for its owner only, if it is missing and may be written.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - writable: Whether it is opened for writing.
    ///   - besideWriters: Whether somebody may start to write to the file meanwhile, also if nobody seems to be now.
    /// - Throws: ``KeyStoreError/storage(reason:)``.
    init(path: String, writable: Bool, besideWriters: Bool = false) throws(KeyStoreError) {
        if writable {
            // SQLite gives its journal files the permissions of the main file.
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else {
                throw .storage(reason: "cannot open the key file \(path): \(String(cString: strerror(errno)))")
            }
            close(file)
            // SQLite makes the names of its journals durable, and not that of a file which was there already.
            do {
                try LedgerFile.syncFolder(of: path)
            } catch {
                throw .storage(reason: "\(error)")
            }
        }
        var database: OpaquePointer?
        let flags = SQLITE_OPEN_NOMUTEX | (writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
        // Whoever has the file open for writing has a WAL; without one, reading makes no file beside it.
        let isQuiet =
            !writable && access(path, F_OK) == 0 && access(path + "-wal", F_OK) != 0
            && !(besideWriters && LedgerFile.isWritableFolder(of: path))
        let address = isQuiet ? LedgerFile.immutableAddress(of: path) : path
        guard sqlite3_open_v2(address, &database, flags, nil) == SQLITE_OK, let database else {
            let reason = database.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(database)
            throw .storage(reason: "cannot open the key file \(path): \(reason)")
        }
        self.database = database
        // Nobody else writes; only a reader outside can be in the way, of emptying the log.
        sqlite3_busy_timeout(database, 1000)
    }

    deinit {
        statements = [:]
        sqlite3_close_v2(database)
    }

    /// Runs SQL without parameters and rows.
    func execute(_ sql: String) throws(KeyStoreError) {
        guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else { throw Self.failure(of: database) }
    }

    /// Runs one statement, prepared once and kept, and gives each row to `body`.
    func run(
        _ sql: String,
        _ values: KeyValue...,
        row body: (borrowing KeyRow) throws(KeyStoreError) -> Void = { _ in }
    ) throws(KeyStoreError) {
        let statement: KeyStatement
        if let kept = statements[sql] {
            statement = kept
        } else {
            statement = try KeyStatement(sql, in: database)
            statements[sql] = statement
        }
        try statement.run(values, row: body)
    }

    /// The integer that a statement answers, for example a pragma's value; nil without a row.
    func integer(_ sql: String) throws(KeyStoreError) -> Int64? {
        var answer: Int64?
        try run(sql) { answer = $0.integer(0) }
        return answer
    }

    /// Runs `body` in a transaction: all of it or nothing is durable afterwards.
    func transaction<Value>(_ body: () throws(KeyStoreError) -> Value) throws(KeyStoreError) -> Value {
        try execute("BEGIN IMMEDIATE")
        do {
            let value = try body()
            try execute("COMMIT")
            return value
        } catch {
            // Some failures have rolled back already; then there is nothing left to do.
            if sqlite3_get_autocommit(database) == 0 { sqlite3_exec(database, "ROLLBACK", nil, nil, nil) }
            throw error
        }
    }

    /// The failure that the database reported last.
    static func failure(of database: OpaquePointer) -> KeyStoreError {
        let code = sqlite3_extended_errcode(database)
        return .storage(reason: "the key file: \(String(cString: sqlite3_errmsg(database))) (SQLite code \(code))")
    }
}
