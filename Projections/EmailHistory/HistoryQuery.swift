import GRDB
import Ledger
import Mail
import ProjectionEngine

/// Which messages a page of the history shall hold; what is nil lets everything pass.
package struct HistoryFilter: Hashable, Sendable {
    /// Only messages with this status.
    package var status: DeliveryStatus?
    /// Only messages to this address, in any spelling; `@example.com` stands for everybody there.
    package var recipient: String?
    /// Only messages about the document that the caller names so.
    package var document: String?
    /// Only messages about this document.
    package var documentID: OpaqueID?
    /// Only messages about documents of this type.
    package var documentType: DocumentType?
    /// Only messages that go by this method.
    package var method: MethodKind?
    /// Only messages of this batch.
    package var batch: OpaqueID?
    /// Only messages queued then or later.
    package var from: Timestamp?
    /// Only messages queued before.
    package var to: Timestamp?
    /// Only messages in which these words occur: in the subject, the document's number, or names and addresses.
    package var text: String?

    /// Lets everything pass; conditions are set one by one.
    package init() {}
}

/// A page of the history.
package struct HistoryPage: Hashable, Sendable {
    /// The messages, those queued last first.
    package var items: [HistoryItem]
    /// The cursor of the next page; nil at the end.
    package var next: String?
}

extension EmailHistory {
    /// The most messages on a page.
    package static let pageLimit = 200

    /// A page of the messages that pass a filter.
    ///
    /// Following the cursors shows each message once that was there when the first page was read, whatever is added
    /// meanwhile; only one whose status changes meanwhile may come into, or fall out of, a filter by status.
    ///
    /// - Throws: ``PageCursorError`` for a cursor that this list did not give out.
    package static func page(
        _ filter: HistoryFilter,
        cursor: String?,
        limit: Int,
        in db: Database
    ) throws -> HistoryPage {
        guard var conditions = filter.conditions else { return HistoryPage(items: []) }
        if let cursor {
            conditions.append("m.queued < \(try PageCursor(parsing: cursor, list: cursorList).position)")
        }
        let count = min(max(1, limit), pageLimit)
        let found = try items(
            "\(conditions.joined(operator: .and)) ORDER BY m.queued DESC LIMIT \(count + 1)",
            in: db
        )
        return HistoryPage(
            items: Array(found.prefix(count)),
            next: found.count > count ? PageCursor(list: cursorList, position: found[count - 1].position).text : nil
        )
    }

    /// One message; nil where there is none of this id.
    package static func message(_ id: OpaqueID, in db: Database) throws -> HistoryItem? {
        try items("m.id = \(id)", in: db).first
    }

    static var cursorList: Character { "h" }

    private static func items(_ selection: SQL, in db: Database) throws -> [HistoryItem] {
        let request: SQLRequest<Row> = """
            SELECT m.*, d.callers_id, d.type, d.number
            FROM message m LEFT JOIN document d ON d.id = m.document
            WHERE \(selection)
            """
        return try request.fetchAll(db).map { row in
            let queued: Int64 = try row.decode(forColumn: "queued")
            let recipients: SQLRequest<Row> = "SELECT * FROM recipient WHERE queued = \(queued) ORDER BY number"
            return try HistoryItem(row, recipients: try recipients.fetchAll(db).map { try HistoryRecipient($0) })
        }
    }
}

extension HistoryFilter {
    /// The conditions in SQL; nil where nothing can pass.
    var conditions: [SQL]? {
        var conditions: [SQL] = ["TRUE"]
        if let status { conditions.append("m.status = \(status)") }
        if let method { conditions.append("m.method = \(method)") }
        if let documentID { conditions.append("m.document = \(documentID)") }
        if let document { conditions.append("m.document IN (SELECT id FROM document WHERE callers_id = \(document))") }
        if let documentType { conditions.append("d.type = \(documentType)") }
        if let batch { conditions.append("m.batch = \(batch)") }
        if let from { conditions.append("m.queued_at >= \(from)") }
        if let to { conditions.append("m.queued_at < \(to)") }
        if let recipient {
            let key = recipient.lowercased()
            let match: SQL = key.hasPrefix("@") ? "domain = \(String(key.dropFirst()))" : "address_key = \(key)"
            conditions.append("m.queued IN (SELECT queued FROM recipient WHERE \(match))")
        }
        if let text, !text.allSatisfy(\.isWhitespace) {
            guard let pattern = SearchText.pattern(text) else { return nil }
            conditions.append("m.queued IN (SELECT rowid FROM search WHERE search MATCH \(pattern))")
        }
        return conditions
    }
}
