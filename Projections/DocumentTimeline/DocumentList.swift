import GRDB
import Ledger
import Mail
import ProjectionEngine

/// Which documents a list shall hold.
package struct DocumentFilter: Hashable, Sendable {
    /// Only documents of this type.
    package var type: DocumentType?
    /// Only documents in whose number, id or customer these words occur.
    package var text: String?

    /// Makes a filter; what is nil lets everything pass.
    package init(type: DocumentType? = nil, text: String? = nil) {
        self.type = type
        self.text = text
    }
}

/// A registered document.
package struct DocumentItem: Hashable, Sendable {
    /// Its opaque id, which headers name.
    package var id: OpaqueID
    /// The document as it was registered last; nil after its erasure.
    package var document: Document?
    /// When it was registered first.
    package var registeredAt: Timestamp
    /// The position of its first registration.
    package var position: Int64
    /// The position of the newest event about it.
    package var lastPosition: Int64
}

/// A page of documents.
package struct DocumentPage: Hashable, Sendable {
    /// The documents, those registered last first.
    package var items: [DocumentItem]
    /// The cursor of the next page; nil at the end.
    package var next: String?
}

extension DocumentTimeline {
    /// The most documents on a page.
    package static let documentLimit = 200

    /// A page of the documents that pass a filter.
    ///
    /// - Throws: ``PageCursorError`` for a cursor that this list did not give out.
    package static func documents(
        _ filter: DocumentFilter,
        cursor: String?,
        limit: Int,
        in db: Database
    ) throws -> DocumentPage {
        var conditions: [SQL] = ["TRUE"]
        if let type = filter.type { conditions.append("type = \(type)") }
        if let text = filter.text, !text.allSatisfy(\.isWhitespace) {
            guard let pattern = SearchText.pattern(text) else { return DocumentPage(items: []) }
            conditions.append(
                "first IN (SELECT rowid FROM document_search WHERE document_search MATCH \(pattern))"
            )
        }
        if let cursor {
            conditions.append("first < \(try PageCursor(parsing: cursor, list: cursorList).position)")
        }
        let count = min(max(1, limit), documentLimit)
        let request: SQLRequest<Row> = """
            SELECT * FROM document WHERE \(conditions.joined(operator: .and)) ORDER BY first DESC LIMIT \(count + 1)
            """
        let items = try request.fetchAll(db).map { try DocumentItem($0) }
        return DocumentPage(
            items: Array(items.prefix(count)),
            next: items.count > count ? PageCursor(list: cursorList, position: items[count - 1].position).text : nil
        )
    }

    /// One document; nil where it was never registered.
    package static func document(_ id: OpaqueID, in db: Database) throws -> DocumentItem? {
        let request: SQLRequest<Row> = "SELECT * FROM document WHERE id = \(id)"
        return try request.fetchOne(db).map { try DocumentItem($0) }
    }

    private static var cursorList: Character { "d" }
}

extension DocumentItem {
    fileprivate init(_ row: Row) throws {
        let content: String? = try row.decode(forColumn: "content")
        self.init(
            id: try row.decode(forColumn: "id"),
            document: try content.map { try JSONText.decode(from: $0) },
            registeredAt: try row.decode(forColumn: "registered_at"),
            position: try row.decode(forColumn: "first"),
            lastPosition: try row.decode(forColumn: "last")
        )
    }
}
