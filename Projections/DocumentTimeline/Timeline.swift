import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// The moment at which a timeline is looked at.
package enum AsOf: Hashable, Sendable {
    /// As was known at this time: what was recorded then or before.
    case time(Timestamp)
    /// As was known at this position, itself included.
    case position(Int64)
}

/// What happened around one document.
package struct Timeline: Hashable, Sendable {
    /// The document as it was then registered; nil after its erasure.
    package var document: Document?
    /// Up to which position the answer holds.
    ///
    /// That of the newest event in the view, or the one asked for; for a time that of the document's last event by then.
    package var position: Int64
    /// The events, in the order in which they were recorded.
    package var entries: [TimelineEntry]
    /// The position after which the next page begins; nil at the end.
    package var next: Int64?
}

/// One event of a document.
package struct TimelineEntry: Hashable, Sendable {
    /// Where it stands in the ledger.
    package var position: Int64
    /// Its own id.
    package var id: OpaqueID
    /// Its kind.
    package var type: EventType
    /// When it happened.
    package var occurredAt: Timestamp
    /// When it was recorded.
    package var recordedAt: Timestamp
    /// The message it is about.
    package var message: OpaqueID?
    /// The recipient it is about.
    package var recipient: TimelineRecipient?
    /// The number of the sending attempt, from 1.
    package var attempt: Int?
    /// What it says, as far as it can be opened.
    package var data: JSONValue
}

/// The recipient that an event is about.
package struct TimelineRecipient: Hashable, Sendable {
    /// The number within the message, from 1.
    package var number: Int
    /// The address; nil after an erasure.
    package var address: String?
}

extension DocumentTimeline {
    /// The most entries on a page.
    package static let pageLimit = 1000

    /// The timeline of a document.
    ///
    /// - Parameters:
    ///   - document: Which document.
    ///   - asOf: As it was known when; nil for now.
    ///   - after: The position after which the page begins.
    ///   - limit: The most entries on the page, at most ``pageLimit``.
    ///   - db: The view.
    /// - Returns: nil where nothing was known of the document.
    /// - Throws: What SQLite has against the view.
    package static func timeline(
        document: OpaqueID,
        asOf: AsOf?,
        after: Int64?,
        limit: Int,
        in db: Database
    ) throws -> Timeline? {
        let known = known(asOf)
        let lastRequest: SQLRequest<Int64?> = """
            SELECT max(position) FROM entry WHERE document = \(document) AND \(known)
            """
        guard let last = try lastRequest.fetchOne(db) ?? nil else { return nil }
        let count = min(max(1, limit), pageLimit)
        let request: SQLRequest<Row> = """
            SELECT * FROM entry WHERE document = \(document) AND position > \(after ?? -1) AND \(known)
            ORDER BY position LIMIT \(count + 1)
            """
        let entries = try request.fetchAll(db).map { try TimelineEntry($0) }
        let contentRequest: SQLRequest<String?> = """
            SELECT content FROM registration WHERE document = \(document) AND \(known) ORDER BY position DESC LIMIT 1
            """
        let content = try contentRequest.fetchOne(db) ?? nil
        let newest = try ViewState.size(in: db) - 1
        return Timeline(
            document: try content.map { try JSONText.decode(from: $0) },
            position: asOf.map { $0.position(newest: newest, last: last) } ?? newest,
            entries: Array(entries.prefix(count)),
            next: entries.count > count ? entries[count - 1].position : nil
        )
    }

    /// Where a document was registered last, up to a position; nil where it was not yet.
    package static func registration(of document: OpaqueID, through position: Int64, in db: Database) throws -> Int64? {
        let request = SQLRequest<Int64>(
            literal: """
                SELECT position FROM registration WHERE document = \(document) AND position <= \(position)
                ORDER BY position DESC LIMIT 1
                """,
            cached: true
        )
        return try request.fetchOne(db)
    }

    private static func known(_ asOf: AsOf?) -> SQL {
        switch asOf {
        case nil: "TRUE"
        case .time(let time): "recorded <= \(time)"
        case .position(let position): "position <= \(position)"
        }
    }
}

extension AsOf {
    fileprivate func position(newest: Int64, last: Int64) -> Int64 {
        switch self {
        case .time: last
        case .position(let position): min(position, newest)
        }
    }
}

extension TimelineEntry {
    fileprivate init(_ row: Row) throws {
        let number: Int? = try row.decode(forColumn: "recipient")
        let address: String? = try row.decode(forColumn: "address")
        self.init(
            position: try row.decode(forColumn: "position"),
            id: try row.decode(forColumn: "event"),
            type: try row.decode(forColumn: "type"),
            occurredAt: try row.decode(forColumn: "occurred"),
            recordedAt: try row.decode(forColumn: "recorded"),
            message: try row.decode(forColumn: "message"),
            recipient: number.map { TimelineRecipient(number: $0, address: address) },
            attempt: try row.decode(forColumn: "attempt"),
            data: try JSONText.decode(from: try row.decode(forColumn: "data"))
        )
    }
}
