import GRDBSQLite
import Ledger

/// One connection to the ledger's file, with its prepared statements.
///
/// `@unchecked Sendable`: opened with NOMUTEX and used by one thread at a time; ``LedgerReaders`` hands a reader to one
/// caller only, and the writer is reached through a mutex.
final class LedgerConnection: @unchecked Sendable {
    /// What a connection may do.
    enum Access {
        /// Read, beside a writer of this or another process.
        case reading
        /// Read a file that nothing can change, such as a copy on a disk that is mounted for reading only.
        case readingImmutable
        /// Read, append and checkpoint.
        case writing
        /// Make a new file.
        case creating
    }

    /// Whether the file was opened as one that nothing changes; then the connection may serve only while that is so.
    let isImmutable: Bool
    private let handle: OpaquePointer
    private var statements: [LedgerStatement?]

    init(path: String, access: Access) throws {
        var handle: OpaquePointer?
        let (name, flags) = Self.nameAndFlags(path, access)
        let code = sqlite3_open_v2(name, &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle else {
            let fault = handle.map { StoreFault(String(cString: sqlite3_errmsg($0)) + " (SQLite \(code))") }
            sqlite3_close_v2(handle)
            throw fault ?? StoreFault("SQLite \(code)")
        }
        self.handle = handle
        self.isImmutable = access == .readingImmutable
        self.statements = Array(repeating: nil, count: LedgerQuery.allCases.count)
        sqlite3_extended_result_codes(handle, 1)
        _disableDoubleQuotedStringLiterals(handle)
        for setting in Self.settings(access) { try execute(setting) }
    }

    deinit {
        close()
    }

    private var isClosed = false

    /// Closes the connection.
    ///
    /// The last one that may write removes the WAL.
    func close() {
        guard !isClosed else { return }
        isClosed = true
        statements = []
        sqlite3_close_v2(handle)
    }

    /// The statement for a query, ready to be bound; prepared once.
    func statement(_ query: LedgerQuery) throws -> LedgerStatement {
        if let statement = statements[query.rawValue] { return statement }
        let statement = try prepare(query.sql)
        statements[query.rawValue] = statement
        return statement
    }

    /// Prepares a statement that is used once.
    func prepare(_ sql: String) throws -> LedgerStatement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw fault(code) }
        return LedgerStatement(statement, connection: handle)
    }

    /// Runs a statement of constant text, and passes over the rows it gives.
    func execute(_ sql: String) throws {
        let statement = try prepare(sql)
        while try statement.step() {}
    }

    /// The first column of each row, as text.
    func texts(_ sql: String) throws -> [String] {
        let statement = try prepare(sql)
        var texts: [String] = []
        while try statement.step() { texts.append(statement.text(0)) }
        return texts
    }

    /// How many rows the newest statement changed.
    var changes: Int { Int(sqlite3_changes(handle)) }

    /// Runs a body in a transaction; rolls back if it throws.
    func transaction<Result>(_ begin: LedgerQuery, _ body: () throws -> Result) throws -> Result {
        try statement(begin).run()
        let result: Result
        do {
            result = try body()
            try statement(.commit).run()
        } catch {
            if sqlite3_get_autocommit(handle) == 0 { try? statement(.rollback).run() }
            throw error
        }
        return result
    }

    private func fault(_ code: Int32) -> StoreFault {
        StoreFault("\(String(cString: sqlite3_errmsg(handle))) (SQLite \(code))")
    }

    private static func nameAndFlags(_ path: String, _ access: Access) -> (String, Int32) {
        switch access {
        case .reading: (path, SQLITE_OPEN_READONLY)
        case .readingImmutable: (LedgerFile.immutableAddress(of: path), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI)
        case .writing: (path, SQLITE_OPEN_READWRITE)
        case .creating: (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
        }
    }

    private static func settings(_ access: Access) -> [String] {
        let common = [
            "PRAGMA busy_timeout = 5000", "PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON",
            "PRAGMA temp_store = MEMORY", "PRAGMA mmap_size = 0",
        ]
        return switch access {
        case .reading, .readingImmutable:
            common + ["PRAGMA query_only = ON", "PRAGMA wal_autocheckpoint = 0", "PRAGMA cache_size = -8192"]
        case .writing, .creating:
            common + [
                "PRAGMA page_size = 8192", "PRAGMA auto_vacuum = NONE", "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 4000", "PRAGMA journal_size_limit = 67108864",
                "PRAGMA cache_size = -32768", "PRAGMA foreign_keys = ON", "PRAGMA recursive_triggers = ON",
            ]
        }
    }

    /// Reads back the settings that durability and immutability rest on.
    func verifySettings() throws {
        for (name, value) in [("journal_mode", "wal"), ("synchronous", "2"), ("recursive_triggers", "1")] {
            let found = try texts("PRAGMA \(name)")
            guard found == [value] else {
                throw StoreFault("SQLite does not take the setting \(name) = \(value); it says \(found)")
            }
        }
    }
}
