import GRDB
import Ledger

/// What a view's file says about itself: which fold of which ledger it is, and how far it has come.
package struct ViewState: Hashable, Sendable {
    /// The projection's name.
    package var name: String
    /// The projection's version.
    package var version: Int
    /// The ledger's id.
    package var ledger: OpaqueID
    /// The ledger's epoch.
    package var epoch: Int
    /// How many events were folded: those at positions 0 to `size - 1`.
    package var size: Int64
    /// SHA-256 of the last folded event's entry; nil before the first.
    package var last: Hash?
    /// Up to which ledger size erasures have left nothing in the file: keys that they destroyed were gone when it was built.
    package var purged: Int64 = 0

    static func createTable(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE view_state (
                    one INTEGER PRIMARY KEY CHECK (one = 1),
                    name TEXT NOT NULL,
                    version INTEGER NOT NULL,
                    ledger BLOB NOT NULL CHECK (length(ledger) = 16),
                    epoch INTEGER NOT NULL,
                    size INTEGER NOT NULL CHECK (size >= 0),
                    last BLOB CHECK (length(last) = 32),
                    purged INTEGER NOT NULL
                ) STRICT
                """
        )
    }

    func insert(_ db: Database) throws {
        try db.run(
            """
            INSERT INTO view_state (one, name, version, ledger, epoch, size, last, purged)
            VALUES (1, \(name), \(version), \(ledger), \(epoch), \(size), \(last), \(purged))
            """
        )
    }

    static func advance(to size: Int64, last: Hash, in db: Database) throws {
        try db.run("UPDATE view_state SET size = \(size), last = \(last) WHERE one = 1")
    }

    /// Reads what a file says; nil where it is no view's file, or one of an older program.
    package static func load(_ db: Database) throws -> Self? {
        guard try db.tableExists("view_state") else { return nil }
        guard
            let row = try Row.fetchOne(db, sql: "SELECT * FROM view_state"), row.hasColumn("purged")
        else { return nil }
        return Self(
            name: try row.decode(forColumn: "name"),
            version: try row.decode(forColumn: "version"),
            ledger: try row.decode(forColumn: "ledger"),
            epoch: try row.decode(forColumn: "epoch"),
            size: try row.decode(forColumn: "size"),
            last: try row.decode(forColumn: "last"),
            purged: try row.decode(forColumn: "purged")
        )
    }

    /// How many events the view that this query runs on has folded.
    package static func size(in db: Database) throws -> Int64 {
        try SQLRequest<Int64>(literal: "SELECT size FROM view_state", cached: true).fetchOne(db) ?? 0
    }
}
