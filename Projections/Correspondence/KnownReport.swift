import GRDB
import Ledger
import Mail
import ProjectionEngine

/// A report that came back, and what was stated on its strength.
package struct KnownReport: Hashable, Sendable {
    /// The position of `report.received`.
    package var position: Int64
    /// When it was recorded.
    package var receivedAt: Timestamp
    /// How it came, see ``ReportReceived/source``.
    package var source: String
    /// What it was taken for.
    package var kind: String
    /// The version of the rules that decided.
    package var ruleSet: Int
    /// How it was tied to a copy; nil where it was not.
    package var matchedBy: String?
    /// The size of the kept bytes.
    package var size: Int
    /// What was stated on its strength, in the order of their positions.
    package var verdicts: [KnownVerdict]
}

/// What a report led to for one copy.
package struct KnownVerdict: Hashable, Sendable {
    /// The position of the event.
    package var position: Int64
    /// The message.
    package var message: OpaqueID
    /// The recipient's number.
    package var number: Int
    /// The type of the event.
    package var type: String
    /// The class of a failure.
    package var failureClass: FailureClass?
    /// The rule that decided, with its rule set's version.
    package var rule: String?
}

/// A page of reports.
package struct ReportPage: Hashable, Sendable {
    /// The reports, those received last first.
    package var items: [KnownReport]
    /// The cursor of the next page; nil at the end.
    package var next: String?
}

extension Correspondence {
    /// The most reports on a page.
    package static let pageLimit = 200

    private static var cursorList: Character { "r" }

    /// A page of the reports.
    ///
    /// - Parameters:
    ///   - matched: Only those that were tied to a copy, or only those that were not; nil for all.
    ///   - cursor: Where the page begins.
    ///   - limit: How many at most.
    ///   - db: The view.
    /// - Returns: The page.
    /// - Throws: `PageCursorError` for a cursor that this list did not give out.
    package static func reports(
        matched: Bool?,
        cursor: String?,
        limit: Int,
        in db: Database
    ) throws -> ReportPage {
        var conditions: [SQL] = ["TRUE"]
        // Better rules may have tied it to a copy later, which its own event does not say.
        let tied: SQL = "(matched_by IS NOT NULL OR position IN (SELECT report FROM verdict))"
        if let matched { conditions.append(matched ? tied : "NOT \(tied)") }
        if let cursor {
            conditions.append("position < \(try PageCursor(parsing: cursor, list: cursorList).position)")
        }
        let count = min(max(1, limit), pageLimit)
        let found = try reports(
            "\(conditions.joined(operator: .and)) ORDER BY position DESC LIMIT \(count + 1)",
            in: db
        )
        return ReportPage(
            items: Array(found.prefix(count)),
            next: found.count > count ? PageCursor(list: cursorList, position: found[count - 1].position).text : nil
        )
    }

    /// The reports after a position, oldest first, for reading all of them in turn.
    package static func reports(after position: Int64, limit: Int, in db: Database) throws -> [KnownReport] {
        try reports("position > \(position) ORDER BY position LIMIT \(limit)", in: db)
    }

    /// One report; nil where there is none at this position.
    package static func report(at position: Int64, in db: Database) throws -> KnownReport? {
        try reports("position = \(position)", in: db).first
    }

    private static func reports(_ selection: SQL, in db: Database) throws -> [KnownReport] {
        let request: SQLRequest<Row> = "SELECT * FROM report WHERE \(selection)"
        return try request.fetchAll(db).map { row in
            let position: Int64 = try row.decode(forColumn: "position")
            return KnownReport(
                position: position,
                receivedAt: try row.decode(forColumn: "received_at"),
                source: try row.decode(forColumn: "source"),
                kind: try row.decode(forColumn: "kind"),
                ruleSet: try row.decode(forColumn: "rule_set"),
                matchedBy: try row.decode(forColumn: "matched_by"),
                size: try row.decode(forColumn: "size"),
                verdicts: try verdicts(on: position, in: db)
            )
        }
    }

    private static func verdicts(on report: Int64, in db: Database) throws -> [KnownVerdict] {
        let request = SQLRequest<Row>(
            literal: "SELECT * FROM verdict WHERE report = \(report) ORDER BY position LIMIT 1000",
            cached: true
        )
        return try request.fetchAll(db).map { row in
            KnownVerdict(
                position: try row.decode(forColumn: "position"),
                message: try row.decode(forColumn: "message"),
                number: try row.decode(forColumn: "number"),
                type: try row.decode(forColumn: "type"),
                failureClass: try row.decode(forColumn: "class"),
                rule: try row.decode(forColumn: "rule")
            )
        }
    }
}
