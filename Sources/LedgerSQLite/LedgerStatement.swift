import GRDBSQLite
import Ledger

/// A prepared statement.
///
/// Bind, then run or step; each starts over.
final class LedgerStatement {
    private let statement: OpaquePointer
    private let connection: OpaquePointer

    init(_ statement: OpaquePointer, connection: OpaquePointer) {
        self.statement = statement
        self.connection = connection
    }

    deinit {
        sqlite3_finalize(statement)
    }

    /// Binds a number, or NULL; the first place is 1.
    func bind(_ number: Int64?, at place: Int32) throws {
        if let number {
            try check(sqlite3_bind_int64(statement, place, number))
        } else {
            try check(sqlite3_bind_null(statement, place))
        }
    }

    /// Binds bytes.
    func bind(_ bytes: [UInt8], at place: Int32) throws {
        // A blob without bytes needs an address too, else it is bound as NULL.
        guard !bytes.isEmpty else { return try check(sqlite3_bind_zeroblob(statement, place, 0)) }
        try check(sqlite3_bind_blob64(statement, place, bytes, UInt64(bytes.count), Self.copied))
    }

    /// Binds the sixteen bytes of an id, or NULL.
    func bind(_ id: OpaqueID?, at place: Int32) throws {
        guard let id else { return try check(sqlite3_bind_null(statement, place)) }
        var bytes = (id.high.bigEndian, id.low.bigEndian)
        try check(
            withUnsafeBytes(of: &bytes) { sqlite3_bind_blob64(statement, place, $0.baseAddress, 16, Self.copied) }
        )
    }

    /// Binds a text.
    func bind(_ text: String, at place: Int32) throws {
        try check(sqlite3_bind_text(statement, place, text, -1, Self.copied))
    }

    /// Goes to the next row; false at the end, after which the statement can be bound anew.
    func step() throws -> Bool {
        let code = sqlite3_step(statement)
        if code == SQLITE_ROW { return true }
        defer { sqlite3_reset(statement) }
        try check(code)
        return false
    }

    /// Runs a statement that gives no rows that anybody wants.
    func run() throws {
        while try step() {}
    }

    /// Ends a statement whose rows were not all taken.
    func reset() {
        sqlite3_reset(statement)
    }

    /// Whether a column is NULL; the first column is 0.
    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(statement, column) == SQLITE_NULL
    }

    /// A number.
    func number(_ column: Int32) -> Int64 {
        sqlite3_column_int64(statement, column)
    }

    /// A number, or nil for NULL.
    func optionalNumber(_ column: Int32) -> Int64? {
        isNull(column) ? nil : number(column)
    }

    /// Bytes.
    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }

    /// A text.
    func text(_ column: Int32) -> String {
        sqlite3_column_text(statement, column).map { String(cString: $0) } ?? ""
    }

    /// An id, or nil for NULL; bytes that are none give an id that nothing has.
    func id(_ column: Int32) -> OpaqueID? {
        guard !isNull(column) else { return nil }
        return OpaqueID(bytes: bytes(column)) ?? OpaqueID(high: .max, low: .max)
    }

    private func check(_ code: Int32) throws {
        guard code != SQLITE_OK, code != SQLITE_DONE else { return }
        throw StoreFault("\(String(cString: sqlite3_errmsg(connection))) (SQLite \(code))")
    }

    // SQLITE_TRANSIENT, a macro that is a cast and so is not imported: SQLite copies what is bound.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
