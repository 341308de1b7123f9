import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// Who was erased, must not be, or is written to again, and which months' details are forgotten.
///
/// Whoever opens an organization destroys the keys that are named here before anything else is opened with them.
package enum Privacy: Projection {
    /// The name of the view's file.
    package static let name = "privacy"
    /// The version of tables and fold.
    package static let version = 1

    /// The tables, for the comparison.
    package static let tables = [
        ViewTable("erasure", order: ["position"], state: ["position", "id", "person", "life", "at", "keys"]),
        ViewTable("person", order: ["id"], state: ["id", "erasure", "life", "held"]),
        ViewTable("expiry", order: ["month"], state: ["month", "position", "at", "kept"]),
    ]

    /// Makes the tables.
    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                -- The key is the position of subject.erased.
                CREATE TABLE erasure (
                    position INTEGER PRIMARY KEY,
                    id BLOB NOT NULL UNIQUE,
                    person BLOB NOT NULL,
                    life INTEGER NOT NULL,
                    at INTEGER NOT NULL,
                    keys TEXT NOT NULL,
                    counts TEXT NOT NULL,
                    basis TEXT
                ) STRICT;

                CREATE INDEX erasure_by_person ON erasure (person, position);

                CREATE TABLE person (
                    id BLOB PRIMARY KEY NOT NULL,
                    -- The position of the erasure that holds; NULL for somebody who lives.
                    erasure INTEGER,
                    life INTEGER NOT NULL,
                    -- The position of subject.held; NULL where nothing forbids an erasure.
                    held INTEGER,
                    held_at INTEGER,
                    address TEXT,
                    reason TEXT
                ) STRICT, WITHOUT ROWID;

                CREATE INDEX person_held ON person (held) WHERE held IS NOT NULL;
                CREATE INDEX person_again ON person (life) WHERE life > 0;

                CREATE TABLE expiry (
                    month TEXT PRIMARY KEY NOT NULL,
                    position INTEGER NOT NULL,
                    at INTEGER NOT NULL,
                    kept INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """
        )
    }

    /// What is said of persons and months as a whole.
    package static func concerns(_ type: EventType) -> Bool {
        [.subjectErased, .subjectHeld, .subjectUnheld, .subjectReadmitted, .detailsExpired].contains(type)
    }

    /// Writes an event into the view.
    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        let header = event.header
        switch event.event {
        case .subjectErased(let erased): try erase(erased, header, in: db)
        case .subjectHeld(let held):
            guard let person = OpaqueID(held.subject) else { return }
            try db.run(
                """
                INSERT INTO person (id, life, held, held_at, address, reason)
                VALUES (\(person), 0, \(header.position), \(header.occurredAt), \(held.address), \(held.reason))
                ON CONFLICT (id) DO UPDATE SET held = excluded.held, held_at = excluded.held_at,
                    address = excluded.address, reason = excluded.reason
                """
            )
        case .subjectUnheld(let held):
            guard let person = OpaqueID(held.subject) else { return }
            try db.run(
                "UPDATE person SET held = NULL, held_at = NULL, address = NULL, reason = NULL WHERE id = \(person)"
            )
        case .subjectReadmitted(let again):
            guard let person = OpaqueID(again.subject) else { return }
            try db.run(
                """
                INSERT INTO person (id, life) VALUES (\(person), \(again.life))
                ON CONFLICT (id) DO UPDATE SET erasure = NULL, life = excluded.life
                """
            )
        case .detailsExpired(let expired):
            try db.run(
                """
                INSERT INTO expiry (month, position, at, kept)
                VALUES (\(expired.month), \(header.position), \(header.occurredAt), \(expired.keptMonths))
                ON CONFLICT DO NOTHING
                """
            )
        default: break
        }
    }

    private static func erase(_ erased: SubjectErased, _ header: EventHeader, in db: Database) throws {
        guard let person = OpaqueID(erased.subject) else { return }
        let (life, keys) = (erased.life ?? 0, erased.keys ?? ["p-\(person)"])
        try db.run(
            """
            INSERT INTO erasure (position, id, person, life, at, keys, counts, basis) VALUES (
                \(header.position), \(header.id), \(person), \(life), \(header.occurredAt),
                \(try JSONText.encode(keys)), \(try JSONText.encode(erased.counts ?? [:])), \(erased.basis)
            )
            """
        )
        try db.run(
            """
            INSERT INTO person (id, erasure, life) VALUES (\(person), \(header.position), \(life))
            ON CONFLICT (id) DO UPDATE SET erasure = excluded.erasure, life = excluded.life
            """
        )
    }
}
