import Foundation
import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// The view of which documents go to the accountant: where their files are, what is due, and what went.
package enum Accountancy: Projection {
    /// The name of the view's file.
    package static let name = "accountancy"
    /// The version of tables and fold.
    package static let version = 2
    /// The tables, for the comparison.
    package static let tables = [
        ViewTable("wish", order: ["id"]),
        ViewTable("document", order: ["id"], state: ["id", "message", "queued", "due", "handed"]),
    ]

    /// Makes the tables.
    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                -- What the organization wants, as its settings say now. One row, or none.
                CREATE TABLE wish (
                    id INTEGER PRIMARY KEY CHECK (id = 1),
                    types TEXT NOT NULL
                ) STRICT;

                -- The newest mailing of each document that had files of its own.
                CREATE TABLE document (
                    id BLOB PRIMARY KEY NOT NULL,
                    message BLOB NOT NULL,
                    type TEXT,
                    -- Where message.queued stands.
                    queued INTEGER NOT NULL,
                    -- Where the event stands that made it due.
                    due INTEGER,
                    -- Where the message to the accountant stands.
                    handed INTEGER
                ) STRICT, WITHOUT ROWID;

                CREATE INDEX document_by_message ON document (message);
                CREATE INDEX document_due ON document (due) WHERE due IS NOT NULL AND handed IS NULL;
                """
        )
    }

    /// Settings, what became of messages, and that a backup was put back.
    package static func concerns(_ type: EventType) -> Bool {
        [.settingsChanged, .messageQueued, .messageSent, .ledgerRestored].contains(type)
    }

    /// Notes a mailing, that it was sent, and that the accountant got it.
    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        let header = event.header
        switch event.event {
        case .settingsChanged(let change) where change.setting == "defaults": try note(change.new, in: db)
        case .messageQueued(let queued):
            guard let document = header.document, let message = header.message else { return }
            if queued.purpose == "accountant" {
                try db.run("UPDATE document SET handed = \(header.position) WHERE id = \(document)")
            } else if queued.purpose == nil, queued.resendOf != nil {
                // The files are those of the mailing that is repeated; that it is sent counts all the same.
                try db.run("UPDATE document SET message = \(message) WHERE id = \(document)")
            } else if queued.purpose == nil, queued.hasDocumentFiles {
                try db.run(
                    """
                    INSERT INTO document (id, message, type, queued)
                    VALUES (\(document), \(message), \(queued.documentType), \(header.position))
                    ON CONFLICT (id) DO UPDATE SET
                        message = excluded.message, type = excluded.type, queued = excluded.queued
                    """
                )
            }
        case .messageSent:
            // The first recipient is one in To.
            guard header.recipient == 1, let message = header.message else { return }
            try db.run(
                """
                UPDATE document SET due = \(header.position)
                WHERE message = \(message) AND due IS NULL AND handed IS NULL
                AND EXISTS (SELECT 1 FROM wish WHERE instr(types, ' ' || document.type || ' ') > 0)
                """
            )
        case .ledgerRestored:
            // What was due may have gone since the backup was made; nothing is mailed twice by itself.
            try db.run("UPDATE document SET due = NULL WHERE due IS NOT NULL AND handed IS NULL")
        default: break
        }
    }

    /// The parts of the defaults that matter here.
    private struct Wish: Decodable {
        struct Accountant: Decodable {
            var mode: String?
            var types: [String]?
        }
        var accountant: Accountant?
    }

    private static func note(_ defaults: String?, in db: Database) throws {
        let wish = defaults.flatMap { try? JSONDecoder().decode(Wish.self, from: Data($0.utf8)) }
        guard let accountant = wish?.accountant, accountant.mode == "automatic" else {
            return try db.run("DELETE FROM wish")
        }
        let types = accountant.types ?? [DocumentType.invoice.rawValue, DocumentType.creditNote.rawValue]
        try db.run("INSERT OR REPLACE INTO wish (id, types) VALUES (1, \(" \(types.joined(separator: " ")) "))")
    }
}

extension MessageQueued {
    /// Whether a file of the document itself went along, or was kept.
    fileprivate var hasDocumentFiles: Bool {
        keptFiles?.isEmpty == false || attachments.values.contains { $0.kind != nil }
    }
}
