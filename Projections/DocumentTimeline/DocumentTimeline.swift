import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// Every event of every document, in order, and the documents themselves.
package enum DocumentTimeline: Projection {
    /// The name of the view's file.
    package static let name = "document-timeline"
    /// The version of tables and fold.
    package static let version = 1

    /// The tables, for the comparison.
    package static let tables = [
        ViewTable("document", order: ["first"], state: ["id", "first", "last"]),
        ViewTable("registration", order: ["document", "position"], state: ["document", "position"]),
        ViewTable("copy", order: ["message", "number"], state: ["message", "number", "document"]),
        ViewTable(
            "entry",
            order: ["document", "position"],
            state: ["document", "position", "event", "type", "message", "recipient", "attempt", "body_hash"]
        ),
        ViewTable("document_search", order: ["rowid"]),
    ]

    /// Makes the tables.
    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                -- A document as it was registered last. The key is the position of its first registration.
                CREATE TABLE document (
                    first INTEGER PRIMARY KEY,
                    id BLOB NOT NULL UNIQUE,
                    registered_at INTEGER NOT NULL,
                    last INTEGER NOT NULL,
                    type TEXT,
                    content TEXT
                ) STRICT;

                CREATE INDEX document_by_type ON document (type, first);

                -- A document as it was registered each time.
                CREATE TABLE registration (
                    document BLOB NOT NULL,
                    position INTEGER NOT NULL,
                    recorded INTEGER NOT NULL,
                    content TEXT,
                    PRIMARY KEY (document, position)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE copy (
                    message BLOB NOT NULL,
                    number INTEGER NOT NULL,
                    document BLOB,
                    address TEXT,
                    PRIMARY KEY (message, number)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE entry (
                    document BLOB NOT NULL,
                    position INTEGER NOT NULL,
                    event BLOB NOT NULL,
                    type TEXT NOT NULL,
                    occurred INTEGER NOT NULL,
                    recorded INTEGER NOT NULL,
                    message BLOB,
                    recipient INTEGER,
                    address TEXT,
                    attempt INTEGER,
                    data TEXT NOT NULL,
                    body_hash BLOB NOT NULL,
                    PRIMARY KEY (document, position)
                ) STRICT, WITHOUT ROWID;

                CREATE VIRTUAL TABLE document_search USING fts5 (
                    number, callers_id, customer, tokenize = "unicode61 remove_diacritics 2"
                );
                """
        )
    }

    /// Writes an event into its document's timeline.
    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        switch event.event {
        case .documentRegistered(let registered): try register(registered.document, event.header, in: db)
        case .messageQueued(let queued): try remember(queued, event.header, in: db)
        default: break
        }
        let header = event.header
        let copy = try header.message.flatMap { try self.copy(of: $0, recipient: header.recipient, in: db) }
        guard let document = header.document ?? copy?.document else { return }
        try db.run(
            """
            INSERT INTO entry (
                document, position, event, type, occurred, recorded, message, recipient, address, attempt, data,
                body_hash
            ) VALUES (
                \(document), \(header.position), \(header.id), \(header.type), \(header.occurredAt),
                \(header.recordedAt), \(header.message), \(header.recipient),
                \(header.recipient == nil ? nil : copy?.address), \(header.attempt),
                \(String(decoding: event.data.bytes, as: UTF8.self)), \(event.bodyHash)
            )
            """
        )
        try db.run("UPDATE document SET last = \(header.position) WHERE id = \(document)")
    }

    private static func register(_ document: Document?, _ header: EventHeader, in db: Database) throws {
        guard let id = header.document else { return }
        let content = try document.map { try JSONText.encode($0) }
        try db.run(
            """
            INSERT INTO document (first, id, registered_at, last, type, content)
            VALUES (
                \(header.position), \(id), \(header.occurredAt), \(header.position), \(document?.type), \(content)
            )
            ON CONFLICT (id) DO UPDATE SET type = excluded.type, content = excluded.content
            """
        )
        try db.run(
            """
            INSERT INTO registration (document, position, recorded, content)
            VALUES (\(id), \(header.position), \(header.recordedAt), \(content))
            """
        )
        let request = SQLRequest<Int64>(literal: "SELECT first FROM document WHERE id = \(id)", cached: true)
        guard let first = try request.fetchOne(db) else { return }
        try db.run("DELETE FROM document_search WHERE rowid = \(first)")
        guard let document else { return }
        let customer = [document.customer?.name, document.customer?.id].compactMap { $0 }.joined(separator: " ")
        try db.run(
            """
            INSERT INTO document_search (rowid, number, callers_id, customer)
            VALUES (\(first), \(document.number), \(document.id), \(customer))
            """
        )
    }

    private static func remember(_ queued: MessageQueued, _ header: EventHeader, in db: Database) throws {
        guard let message = header.message else { return }
        for (number, recipient) in queued.numberedRecipients {
            try db.run(
                """
                INSERT INTO copy (message, number, document, address)
                VALUES (\(message), \(number), \(header.document), \(recipient.address))
                ON CONFLICT DO NOTHING
                """
            )
        }
    }

    private static func copy(
        of message: OpaqueID,
        recipient: Int?,
        in db: Database
    ) throws -> (document: OpaqueID?, address: String?)? {
        let numbered: SQL = recipient.map { "number = \($0)" } ?? "TRUE"
        let request = SQLRequest<Row>(
            literal: """
                SELECT document, address FROM copy WHERE message = \(message) AND \(numbered) ORDER BY number LIMIT 1
                """,
            cached: true
        )
        return try request.fetchOne(db).map {
            (try $0.decode(forColumn: "document"), try $0.decode(forColumn: "address"))
        }
    }
}
