import Foundation
import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// The view of an organization's settings: the newest value of each, and the newest check of each method's domain.
package enum Settings: Projection {
    package static let name = "settings"
    package static let version = 2
    package static let tables = [
        ViewTable("setting", order: ["name"], state: ["name", "position"]),
        ViewTable("domain_check", order: ["method", "position"], state: ["method", "position"]),
    ]

    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE setting(
                    name     TEXT PRIMARY KEY NOT NULL,
                    value    TEXT NOT NULL,
                    position INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE domain_check(
                    method   TEXT NOT NULL,
                    domain   TEXT NOT NULL,
                    verdicts TEXT NOT NULL,
                    report   TEXT,
                    position INTEGER NOT NULL,
                    PRIMARY KEY (method, domain)
                ) STRICT, WITHOUT ROWID
                """
        )
    }

    package static func concerns(_ type: EventType) -> Bool {
        type == .settingsChanged || type == .domainChecked
    }

    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        if case .domainChecked(let checked) = event.event { return try fold(checked, at: event.position, into: db) }
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

    /// The newest check of a domain that a method sends from, as far as it differed from the one before.
    ///
    /// - Returns: The verdicts, and the whole report as JSON text; nil where it was never checked.
    package static func domainCheck(
        method: MethodKind,
        domain: String,
        in db: Database
    ) throws -> (verdicts: [String: String], report: String?)? {
        let request: SQLRequest<Row> = """
            SELECT verdicts, report FROM domain_check WHERE method = \(method.rawValue) AND domain = \(domain)
            """
        guard let row = try request.fetchOne(db) else { return nil }
        let verdicts: String = row["verdicts"]
        return (try JSONDecoder().decode([String: String].self, from: Data(verdicts.utf8)), row["report"])
    }

    private static func fold(_ checked: DomainChecked, at position: Int64, into db: Database) throws {
        guard let domain = checked.domain else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let verdicts = String(decoding: try encoder.encode(checked.verdicts), as: UTF8.self)
        try db.run(
            """
            INSERT OR REPLACE INTO domain_check(method, domain, verdicts, report, position)
            VALUES (\(checked.method?.rawValue ?? ""), \(domain), \(verdicts), \(checked.report), \(position))
            """
        )
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
