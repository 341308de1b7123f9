import GRDB
import Ledger
import Mail
import ProjectionEngine

/// A message that there was at an earlier position, as it is found before it is folded anew.
package struct EarlierMessage: Hashable, Sendable {
    /// The position of `message.queued`.
    package var queued: Int64
    /// The document it is about.
    package var document: OpaqueID?

    /// Names a message.
    package init(queued: Int64, document: OpaqueID?) {
        self.queued = queued
        self.document = document
    }
}

extension EmailHistory {
    /// The messages there were at a position that may pass a filter, those queued last first.
    ///
    /// Only what never changes about a message is looked at here: the whole filter is for the messages as they were then,
    /// folded anew.
    ///
    /// - Parameters:
    ///   - filter: The filter.
    ///   - position: The position, itself included.
    ///   - cursor: Where the page before ended.
    ///   - limit: The most messages to give.
    ///   - db: The view, which must have come as far.
    /// - Returns: The messages.
    /// - Throws: ``PageCursorError`` for a cursor that no list of the history gave out.
    package static func earlier(
        _ filter: HistoryFilter,
        at position: Int64,
        cursor: String?,
        limit: Int,
        in db: Database
    ) throws -> [EarlierMessage] {
        var lasting = filter
        (lasting.status, lasting.documentType, lasting.text) = (nil, nil, nil)
        guard var conditions = lasting.conditions else { return [] }
        conditions.append("m.queued <= \(position)")
        if let cursor {
            conditions.append("m.queued < \(try PageCursor(parsing: cursor, list: cursorList).position)")
        }
        return try earlier("\(conditions.joined(operator: .and)) ORDER BY m.queued DESC LIMIT \(limit)", in: db)
    }

    /// One message as it is found before it is folded anew; nil where there was none of this id.
    package static func earlier(_ id: OpaqueID, at position: Int64, in db: Database) throws -> EarlierMessage? {
        try earlier("m.id = \(id) AND m.queued <= \(position)", in: db).first
    }

    /// The positions of the events about a message up to a position, in order.
    package static func positions(
        about message: EarlierMessage,
        through position: Int64,
        limit: Int,
        in db: Database
    ) throws -> [Int64] {
        let request = SQLRequest<Int64>(
            literal: """
                SELECT position FROM about WHERE queued = \(message.queued) AND position <= \(position)
                ORDER BY position LIMIT \(limit)
                """,
            cached: true
        )
        return try request.fetchAll(db)
    }

    /// The cursor with which a list goes on after a message.
    package static func cursor(after message: EarlierMessage) -> String {
        PageCursor(list: cursorList, position: message.queued).text
    }

    private static func earlier(_ selection: SQL, in db: Database) throws -> [EarlierMessage] {
        let request: SQLRequest<Row> = """
            SELECT m.queued, m.document FROM message m LEFT JOIN document d ON d.id = m.document WHERE \(selection)
            """
        return try request.fetchAll(db).map { row in
            EarlierMessage(
                queued: try row.decode(forColumn: "queued"),
                document: try row.decode(forColumn: "document")
            )
        }
    }
}
