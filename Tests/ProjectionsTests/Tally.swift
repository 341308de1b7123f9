import GRDB
import Ledger
import MailLedger
import ProjectionEngine
import Synchronization

/// The smallest projection: the positions it has seen.
enum Tally: TallyProjection {
    static let version = 1
}

/// The next version of ``Tally``.
enum NewTally: TallyProjection {
    static let version = 2
}

/// A version of ``Tally`` that fails, as long as it is told to, at the second event.
enum FragileTally: TallyProjection {
    static let version = 3
    static let fails = Mutex(true)

    static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        try note(event, in: db)
        if event.position == 1, fails.withLock({ $0 }) { throw Failure() }
    }

    struct Failure: Error {}
}

protocol TallyProjection: Projection {}

extension TallyProjection {
    static var name: String { "tally" }
    static var tables: [ViewTable] { [ViewTable("seen", order: ["position"], state: ["position"])] }

    static func createTables(_ db: Database) throws {
        try db.execute(sql: "CREATE TABLE seen (position INTEGER PRIMARY KEY, type TEXT NOT NULL) STRICT")
    }

    static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        try note(event, in: db)
    }

    static func note(_ event: RecordedMailEvent, in db: Database) throws {
        try db.execute(
            literal: "INSERT INTO seen (position, type) VALUES (\(event.position), \(event.header.type))"
        )
    }

    static func seen(_ db: Database) throws -> [Int64] {
        try Int64.fetchAll(db, sql: "SELECT position FROM seen ORDER BY position")
    }
}
