import GRDB
import Ledger
import Mail
import ProjectionEngine

/// An address that is sent nothing more, or that was released again.
package struct Suppression: Hashable, Sendable {
    /// Where an address stands.
    package enum State: String, Hashable, Sendable, CaseIterable, DatabaseValueConvertible {
        /// It is sent nothing.
        case suppressed
        /// A person said that it may be sent to again.
        case released
    }

    /// The opaque id of the person: a keyed hash of the address.
    package var person: OpaqueID
    /// The address; nil after an erasure.
    package var address: String?
    /// Where it stands.
    package var state: State
    /// Why it was suppressed last.
    package var reason: RecipientSuppressed.Reason
    /// The position of the event that decided; nil where a person did.
    package var because: Int64?
    /// When it was suppressed last.
    package var suppressedAt: Timestamp
    /// When it was released; nil while it is suppressed.
    package var releasedAt: Timestamp?
    /// The position of the newest event about it.
    package var position: Int64

    /// Whether it is sent nothing.
    package var isSuppressed: Bool { state == .suppressed }

    /// Whether something that happened at a moment is newer than what was decided here.
    package func isOlder(than moment: Timestamp) -> Bool {
        (releasedAt ?? suppressedAt) < moment
    }
}

/// An event that asks for a suppression and was not answered by one.
package struct SuppressingEvidence: Hashable, Sendable {
    /// The position of the event.
    package var position: Int64
    /// The message it is about.
    package var message: OpaqueID
    /// The recipient's number.
    package var recipient: Int
    /// The reason for a suppression.
    package var reason: RecipientSuppressed.Reason
    /// When it happened.
    package var at: Timestamp
}

/// A page of the list.
package struct SuppressionPage: Hashable, Sendable {
    /// The addresses, those decided about last first.
    package var items: [Suppression]
    /// The cursor of the next page; nil at the end.
    package var next: String?
}

extension Suppressions {
    /// The most addresses on a page.
    package static let pageLimit = 200

    /// Those of some persons that are sent nothing more, each with why.
    package static func suppressed(
        among persons: some Sequence<OpaqueID>,
        in db: Database
    ) throws -> [OpaqueID: Suppression] {
        var found: [OpaqueID: Suppression] = [:]
        var rest = Array(Set(persons))[...]
        // SQLite takes a limited number of values in one statement.
        while !rest.isEmpty {
            let some = Array(rest.prefix(500))
            rest = rest.dropFirst(some.count)
            for known in try rows("state = 'suppressed' AND person IN \(some)", in: db) { found[known.person] = known }
        }
        return found
    }

    /// What was decided about a person last; nil if nothing ever was.
    package static func one(_ person: OpaqueID, in db: Database) throws -> Suppression? {
        try rows("person = \(person)", in: db).first
    }

    /// A page of the list.
    ///
    /// - Parameters:
    ///   - state: Only addresses that stand so; nil for all.
    ///   - cursor: Where the page begins; nil for the first.
    ///   - limit: The most addresses on it.
    ///   - db: The view.
    /// - Returns: The page.
    /// - Throws: `PageCursorError` for a cursor that this list did not give out.
    package static func page(
        _ state: Suppression.State?,
        cursor: String?,
        limit: Int,
        in db: Database
    ) throws -> SuppressionPage {
        var conditions: [SQL] = ["TRUE"]
        if let state { conditions.append("state = \(state)") }
        if let cursor { conditions.append("position < \(try PageCursor(parsing: cursor, list: "s").position)") }
        let count = min(max(1, limit), pageLimit)
        let found = try rows(
            "\(conditions.joined(operator: .and)) ORDER BY position DESC LIMIT \(count + 1)",
            in: db
        )
        return SuppressionPage(
            items: Array(found.prefix(count)),
            next: found.count > count ? PageCursor(list: "s", position: found[count - 1].position).text : nil
        )
    }

    /// Evidence behind a position that no suppression answered yet, in the order of the ledger.
    package static func unanswered(after position: Int64, limit: Int, in db: Database) throws -> [SuppressingEvidence] {
        let request: SQLRequest<Row> = """
            SELECT * FROM evidence WHERE position > \(position) ORDER BY position LIMIT \(limit)
            """
        return try request.fetchAll(db).compactMap { row in
            guard let reason = RecipientSuppressed.Reason(rawValue: try row.decode(forColumn: "reason")) else {
                return nil
            }
            return SuppressingEvidence(
                position: try row.decode(forColumn: "position"),
                message: try row.decode(forColumn: "message"),
                recipient: try row.decode(forColumn: "recipient"),
                reason: reason,
                at: try row.decode(forColumn: "at")
            )
        }
    }

    private static func rows(_ selection: SQL, in db: Database) throws -> [Suppression] {
        let request: SQLRequest<Row> = "SELECT * FROM suppression WHERE \(selection)"
        return try request.fetchAll(db).compactMap { row in
            guard let reason = RecipientSuppressed.Reason(rawValue: try row.decode(forColumn: "reason")) else {
                return nil
            }
            return Suppression(
                person: try row.decode(forColumn: "person"),
                address: try row.decode(forColumn: "address"),
                state: try row.decode(forColumn: "state"),
                reason: reason,
                because: try row.decode(forColumn: "because"),
                suppressedAt: try row.decode(forColumn: "suppressed_at"),
                releasedAt: try row.decode(forColumn: "released_at"),
                position: try row.decode(forColumn: "position")
            )
        }
    }
}
