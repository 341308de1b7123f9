import GRDB
import Ledger
import Mail
import ProjectionEngine

/// A registered customer.
package struct CustomerItem: Hashable, Sendable {
    /// The card as it was registered last; the addresses of erased persons are missing.
    package var card: CustomerCard
    /// The position of its first registration.
    package var position: Int64
    /// The position of its newest registration.
    package var lastPosition: Int64
}

/// A page of customers.
package struct CustomerPage: Hashable, Sendable {
    /// The customers, those registered last first.
    package var items: [CustomerItem]
    /// The cursor of the next page; nil at the end.
    package var next: String?
}

extension Customers {
    /// The most customers on a page.
    package static let pageLimit = 200

    /// A page of the customers in whose id, name or addresses some words occur; all where there are none.
    ///
    /// - Throws: ``PageCursorError`` for a cursor that this list did not give out.
    package static func page(text: String?, cursor: String?, limit: Int, in db: Database) throws -> CustomerPage {
        var conditions: [SQL] = ["TRUE"]
        if let text, !text.allSatisfy(\.isWhitespace) {
            guard let pattern = SearchText.pattern(text) else { return CustomerPage(items: []) }
            conditions.append(
                "first IN (SELECT rowid FROM customer_search WHERE customer_search MATCH \(pattern))"
            )
        }
        if let cursor {
            conditions.append("first < \(try PageCursor(parsing: cursor, list: cursorList).position)")
        }
        let count = min(max(1, limit), pageLimit)
        let request: SQLRequest<Row> = """
            SELECT * FROM customer WHERE \(conditions.joined(operator: .and)) ORDER BY first DESC LIMIT \(count + 1)
            """
        let items = try request.fetchAll(db).map { try CustomerItem($0) }
        return CustomerPage(
            items: Array(items.prefix(count)),
            next: items.count > count ? PageCursor(list: cursorList, position: items[count - 1].position).text : nil
        )
    }

    /// One customer by the caller's own id; nil where it was never registered.
    package static func customer(_ callersID: String, in db: Database) throws -> CustomerItem? {
        let request: SQLRequest<Row> = "SELECT * FROM customer WHERE id = \(callersID)"
        return try request.fetchOne(db).map { try CustomerItem($0) }
    }

    private static var cursorList: Character { "c" }
}

extension CustomerItem {
    fileprivate init(_ row: Row) throws {
        self.init(
            card: try JSONText.decode(from: try row.decode(forColumn: "card")),
            position: try row.decode(forColumn: "first"),
            lastPosition: try row.decode(forColumn: "last")
        )
    }
}
