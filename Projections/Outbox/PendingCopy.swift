import GRDB
import Ledger
import Mail
import ProjectionEngine

/// A copy that is still to be sent, or whose sending was interrupted.
package struct PendingCopy: Hashable, Sendable {
    /// Where a copy stands.
    package enum State: String, Hashable, Sendable, DatabaseValueConvertible {
        /// Not tried yet.
        case queued
        /// An attempt was begun, and nothing was heard of it.
        case attempting
        /// The server asked to try again later.
        case deferred
    }

    /// The message.
    package var message: OpaqueID
    /// The recipient's number in it, from 1.
    package var recipient: Int
    /// The document it is about.
    package var document: OpaqueID?
    /// The method it goes by.
    package var method: MethodKind
    /// Where it stands.
    package var state: State
    /// The number of the last attempt; 0 before the first.
    package var attempt: Int
    /// How many attempts were refused for now on the copy's own account.
    package var refusals: Int
    /// When it is due.
    package var due: Timestamp
    /// From when on it may leave: when it was queued, or the later moment it was scheduled for.
    package var queuedAt: Timestamp
    /// The recipient's part.
    package var role: RecipientRole
    /// Where it goes; nil after an erasure.
    package var address: String?
    /// The From address; nil after an erasure.
    package var from: String?
    /// The envelope sender; nil where it is the From address.
    package var returnPath: String?
    /// The copy's own Message-ID, without angle brackets.
    package var messageID: String
    /// The frozen mail in the content store.
    package var content: ContentName
    /// SHA-256 of the frozen mail, in hexadecimal.
    package var contentHash: String
    /// The frozen mail's size in bytes.
    package var size: Int
    /// The position of `message.queued`.
    package var position: Int64
    /// The position of the last event that changed this copy.
    package var lastPosition: Int64

    init(_ row: Row) throws {
        message = try row.decode(forColumn: "message")
        recipient = try row.decode(forColumn: "recipient")
        document = try row.decode(forColumn: "document")
        method = try row.decode(forColumn: "method")
        state = try row.decode(forColumn: "state")
        attempt = try row.decode(forColumn: "attempt")
        refusals = try row.decode(forColumn: "refusals")
        due = try row.decode(forColumn: "due")
        queuedAt = try row.decode(forColumn: "queued_at")
        role = try row.decode(forColumn: "role")
        address = try row.decode(forColumn: "address")
        from = try row.decode(forColumn: "sender")
        returnPath = try row.decode(forColumn: "return_path")
        messageID = try row.decode(forColumn: "message_id")
        content = ContentName(text: try row.decode(forColumn: "content"))
        contentHash = try row.decode(forColumn: "content_hash")
        size = try row.decode(forColumn: "size")
        position = try row.decode(forColumn: "position")
        lastPosition = try row.decode(forColumn: "last")
    }
}

extension Outbox {
    /// The copies of a method that are due at a moment: those due first come first, of these the ones queued first.
    package static func due(
        by method: MethodKind,
        at moment: Timestamp,
        limit: Int,
        in db: Database
    ) throws -> [PendingCopy] {
        try rows(
            """
            SELECT * FROM copy WHERE state <> 'attempting' AND method = \(method) AND due <= \(moment)
            ORDER BY due, position, recipient LIMIT \(max(0, limit))
            """,
            in: db
        )
    }

    /// The copies with an attempt under way.
    ///
    /// When the dispatcher starts, nothing is under way any more: what became of these is not known.
    package static func interrupted(in db: Database) throws -> [PendingCopy] {
        try rows("SELECT * FROM copy WHERE state = 'attempting' ORDER BY position, recipient", in: db)
    }

    /// All copies that are pending, those under way included, oldest first.
    package static func open(in db: Database) throws -> [PendingCopy] {
        try rows("SELECT * FROM copy ORDER BY position, recipient", in: db)
    }

    /// One copy; nil where it is not pending.
    package static func copy(of message: OpaqueID, recipient: Int, in db: Database) throws -> PendingCopy? {
        try rows("SELECT * FROM copy WHERE message = \(message) AND recipient = \(recipient)", in: db).first
    }

    /// The copies of a message that are pending, by recipient number.
    package static func copies(of message: OpaqueID, in db: Database) throws -> [PendingCopy] {
        try rows("SELECT * FROM copy WHERE message = \(message) ORDER BY recipient", in: db)
    }

    /// How many copies are pending, those under way included.
    package static func pendingCount(in db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "SELECT count(*) FROM copy") ?? 0
    }

    /// When the next copy of a method is due; nil if none waits.
    package static func nextDue(by method: MethodKind, in db: Database) throws -> Timestamp? {
        let request = SQLRequest<Timestamp>(
            literal: """
                SELECT due FROM copy WHERE state <> 'attempting' AND method = \(method)
                ORDER BY due, position, recipient LIMIT 1
                """,
            cached: true
        )
        return try request.fetchOne(db)
    }

    /// How many copies are due at a moment, counted up to a number.
    package static func dueCount(at moment: Timestamp, most: Int, in db: Database) throws -> Int {
        let request = SQLRequest<Int>(
            literal: """
                SELECT count(*) FROM (
                    SELECT 1 FROM copy WHERE state <> 'attempting' AND due <= \(moment) LIMIT \(most)
                )
                """,
            cached: true
        )
        return try request.fetchOne(db) ?? 0
    }

    /// How many copies of each method are pending, those under way included.
    package static func pendingByMethod(in db: Database) throws -> [MethodKind: Int] {
        let rows = try Row.fetchAll(db, sql: "SELECT method, count(*) AS copies FROM copy GROUP BY method")
        return try Dictionary(
            rows.map { (try $0.decode(forColumn: "method"), try $0.decode(forColumn: "copies")) },
            uniquingKeysWith: { $1 }
        )
    }

    /// How many copies a method handed over in each of the last hours, by the number of the hour since 1970.
    package static func handedOver(
        by method: MethodKind,
        since hour: Int64,
        in db: Database
    ) throws -> [Int64: Int] {
        let request = SQLRequest<Row>(
            literal: "SELECT hour, copies FROM handed_over WHERE method = \(method) AND hour >= \(hour)"
        )
        return try Dictionary(
            request.fetchAll(db).map { (try $0.decode(forColumn: "hour"), try $0.decode(forColumn: "copies")) },
            uniquingKeysWith: { $1 }
        )
    }

    private static func rows(_ query: SQL, in db: Database) throws -> [PendingCopy] {
        let request = SQLRequest<Row>(literal: query, cached: true)
        return try request.fetchAll(db).map { try PendingCopy($0) }
    }
}
