import GRDBSQLite
import Ledger

/// A value that is bound to a statement of the key file.
enum KeyValue {
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

/// A prepared statement of the key file.
///
/// It belongs to one connection and is used by one thread at a time.
final class KeyStatement {
    private let statement: OpaquePointer
    private let database: OpaquePointer

    init(_ sql: String, in database: OpaquePointer) throws(KeyStoreError) {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(database, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw KeyConnection.failure(of: database) }
        self.statement = statement
        self.database = database
    }

    deinit {
        sqlite3_finalize(statement)
    }

    /// Runs the statement to its end and gives each row to `body`.
    func run(_ values: [KeyValue], row body: (borrowing KeyRow) throws(KeyStoreError) -> Void) throws(KeyStoreError) {
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try body(KeyRow(statement: statement))
            case SQLITE_DONE: return
            default: throw KeyConnection.failure(of: database)
            }
        }
    }

    private func bind(_ value: KeyValue, at index: Int32) throws(KeyStoreError) {
        // SQLite copies the bytes before the call returns.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let code =
            switch value {
            case .integer(let integer): sqlite3_bind_int64(statement, index, integer)
            case .text(let text): sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), copied)
            case .blob(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(statement, index, 0)
            case .blob(let bytes): sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), copied)
            }
        guard code == SQLITE_OK else { throw KeyConnection.failure(of: database) }
    }
}

/// The row on which a statement stands.
struct KeyRow: ~Copyable {
    fileprivate let statement: OpaquePointer

    /// An integer column.
    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(statement, column)
    }

    /// A text column; empty where it is NULL.
    func text(_ column: Int32) -> String {
        String(decoding: bytes(sqlite3_column_text(statement, column), column), as: UTF8.self)
    }

    /// A column of bytes; empty where it is NULL.
    func blob(_ column: Int32) -> [UInt8] {
        Array(bytes(sqlite3_column_blob(statement, column), column))
    }

    private func bytes(_ start: UnsafeRawPointer?, _ column: Int32) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
    }
}
