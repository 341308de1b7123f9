import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// The batches, and what became of each of their documents.
package enum Batches: Projection {
    /// The name of the view's file.
    package static let name = "batches"
    /// The version of tables and fold.
    package static let version = 2

    /// The tables, for the comparison.
    package static let tables = [
        ViewTable(
            "batch",
            order: ["id"],
            state: ["id", "position", "count", "content", "cancelled_at", "settled", "queued"]
        ),
        ViewTable("item", order: ["batch", "number"], state: ["batch", "number", "message", "state", "last"]),
        ViewTable("copy", order: ["message", "recipient"], state: ["message", "recipient", "state"]),
    ]

    /// Makes the tables.
    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE batch (
                    id BLOB PRIMARY KEY NOT NULL,
                    position INTEGER NOT NULL UNIQUE,
                    count INTEGER NOT NULL,
                    content TEXT NOT NULL,
                    actor BLOB,
                    submitted_at INTEGER NOT NULL,
                    cancelled_at INTEGER,
                    settled INTEGER NOT NULL DEFAULT 0,
                    queued INTEGER NOT NULL DEFAULT 0,
                    first_left_at INTEGER,
                    last_left_at INTEGER
                ) STRICT, WITHOUT ROWID;

                CREATE INDEX batch_open ON batch (position)
                WHERE (cancelled_at IS NULL AND settled < count) OR (cancelled_at IS NOT NULL AND queued > 0);

                -- The documents that have come to something; number is the place in the batch, from 0.
                CREATE TABLE item (
                    batch BLOB NOT NULL,
                    number INTEGER NOT NULL,
                    message BLOB UNIQUE,
                    state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'uncertain', 'failed', 'cancelled', 'refused')),
                    reason TEXT,
                    last INTEGER NOT NULL,
                    PRIMARY KEY (batch, number)
                ) STRICT, WITHOUT ROWID;

                CREATE INDEX item_by_state ON item (batch, state, number);

                -- The copies of the batches' messages, until all of a message have come to an end.
                CREATE TABLE copy (
                    message BLOB NOT NULL,
                    recipient INTEGER NOT NULL,
                    state TEXT NOT NULL,
                    PRIMARY KEY (message, recipient)
                ) STRICT, WITHOUT ROWID;
                """
        )
    }

    /// What comes back about a copy that has left changes nothing here.
    package static func concerns(_ type: EventType) -> Bool {
        [
            .batchSubmitted, .batchItemRefused, .batchCancelled, .messageQueued, .messageSent, .messageRejected,
            .messageUncertain, .messageCancelled, .messageExpired,
        ].contains(type)
    }

    /// Writes what an event means for the batches.
    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        let fold = BatchFold(header: event.header)
        switch event.event {
        case .batchSubmitted(let submitted): try fold.submit(submitted, in: db)
        case .batchItemRefused(let refused): try fold.refuse(refused, in: db)
        case .batchCancelled(let cancelled): try fold.cancel(cancelled, in: db)
        case .messageQueued(let queued): try fold.queue(queued, in: db)
        case .messageSent: try fold.end(.sent, reason: nil, in: db)
        case .messageUncertain: try fold.end(.uncertain, reason: "the outcome was never heard", in: db)
        case .messageRejected(let report):
            try fold.end(.failed, reason: report.words ?? "refused", in: db)
        case .messageCancelled(let cancelled): try fold.end(.cancelled, reason: cancelled.reason, in: db)
        case .messageExpired(let expired): try fold.end(.failed, reason: expired.reason, in: db)
        default: break
        }
    }
}
