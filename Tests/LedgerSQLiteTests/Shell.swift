import GRDBSQLite

/// A connection such as somebody with the sqlite3 command has: no settings of ours.
final class Shell {
    struct Failure: Error, Equatable {
        let message: String
    }

    private let handle: OpaquePointer

    init(_ path: String) throws {
        var handle: OpaquePointer?
        guard sqlite3_open(path, &handle) == SQLITE_OK, let handle else { throw Failure(message: "cannot open") }
        self.handle = handle
    }

    deinit {
        sqlite3_close(handle)
    }

    func run(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw Failure(message: String(cString: sqlite3_errmsg(handle)))
        }
    }

    /// The first column of every row, as text.
    func texts(_ sql: String) throws -> [String] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
            throw Failure(message: String(cString: sqlite3_errmsg(handle)))
        }
        defer { sqlite3_finalize(statement) }
        var texts: [String] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            texts.append(sqlite3_column_text(statement, 0).map { String(cString: $0) } ?? "")
        }
        return texts
    }

    /// Every column of every row, with its type, its bytes as they are stored.
    func rows(_ sql: String) throws -> [[String]] {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK else {
            throw Failure(message: String(cString: sqlite3_errmsg(handle)))
        }
        defer { sqlite3_finalize(statement) }
        var rows: [[String]] = []
        while true {
            let code = sqlite3_step(statement)
            guard code == SQLITE_ROW else {
                guard code == SQLITE_DONE else { throw Failure(message: String(cString: sqlite3_errmsg(handle))) }
                return rows
            }
            rows.append((0..<sqlite3_column_count(statement)).map { Self.column(statement, $0) })
        }
    }

    private static func column(_ statement: OpaquePointer?, _ column: Int32) -> String {
        let type = sqlite3_column_type(statement, column)
        guard let start = sqlite3_column_blob(statement, column) else { return "\(type)" }
        let bytes = UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
        return "\(type):" + bytes.map { String($0, radix: 16) }.joined(separator: ",")
    }

    /// Everything that a ledger's file says.
    static func everything(in path: String) throws -> [[String]] {
        let shell = try Shell(path)
        let tables = ["meta", "event", "tile", "tree", "message_head", "recent_key", "kept_key"]
        return try tables.flatMap { try shell.rows("SELECT * FROM \($0) ORDER BY 1, 2") }
    }
}
