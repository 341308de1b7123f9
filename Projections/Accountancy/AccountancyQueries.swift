import GRDB
import Ledger
import ProjectionEngine

/// A mailing of a document whose files can go to the accountant.
package struct DocumentMailing: Hashable, Sendable {
    /// The document's opaque id.
    package var document: OpaqueID
    /// The message.
    package var message: OpaqueID
    /// Where its message.queued stands.
    package var queued: Int64
}

extension Accountancy {
    /// The documents that are due at the accountant's, those due longest first.
    package static func due(limit: Int, in db: Database) throws -> [DocumentMailing] {
        let request: SQLRequest<Row> = """
            SELECT id, message, queued FROM document WHERE due IS NOT NULL AND handed IS NULL ORDER BY due LIMIT \(limit)
            """
        return try request.fetchAll(db).map { try DocumentMailing($0) }
    }

    /// The newest mailing of a document that had files; nil where there is none.
    package static func mailing(of document: OpaqueID, in db: Database) throws -> DocumentMailing? {
        let request: SQLRequest<Row> = "SELECT id, message, queued FROM document WHERE id = \(document)"
        return try request.fetchOne(db).map { try DocumentMailing($0) }
    }
}

extension DocumentMailing {
    fileprivate init(_ row: Row) throws {
        self.init(
            document: try row.decode(forColumn: "id"),
            message: try row.decode(forColumn: "message"),
            queued: try row.decode(forColumn: "queued")
        )
    }
}
