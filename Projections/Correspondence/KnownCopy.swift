import GRDB
import Ledger
import Mail
import ProjectionEngine

/// One recipient's copy, as whoever receives evidence needs to know it.
package struct KnownCopy: Hashable, Sendable {
    /// The message.
    package var message: OpaqueID
    /// The recipient's number, from 1.
    package var number: Int
    /// The document.
    package var document: OpaqueID?
    /// The method it went by.
    package var method: MethodKind
    /// The recipient's part.
    package var role: RecipientRole
    /// The address; nil after an erasure.
    package var address: String?
    /// The copy's own Message-ID, without angle brackets.
    package var messageID: String
    /// The Message-ID that a server put in its place, without angle brackets.
    package var assignedMessageID: String?
    /// The name that the next server or the provider gave the copy, see ``SendReport/queueID``.
    package var providerID: String?
    /// When the message was queued.
    package var queuedAt: Timestamp
    /// When the copy was first handed over; nil if it was not yet.
    package var sentAt: Timestamp?
    /// Whether the server was asked to report on it; nil where the sending did not say.
    package var wasAskedToReport: Bool?
    /// Whether it is known what became of it: delivered, read, failed, withdrawn or given up.
    package var isSettled: Bool
}

extension Correspondence {
    /// One copy; nil where there is none.
    package static func copy(message: OpaqueID, number: Int, in db: Database) throws -> KnownCopy? {
        try copies("message = \(message) AND number = \(number)", limit: 1, in: db).first
    }

    /// All copies of a message, by number.
    package static func copies(of message: OpaqueID, in db: Database) throws -> [KnownCopy] {
        try copies("message = \(message) ORDER BY number", limit: 1000, in: db)
    }

    /// The copy with a Message-ID (without angle brackets): our own, or the one that a server put in its place.
    ///
    /// nil where there is none.
    package static func copy(messageID: String, in db: Database) throws -> KnownCopy? {
        try copies("message_id = \(messageID)", limit: 1, in: db).first
            ?? copies("assigned_id = \(messageID)", limit: 1, in: db).first
    }

    /// The copies to which a provider gave this name, see ``SendReport/queueID``.
    ///
    /// A provider may give one name to the copies of several recipients; at most 1000 are returned.
    package static func copies(providerID: String, method: MethodKind, in db: Database) throws -> [KnownCopy] {
        try copies(
            "provider_id = \(providerID) AND method = \(method) ORDER BY queued_at, message, number",
            limit: 1000,
            in: db
        )
    }

    /// The copies to an address, in any spelling, that were handed over in a span of time; those sent last first.
    package static func copies(
        address: String,
        sent span: ClosedRange<Timestamp>,
        limit: Int,
        in db: Database
    ) throws -> [KnownCopy] {
        try copies(
            """
            address_key = \(address.lowercased()) AND sent_at BETWEEN \(span.lowerBound) AND \(span.upperBound)
            ORDER BY sent_at DESC, message, number
            """,
            limit: limit,
            in: db
        )
    }

    /// The copies that were handed over in a span of time and of which nothing final was heard, oldest first.
    ///
    /// - Parameters:
    ///   - span: When they were handed over.
    ///   - methods: By which methods.
    ///   - limit: How many at most.
    ///   - db: The view.
    /// - Returns: The copies.
    /// - Throws: What SQLite has against it.
    package static func waiting(
        sent span: Range<Timestamp>,
        methods: Set<MethodKind> = Set(MethodKind.allCases),
        limit: Int,
        in db: Database
    ) throws -> [KnownCopy] {
        let names = methods.sorted { $0.rawValue < $1.rawValue }.map { "\($0)" as SQL }.joined(separator: ", ")
        return try copies(
            """
            settled = 0 AND sent_at >= \(span.lowerBound) AND sent_at < \(span.upperBound) AND method IN (\(names))
            ORDER BY sent_at, message, number
            """,
            limit: limit,
            in: db
        )
    }

    private static func copies(_ selection: SQL, limit: Int, in db: Database) throws -> [KnownCopy] {
        let request: SQLRequest<Row> = "SELECT * FROM copy WHERE \(selection) LIMIT \(limit)"
        return try request.fetchAll(db).map { row in
            KnownCopy(
                message: try row.decode(forColumn: "message"),
                number: try row.decode(forColumn: "number"),
                document: try row.decode(forColumn: "document"),
                method: try row.decode(forColumn: "method"),
                role: try row.decode(forColumn: "role"),
                address: try row.decode(forColumn: "address"),
                messageID: try row.decode(forColumn: "message_id"),
                assignedMessageID: try row.decode(forColumn: "assigned_id"),
                providerID: try row.decode(forColumn: "provider_id"),
                queuedAt: try row.decode(forColumn: "queued_at"),
                sentAt: try row.decode(forColumn: "sent_at"),
                wasAskedToReport: try row.decode(forColumn: "asked"),
                isSettled: try row.decode(forColumn: "settled")
            )
        }
    }
}
