import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// The view of an organization's settings: the newest value of each, and the sender addresses that were confirmed.
package enum Settings: Projection {
    package static let name = "settings"
    package static let version = 2
    package static let tables = [
        ViewTable("setting", order: ["name"], state: ["name", "position"]),
        ViewTable("verified_sender", order: ["position"], state: ["position"]),
    ]

    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE setting(
                    name     TEXT PRIMARY KEY NOT NULL,
                    value    TEXT NOT NULL,
                    position INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE verified_sender(
                    address  TEXT PRIMARY KEY NOT NULL,
                    position INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID
                """
        )
    }

    package static func concerns(_ type: EventType) -> Bool {
        type == .settingsChanged || type == .senderVerified
    }

    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        if case .senderVerified(let verified) = event.event, let address = verified.address {
            try db.run(
                """
                INSERT OR REPLACE INTO verified_sender(address, position)
                VALUES (\(normalized(address)), \(event.position))
                """
            )
        }
        guard case .settingsChanged(let change) = event.event else { return }
        if let value = change.new {
            try db.run(
                """
                INSERT OR REPLACE INTO setting(name, value, position)
                VALUES (\(change.setting), \(value), \(event.position))
                """
            )
        } else {
            try db.run("DELETE FROM setting WHERE name = \(change.setting)")
        }
    }

    /// The value of a setting, as JSON text; nil if it was never set, or removed.
    package static func value(of name: String, in db: Database) throws -> String? {
        let request: SQLRequest<String> = "SELECT value FROM setting WHERE name = \(name)"
        return try request.fetchOne(db)
    }

    /// Whether the owner of an address confirmed it as a sender's.
    package static func isVerified(_ address: String, in db: Database) throws -> Bool {
        let request: SQLRequest<Int> = "SELECT 1 FROM verified_sender WHERE address = \(normalized(address))"
        return try request.fetchOne(db) != nil
    }

    private static func normalized(_ address: String) -> String {
        (try? EmailAddress(parsing: address).normalized) ?? address.lowercased()
    }

    /// All settings whose name starts with a prefix, by name.
    package static func all(startingWith prefix: String, in db: Database) throws -> [(name: String, value: String)] {
        let request: SQLRequest<Row> = """
            SELECT name, value FROM setting WHERE substr(name, 1, \(prefix.count)) = \(prefix) ORDER BY name
            """
        return try request.fetchAll(db).map { row in (row["name"], row["value"]) }
    }
}
