import Foundation
import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// The view of an organization's settings: the newest value of each, what was said last of each source of evidence, the
/// newest check of each method's domain, and the sender addresses that were confirmed.
package enum Settings: Projection {
    package static let name = "settings"
    package static let version = 4
    package static let tables = [
        ViewTable("setting", order: ["name"], state: ["name", "position"]),
        ViewTable("feed", order: ["name"], state: ["name", "since", "position"]),
        ViewTable("heard", order: ["source"], state: ["source", "at", "position"]),
        ViewTable("domain_check", order: ["method", "position"], state: ["method", "position"]),
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

                CREATE TABLE domain_check(
                    method   TEXT NOT NULL,
                    domain   TEXT NOT NULL,
                    verdicts TEXT NOT NULL,
                    report   TEXT,
                    position INTEGER NOT NULL,
                    PRIMARY KEY (method, domain)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE verified_sender(
                    address  TEXT PRIMARY KEY NOT NULL,
                    position INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE feed(
                    name     TEXT PRIMARY KEY NOT NULL,
                    reason   TEXT,
                    since    INTEGER NOT NULL,
                    position INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE heard(
                    source   TEXT PRIMARY KEY NOT NULL,
                    at       INTEGER NOT NULL,
                    position INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;
                """
        )
    }

    package static func concerns(_ type: EventType) -> Bool {
        [.settingsChanged, .feedChanged, .reportReceived, .domainChecked, .senderVerified].contains(type)
    }

    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        switch event.event {
        case .settingsChanged(let change): try fold(change, at: event.position, into: db)
        case .domainChecked(let checked): try fold(checked, at: event.position, into: db)
        case .feedChanged(let change):
            try db.run(
                """
                INSERT OR REPLACE INTO feed(name, reason, since, position)
                VALUES (\(change.feed), \(change.reason), \(event.header.occurredAt), \(event.position))
                """
            )
        case .reportReceived(let report):
            try db.run(
                """
                INSERT OR REPLACE INTO heard(source, at, position)
                VALUES (\(report.source), \(event.header.recordedAt), \(event.position))
                """
            )
        case .senderVerified(let verified):
            guard let address = verified.address else { return }
            try db.run(
                """
                INSERT OR REPLACE INTO verified_sender(address, position)
                VALUES (\(normalized(address)), \(event.position))
                """
            )
        default: break
        }
    }

    private static func fold(_ change: SettingsChanged, at position: Int64, into db: Database) throws {
        if let value = change.new {
            try db.run(
                """
                INSERT OR REPLACE INTO setting(name, value, position)
                VALUES (\(change.setting), \(value), \(position))
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

    /// When a report came last from a source, see `ReportReceived/source`; nil if none ever did.
    package static func lastReport(from source: String, in db: Database) throws -> Timestamp? {
        try SQLRequest<Timestamp>(literal: "SELECT at FROM heard WHERE source = \(source)", cached: true).fetchOne(db)
    }

    /// What was said last of each source of evidence, by its name.
    package static func feeds(in db: Database) throws -> [FeedNews] {
        try SQLRequest<Row>(literal: "SELECT * FROM feed ORDER BY name").fetchAll(db).map { row in
            FeedNews(
                name: try row.decode(forColumn: "name"),
                reason: try row.decode(forColumn: "reason"),
                since: try row.decode(forColumn: "since")
            )
        }
    }
}

/// What was said last of a source of evidence.
package struct FeedNews: Hashable, Sendable {
    /// Which source, for example `webhook.mailgun`.
    package var name: String
    /// Why it is thought silent; nil where it is heard.
    package var reason: String?
    /// Since when.
    package var since: Timestamp
}
