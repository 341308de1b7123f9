import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// The view of an organization's customers: the newest card of each.
package enum Customers: Projection {
    /// The name of the view's file.
    package static let name = "customers"
    /// The version of tables and fold.
    package static let version = 1
    /// The tables, for the comparison.
    package static let tables = [
        ViewTable("customer", order: ["first"], state: ["first", "last"]),
        ViewTable("customer_search", order: ["rowid"]),
    ]

    /// Makes the tables.
    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                -- A customer as it was registered last. The key is the position of its first registration.
                CREATE TABLE customer (
                    first INTEGER PRIMARY KEY,
                    id TEXT NOT NULL UNIQUE,
                    last INTEGER NOT NULL,
                    card TEXT NOT NULL
                ) STRICT;

                CREATE VIRTUAL TABLE customer_search USING fts5 (
                    callers_id, name, contacts, tokenize = "unicode61 remove_diacritics 2"
                );
                """
        )
    }

    /// Only registrations change the view.
    package static func concerns(_ type: EventType) -> Bool {
        type == .customerRegistered
    }

    /// Takes a card over.
    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        // Without its id, which the organization's own key opens, a card could not be found by anybody.
        guard case .customerRegistered(let registered) = event.event, let id = registered.customer.id else { return }
        let card = registered.customer
        try db.run(
            """
            INSERT INTO customer (first, id, last, card)
            VALUES (\(event.position), \(id), \(event.position), \(try JSONText.encode(card)))
            ON CONFLICT (id) DO UPDATE SET last = excluded.last, card = excluded.card
            """
        )
        let request = SQLRequest<Int64>(literal: "SELECT first FROM customer WHERE id = \(id)", cached: true)
        guard let first = try request.fetchOne(db) else { return }
        let contacts = card.numberedContacts.flatMap { [$0.contact.name, $0.contact.address] }.compactMap(\.self)
        try db.run("DELETE FROM customer_search WHERE rowid = \(first)")
        try db.run(
            """
            INSERT INTO customer_search (rowid, callers_id, name, contacts)
            VALUES (\(first), \(id), \(card.name ?? ""), \(contacts.joined(separator: " ")))
            """
        )
    }
}
