import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// Every message, with its recipients and what became of each.
package enum EmailHistory: Projection {
    /// The name of the view's file.
    package static let name = "email-history"
    /// The version of tables and fold.
    package static let version = 6

    /// The tables, for the comparison.
    package static let tables = [
        ViewTable("document", order: ["id"], state: ["id"]),
        ViewTable("message", order: ["queued"], state: ["queued", "id", "document", "status", "last", "body_hash"]),
        ViewTable("recipient", order: ["queued", "number"], state: ["queued", "number", "role", "status", "because"]),
        ViewTable(
            "fact",
            order: ["queued", "number", "kind", "position"],
            state: ["queued", "number", "kind", "at", "position"]
        ),
        ViewTable(
            "superseded",
            order: ["queued", "number", "position"],
            state: ["queued", "number", "position"]
        ),
        ViewTable("withdrawal", order: ["position"], state: ["position"]),
        ViewTable("about", order: ["queued", "position"], state: ["queued", "position"]),
        ViewTable("search", order: ["rowid"]),
    ]

    /// Makes the tables.
    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE document (
                    id BLOB PRIMARY KEY NOT NULL,
                    callers_id TEXT,
                    type TEXT,
                    number TEXT,
                    customer TEXT
                ) STRICT, WITHOUT ROWID;

                CREATE INDEX document_by_callers_id ON document (callers_id);

                -- The key is the position of message.queued.
                CREATE TABLE message (
                    queued INTEGER PRIMARY KEY,
                    id BLOB NOT NULL UNIQUE,
                    document BLOB,
                    subject TEXT,
                    method TEXT NOT NULL,
                    queued_at INTEGER NOT NULL,
                    send_at INTEGER,
                    resend_of BLOB,
                    batch BLOB,
                    sent_at INTEGER,
                    delivered_at INTEGER,
                    read_at INTEGER,
                    status TEXT NOT NULL,
                    reason TEXT NOT NULL,
                    last INTEGER NOT NULL,
                    body_hash BLOB NOT NULL
                ) STRICT;

                CREATE INDEX message_by_document ON message (document, queued);
                CREATE INDEX message_by_batch ON message (batch, queued) WHERE batch IS NOT NULL;
                CREATE INDEX message_by_status ON message (status, queued);

                CREATE TABLE recipient (
                    queued INTEGER NOT NULL,
                    number INTEGER NOT NULL,
                    role TEXT NOT NULL,
                    address TEXT,
                    address_key TEXT,
                    domain TEXT,
                    name TEXT,
                    message_id TEXT NOT NULL,
                    assigned_id TEXT,
                    tracked INTEGER NOT NULL,
                    tracking_basis TEXT,
                    status TEXT NOT NULL,
                    reason TEXT NOT NULL,
                    failure_class TEXT,
                    because TEXT NOT NULL,
                    PRIMARY KEY (queued, number)
                ) STRICT, WITHOUT ROWID;

                CREATE INDEX recipient_by_address ON recipient (address_key);
                CREATE INDEX recipient_by_domain ON recipient (domain);
                CREATE INDEX recipient_by_message_id ON recipient (message_id);
                CREATE INDEX recipient_by_assigned_id ON recipient (assigned_id) WHERE assigned_id IS NOT NULL;

                -- All that a recipient's status depends on: of each kind of evidence, the earliest facts.
                CREATE TABLE fact (
                    queued INTEGER NOT NULL,
                    number INTEGER NOT NULL,
                    kind TEXT NOT NULL,
                    position INTEGER NOT NULL,
                    at INTEGER NOT NULL,
                    words TEXT,
                    voice TEXT,
                    stage TEXT,
                    code INTEGER,
                    status TEXT,
                    asked TEXT,
                    unproved INTEGER NOT NULL,
                    PRIMARY KEY (queued, number, kind, position)
                ) STRICT, WITHOUT ROWID;

                -- Verdicts that count no more, since a later event replaced them.
                CREATE TABLE superseded (
                    queued INTEGER NOT NULL,
                    number INTEGER NOT NULL,
                    position INTEGER NOT NULL,
                    PRIMARY KEY (queued, number, position)
                ) STRICT, WITHOUT ROWID;

                -- Who wants to be tracked no more, in whatever mail. A row for each time it was said: which rows there
                -- are must not depend on the address, which is missing after an erasure.
                CREATE TABLE withdrawal (
                    position INTEGER PRIMARY KEY,
                    address_key TEXT
                ) STRICT;

                CREATE INDEX withdrawal_by_address ON withdrawal (address_key) WHERE address_key IS NOT NULL;

                -- The events about a message, so that it can be folded anew as it was known at a position.
                CREATE TABLE about (
                    queued INTEGER NOT NULL,
                    position INTEGER NOT NULL,
                    PRIMARY KEY (queued, position)
                ) STRICT, WITHOUT ROWID;

                CREATE VIRTUAL TABLE search USING fts5 (
                    subject, number, names, addresses, tokenize = "unicode61 remove_diacritics 2"
                );
                """
        )
    }

    /// Writes an event into the history.
    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        guard let fact = event.event else { return }
        let header = event.header
        switch fact {
        case .documentRegistered(let registered):
            try register(registered.document, as: header.document, in: db)
        case .messageQueued(let queued):
            try insert(queued, header, in: db)
        case .trackingWithdrawn(let withdrawn):
            let key = withdrawn.address?.lowercased()
            try db.run("INSERT INTO withdrawal (position, address_key) VALUES (\(header.position), \(key))")
        default:
            break
        }
        guard let id = header.message else { return }
        let request = SQLRequest<Int64>(literal: "SELECT queued FROM message WHERE id = \(id)", cached: true)
        guard let queued = try request.fetchOne(db) else { return }
        try db.run("UPDATE message SET last = \(header.position) WHERE queued = \(queued)")
        try db.run("INSERT INTO about (queued, position) VALUES (\(queued), \(header.position)) ON CONFLICT DO NOTHING")
        if case .messageSent(let report) = fact, let assigned = report.assignedMessageID, let number = header.recipient
        {
            try db.run(
                """
                UPDATE recipient SET assigned_id = \(assigned) WHERE queued = \(queued) AND number = \(number)
                """
            )
        }
        try StatusFold(queued: queued).add(fact, header, in: db)
    }
}
