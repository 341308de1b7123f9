import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// Every copy by the names under which the outside knows it, and every report that came back.
///
/// Evidence finds the copy it is about here, and whoever asks a provider finds the copies that something should have been
/// heard of.
package enum Correspondence: Projection {
    /// The name of the view's file.
    package static let name = "correspondence"
    /// The version of tables and fold.
    package static let version = 2

    /// The tables, for the comparison.
    package static let tables = [
        ViewTable(
            "copy",
            order: ["message", "number"],
            state: ["message", "number", "document", "method", "queued_at", "sent_at", "asked", "settled"]
        ),
        ViewTable("report", order: ["position"], state: ["position", "kind", "rule_set", "matched_by"]),
        ViewTable("verdict", order: ["position"], state: ["position", "report", "message", "number", "type"]),
    ]

    /// Makes the tables.
    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE copy (
                    message BLOB NOT NULL,
                    number INTEGER NOT NULL,
                    document BLOB,
                    method TEXT NOT NULL,
                    role TEXT NOT NULL,
                    address TEXT,
                    address_key TEXT,
                    message_id TEXT NOT NULL,
                    assigned_id TEXT,
                    provider_id TEXT,
                    queued_at INTEGER NOT NULL,
                    sent_at INTEGER,
                    -- Whether the server was asked to report, where the sending said so.
                    asked INTEGER,
                    -- Whether it is known what became of it.
                    settled INTEGER NOT NULL,
                    PRIMARY KEY (message, number)
                ) STRICT, WITHOUT ROWID;

                CREATE INDEX copy_by_message_id ON copy (message_id);
                CREATE INDEX copy_by_assigned_id ON copy (assigned_id) WHERE assigned_id IS NOT NULL;
                CREATE INDEX copy_by_provider_id ON copy (provider_id, method) WHERE provider_id IS NOT NULL;
                CREATE INDEX copy_by_address ON copy (address_key, sent_at);
                CREATE INDEX copy_waiting ON copy (sent_at) WHERE settled = 0 AND sent_at IS NOT NULL;

                -- The key is the position of report.received.
                CREATE TABLE report (
                    position INTEGER PRIMARY KEY,
                    received_at INTEGER NOT NULL,
                    source TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    rule_set INTEGER NOT NULL,
                    matched_by TEXT,
                    size INTEGER NOT NULL
                ) STRICT;

                CREATE INDEX report_unmatched ON report (position) WHERE matched_by IS NULL;

                -- What was stated on the strength of a report; the key is the position of that event.
                CREATE TABLE verdict (
                    position INTEGER PRIMARY KEY,
                    report INTEGER NOT NULL,
                    message BLOB NOT NULL,
                    number INTEGER NOT NULL,
                    type TEXT NOT NULL,
                    class TEXT,
                    rule TEXT
                ) STRICT;

                CREATE INDEX verdict_by_report ON verdict (report, position);
                """
        )
    }

    /// Pixel hits, settings and the like name no copy anew and settle none.
    package static func concerns(_ type: EventType) -> Bool {
        [
            .messageQueued, .messageSent, .messageRejected, .messageUncertain, .messageCancelled, .messageExpired,
            .messageDelayed, .messageRelayed, .messageDelivered, .messageBounced, .messageRead, .messageAnswered,
            .messageComplained, .reportReceived,
        ].contains(type)
    }

    /// Writes an event into the view.
    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        guard let fact = event.event else { return }
        let header = event.header
        switch fact {
        case .messageQueued(let queued): try insert(queued, header, in: db)
        case .messageSent(let report), .messageUncertain(let report): try note(report, header, in: db)
        case .messageRejected, .messageCancelled, .messageExpired: try settle(header, in: db)
        case .messageDelivered(let report), .messageBounced(let report), .messageRead(let report),
            .messageComplained(let report):
            try settle(header, in: db)
            try state(report, header, in: db)
        case .messageDelayed(let report), .messageRelayed(let report), .messageAnswered(let report):
            if report.supersedes != nil { try reopen(header, in: db) }
            try state(report, header, in: db)
        case .reportReceived(let received): try insert(received, header, in: db)
        default: break
        }
    }

    private static func insert(_ queued: MessageQueued, _ header: EventHeader, in db: Database) throws {
        guard let message = header.message else { return }
        for (number, recipient) in queued.numberedRecipients {
            try db.run(
                """
                INSERT INTO copy (
                    message, number, document, method, role, address, address_key, message_id, queued_at, settled
                ) VALUES (
                    \(message), \(number), \(header.document), \(queued.method), \(recipient.role),
                    \(recipient.address), \(recipient.address?.lowercased()), \(recipient.messageID),
                    \(header.occurredAt), 0
                ) ON CONFLICT DO NOTHING
                """
            )
        }
    }

    /// Notes the names that the next server gave, and when it was handed over for the first time.
    private static func note(_ report: SendReport, _ header: EventHeader, in db: Database) throws {
        try db.run(
            """
            UPDATE copy SET assigned_id = coalesce(\(report.assignedMessageID), assigned_id),
                provider_id = coalesce(\(report.queueID), provider_id),
                sent_at = min(coalesce(sent_at, \(header.occurredAt)), \(header.occurredAt)),
                asked = coalesce(\(report.dsnRequested), asked)
            WHERE \(copies(header))
            """
        )
    }

    private static func settle(_ header: EventHeader, in db: Database) throws {
        try db.run("UPDATE copy SET settled = 1 WHERE \(copies(header))")
    }

    /// Waits for news again, since what was taken for the end was taken back; to wait for what is known does no harm.
    private static func reopen(_ header: EventHeader, in db: Database) throws {
        try db.run("UPDATE copy SET settled = 0 WHERE \(copies(header))")
    }

    private static func state(_ report: DeliveryReport, _ header: EventHeader, in db: Database) throws {
        guard let evidence = report.evidence, let message = header.message, let number = header.recipient else {
            return
        }
        try db.run(
            """
            INSERT INTO verdict (position, report, message, number, type, class, rule) VALUES (
                \(header.position), \(evidence), \(message), \(number), \(header.type), \(report.failureClass),
                \(report.rule)
            )
            """
        )
    }

    private static func insert(_ received: ReportReceived, _ header: EventHeader, in db: Database) throws {
        try db.run(
            """
            INSERT INTO report (position, received_at, source, kind, rule_set, matched_by, size) VALUES (
                \(header.position), \(header.recordedAt), \(received.source), \(received.kind),
                \(received.ruleSet), \(received.matchedBy), \(received.size)
            )
            """
        )
    }

    /// The copies that an event is about: one recipient's, or all of the message where it names none.
    private static func copies(_ header: EventHeader) -> SQL {
        guard let message = header.message else { return "FALSE" }
        guard let recipient = header.recipient else { return "message = \(message)" }
        return "message = \(message) AND number = \(recipient)"
    }
}
