import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// How many copies were sent, delivered, read and refused: by day, method, document type and domain.
///
/// Each copy counts at the day (UTC) on which its message was queued, whatever is heard of it and when, so a day's figures
/// do not depend on the order of evidence. Archive copies do not count.
package enum DeliveryReporting: Projection {
    /// The name of the view's file.
    package static let name = "delivery-report"
    /// The version of tables and fold.
    package static let version = 2

    /// The tables, for the comparison.
    ///
    /// What is counted by domain does not enter the state: a domain may name a person, and is gone after an erasure.
    package static let tables = [
        ViewTable("document", order: ["id"], state: ["id"]),
        ViewTable(
            "copy",
            order: ["message", "number"],
            state: ["message", "number", "day", "method", "start", "facts", "superseded"]
        ),
        ViewTable("counted", order: ["day", "method", "type", "domain", "measure"]),
    ]

    /// Makes the tables.
    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE document (
                    id BLOB PRIMARY KEY NOT NULL,
                    type TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;

                -- A day is a number of days since 1970-01-01; a missing type or domain is the empty text.
                CREATE TABLE copy (
                    message BLOB NOT NULL,
                    number INTEGER NOT NULL,
                    day INTEGER NOT NULL,
                    method TEXT NOT NULL,
                    type TEXT NOT NULL,
                    domain TEXT NOT NULL,
                    start INTEGER NOT NULL,
                    facts TEXT NOT NULL,
                    superseded TEXT NOT NULL,
                    PRIMARY KEY (message, number)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE counted (
                    day INTEGER NOT NULL,
                    method TEXT NOT NULL,
                    type TEXT NOT NULL,
                    domain TEXT NOT NULL,
                    measure TEXT NOT NULL,
                    value INTEGER NOT NULL,
                    PRIMARY KEY (day, method, type, domain, measure)
                ) STRICT, WITHOUT ROWID;
                """
        )
    }

    /// What is said about messages, and the types of documents.
    package static func concerns(_ type: EventType) -> Bool {
        type == .documentRegistered || type.rawValue.hasPrefix("message.")
    }

    /// Writes an event into the report.
    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        guard let fact = event.event else { return }
        switch fact {
        case .documentRegistered(let registered):
            guard let id = event.header.document, let document = registered.document else { return }
            try db.run(
                """
                INSERT INTO document (id, type) VALUES (\(id), \(document.type))
                ON CONFLICT (id) DO UPDATE SET type = excluded.type
                """
            )
        case .messageQueued(let queued): try take(queued, event.header, in: db)
        default:
            guard let message = event.header.message else { return }
            var news = StatusEvidence()
            news.add(fact, at: event.header.occurredAt.microseconds, position: event.position)
            guard !news.isEmpty else { return }
            for var copy in try CountedCopy.all(of: message, number: event.header.recipient, in: db) {
                let before = copy
                copy.evidence.merge(news)
                if copy != before { try copy.store(over: before, in: db) }
            }
        }
    }

    private static func take(_ queued: MessageQueued, _ header: EventHeader, in db: Database) throws {
        guard let message = header.message else { return }
        let known = SQLRequest<Int>(literal: "SELECT 1 FROM copy WHERE message = \(message) LIMIT 1", cached: true)
        guard try known.fetchOne(db) == nil else { return }
        var type = queued.documentType?.rawValue
        if type == nil, let document = header.document {
            type = try SQLRequest<String>(literal: "SELECT type FROM document WHERE id = \(document)", cached: true)
                .fetchOne(db)
        }
        var news = StatusEvidence()
        news.add(.messageQueued(queued), at: header.occurredAt.microseconds, position: header.position)
        for (number, recipient) in queued.numberedRecipients where recipient.role != .archive {
            let domain = recipient.address.flatMap { address in
                address.lastIndex(of: "@").map { address[address.index(after: $0)...].lowercased() }
            }
            var copy = CountedCopy(
                message: message,
                number: number,
                day: ReportDay(header.occurredAt).number,
                method: queued.method.rawValue,
                type: type ?? "",
                domain: domain ?? "",
                start: queued.sendAt ?? header.occurredAt.microseconds
            )
            copy.evidence.merge(news)
            try copy.store(over: nil, in: db)
        }
    }
}
