/// The tables of a ledger's file.
///
/// Only what grows at its end is written with each commit; what has random keys is merged in sorted slices now and then
/// (``DeferredMerge``), because each random key would write a whole page.
enum LedgerSchema {
    /// `PBKL`, by which `file` and the opener tell a ledger.
    static let applicationID = 0x5042_4B4C
    /// The schema's number.
    static let version = 1

    /// Every table and trigger, in the words that the file keeps; a file with other words is refused.
    static let statements: [String] =
        [
            """
            CREATE TABLE meta(
                one INTEGER PRIMARY KEY CHECK (one = 1),
                ledger BLOB NOT NULL CHECK (length(ledger) = 16),
                epoch INTEGER NOT NULL,
                origin TEXT NOT NULL,
                verifier TEXT NOT NULL,
                checksum BLOB NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE event(
                position INTEGER PRIMARY KEY CHECK (position >= 0),
                id BLOB NOT NULL CHECK (length(id) = 16),
                type TEXT NOT NULL,
                schema INTEGER NOT NULL,
                document BLOB CHECK (length(document) = 16),
                message BLOB CHECK (length(message) = 16),
                recipient INTEGER,
                attempt INTEGER,
                occurred INTEGER NOT NULL,
                recorded INTEGER NOT NULL,
                header BLOB NOT NULL,
                body BLOB NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE tile(
                level INTEGER NOT NULL,
                number INTEGER NOT NULL,
                hashes BLOB NOT NULL CHECK (length(hashes) = 8192),
                PRIMARY KEY (level, number)
            ) STRICT
            """,
            """
            CREATE TABLE tree(
                one INTEGER PRIMARY KEY CHECK (one = 1),
                size INTEGER NOT NULL,
                root BLOB NOT NULL CHECK (length(root) = 32),
                edge BLOB NOT NULL,
                heads_through INTEGER NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE message_head(
                message BLOB NOT NULL PRIMARY KEY CHECK (length(message) = 16),
                position INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE recent_key(
                number INTEGER PRIMARY KEY,
                scope INTEGER NOT NULL,
                digest BLOB NOT NULL,
                request BLOB NOT NULL,
                first INTEGER NOT NULL,
                last INTEGER NOT NULL,
                recorded INTEGER NOT NULL,
                checksum BLOB NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE kept_key(
                scope INTEGER NOT NULL,
                digest BLOB NOT NULL,
                request BLOB NOT NULL,
                first INTEGER NOT NULL,
                last INTEGER NOT NULL,
                recorded INTEGER NOT NULL,
                checksum BLOB NOT NULL,
                PRIMARY KEY (scope, digest)
            ) STRICT, WITHOUT ROWID
            """,
        ] + guards(table: "event", key: "position = NEW.position")
        + guards(table: "tile", key: "level = NEW.level AND number = NEW.number")

    // Each of the three has a hole that another closes: REPLACE fires no delete trigger unless recursive triggers are on.
    private static func guards(table: String, key: String) -> [String] {
        [
            "CREATE TRIGGER \(table)_is_never_changed BEFORE UPDATE ON \(table) "
                + "BEGIN SELECT RAISE(ABORT, '\(table)s are never changed'); END",
            "CREATE TRIGGER \(table)_is_never_deleted BEFORE DELETE ON \(table) "
                + "BEGIN SELECT RAISE(ABORT, '\(table)s are never deleted'); END",
            "CREATE TRIGGER \(table)_is_never_replaced BEFORE INSERT ON \(table) "
                + "WHEN EXISTS (SELECT 1 FROM \(table) WHERE \(key)) "
                + "BEGIN SELECT RAISE(ABORT, '\(table)s are never replaced'); END",
        ]
    }
}
