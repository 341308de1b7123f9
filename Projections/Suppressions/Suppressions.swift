import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// The addresses that are sent nothing more, and those that a person released again.
///
/// Beside them stands the evidence that asks for a suppression and was not answered by one yet: whoever follows the ledger
/// answers it, and finds it here after a restart. An answer to evidence that is not newer than a release changes nothing.
package enum Suppressions: Projection {
    /// The name of the view's file.
    package static let name = "suppressions"
    /// The version of tables and fold.
    package static let version = 1

    /// The tables, for the comparison.
    package static let tables = [
        ViewTable(
            "suppression",
            order: ["person"],
            state: ["person", "state", "reason", "because", "suppressed_at", "released_at", "position"]
        ),
        ViewTable("evidence", order: ["position"], state: ["position", "message", "recipient", "reason", "at"]),
    ]

    /// Makes the tables.
    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE suppression (
                    person BLOB PRIMARY KEY NOT NULL,
                    address TEXT,
                    state TEXT NOT NULL CHECK (state IN ('suppressed', 'released')),
                    reason TEXT NOT NULL,
                    because INTEGER,
                    suppressed_at INTEGER NOT NULL,
                    released_at INTEGER,
                    position INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE INDEX suppression_by_position ON suppression (position);
                CREATE INDEX suppression_by_state ON suppression (state, position);

                -- The key is the position of the event that says so; a row goes with the suppression that names it.
                CREATE TABLE evidence (
                    position INTEGER PRIMARY KEY,
                    message BLOB NOT NULL,
                    recipient INTEGER NOT NULL,
                    reason TEXT NOT NULL,
                    at INTEGER NOT NULL
                ) STRICT;
                """
        )
    }

    /// Failures, complaints, and what was decided about addresses.
    package static func concerns(_ type: EventType) -> Bool {
        [.messageRejected, .messageBounced, .messageComplained, .recipientSuppressed, .recipientReleased].contains(type)
    }

    /// Writes an event into the list.
    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        guard let fact = event.event else { return }
        switch fact {
        case .recipientSuppressed(let suppressed): try suppress(suppressed, event.header, in: db)
        case .recipientReleased(let released): try release(released, event.header, in: db)
        default:
            guard
                let reason = fact.asksForSuppression, let message = event.header.message,
                let recipient = event.header.recipient
            else { return }
            try db.run(
                """
                INSERT INTO evidence (position, message, recipient, reason, at)
                VALUES (\(event.position), \(message), \(recipient), \(reason.rawValue), \(event.header.occurredAt))
                """
            )
        }
    }

    private static func suppress(_ suppressed: RecipientSuppressed, _ header: EventHeader, in db: Database) throws {
        guard let person = suppressed.person.flatMap({ OpaqueID($0) }) else { return }
        if let because = suppressed.because {
            let evidence = SQLRequest<Timestamp>(
                literal: "SELECT at FROM evidence WHERE position = \(because)",
                cached: true
            )
            let at = try evidence.fetchOne(db)
            try db.run("DELETE FROM evidence WHERE position = \(because)")
            if let at, let known = try one(person, in: db), !known.isSuppressed, !known.isOlder(than: at) { return }
        }
        try db.run(
            """
            INSERT INTO suppression (person, address, state, reason, because, suppressed_at, released_at, position)
            VALUES (
                \(person), \(suppressed.address), 'suppressed', \(suppressed.reason.rawValue), \(suppressed.because),
                \(header.occurredAt), NULL, \(header.position)
            ) ON CONFLICT (person) DO UPDATE SET address = excluded.address, state = excluded.state,
                reason = excluded.reason, because = excluded.because, suppressed_at = excluded.suppressed_at,
                released_at = NULL, position = excluded.position
            """
        )
    }

    private static func release(_ released: RecipientReleased, _ header: EventHeader, in db: Database) throws {
        guard let person = released.person.flatMap({ OpaqueID($0) }) else { return }
        try db.run(
            """
            UPDATE suppression SET state = 'released', released_at = \(header.occurredAt), position = \(header.position)
            WHERE person = \(person)
            """
        )
    }
}

extension MailEvent {
    /// The reason for which this event suppresses the address it is about; nil where it does not.
    ///
    /// Only what the service saw itself or what is signed counts: an id alone is something that a stranger could know.
    package var asksForSuppression: RecipientSuppressed.Reason? {
        switch self {
        case .messageRejected(let report): report.failureClass == .hard ? .hard : nil
        case .messageBounced(let report) where report.authentication != .id:
            switch report.failureClass {
            case .hard: .hard
            case .complaint: .complaint
            case .soft, .blocked, nil: nil
            }
        case .messageComplained(let report): report.authentication != .id ? .complaint : nil
        default: nil
        }
    }
}
