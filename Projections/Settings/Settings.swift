import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// The view of an organization's settings: the newest value of each.
package enum Settings: Projection {
    package static let name = "settings"
    package static let version = 1
    package static let tables = [ViewTable("setting", order: ["name"], state: ["name", "position"])]

    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE setting(
                    name     TEXT PRIMARY KEY NOT NULL,
                    value    TEXT NOT NULL,
                    position INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID
                """
        )
    }

    package static func concerns(_ type: EventType) -> Bool {
        type == .settingsChanged
    }

    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
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

    /// All settings whose name starts with a prefix, by name.
    package static func all(startingWith prefix: String, in db: Database) throws -> [(name: String, value: String)] {
        let request: SQLRequest<Row> = """
            SELECT name, value FROM setting WHERE substr(name, 1, \(prefix.count)) = \(prefix) ORDER BY name
            """
        return try request.fetchAll(db).map { row in (row["name"], row["value"]) }
    }
}
