import GRDB
import Ledger
import Mail
import ProjectionEngine

/// One recipient's copy, as whoever receives evidence needs to know it.
package struct HistoryCopy: Hashable, Sendable {
    /// The message.
    package var message: OpaqueID
    /// The recipient's number, from 1.
    package var number: Int
    /// The recipient's part.
    package var role: RecipientRole
    /// The address; nil after an erasure.
    package var address: String?
    /// The document.
    package var document: OpaqueID?
    /// The copy's own Message-ID, without angle brackets.
    package var messageID: String
    /// Whether the copy carries a pixel.
    package var tracked: Bool
    /// Whether the person wants to be tracked no more, or was erased.
    package var isWithdrawn: Bool
    /// The copy's status.
    package var status: DeliveryStatus
    /// When the message was queued.
    package var queuedAt: Timestamp
    /// When a server first took this copy; nil if none did yet.
    package var sentAt: Timestamp?
    /// When its delivery was first confirmed; nil if it was not.
    package var deliveredAt: Timestamp?
}

extension EmailHistory {
    /// A recipient's copy; nil where there is none.
    package static func recipient(message: OpaqueID, number: Int, in db: Database) throws -> HistoryCopy? {
        try copies("m.id = \(message) AND r.number = \(number)", in: db).first
    }

    /// The copy with a Message-ID (without angle brackets), its own or the one that a server put in its place.
    ///
    /// nil where there is none.
    package static func recipient(messageID: String, in db: Database) throws -> HistoryCopy? {
        try copies("r.message_id = \(messageID)", in: db).first
            ?? copies("r.assigned_id = \(messageID)", in: db).first
    }

    /// Those of some addresses, in lower case, whose owners want to be tracked no more.
    package static func withdrawn(among addresses: [String], in db: Database) throws -> Set<String> {
        try addresses.map { $0.lowercased() }.reduce(into: []) { withdrawn, key in
            let request = SQLRequest<Bool>(
                literal: "SELECT EXISTS (SELECT 1 FROM withdrawal WHERE address_key = \(key))",
                cached: true
            )
            if try request.fetchOne(db) == true { withdrawn.insert(key) }
        }
    }

    private static func copies(_ selection: SQL, in db: Database) throws -> [HistoryCopy] {
        let request = SQLRequest<Row>(
            literal: """
                SELECT m.id, m.document, m.queued_at, r.number, r.role, r.address, r.message_id, r.tracked, r.status, (
                    r.address_key IS NULL
                    OR EXISTS (SELECT 1 FROM withdrawal w WHERE w.address_key = r.address_key)
                ) AS withdrawn, (
                    SELECT min(at) FROM fact f
                    WHERE f.queued = r.queued AND f.number = r.number AND f.kind IN ('sent', 'relayed')
                ) AS sent_at, (
                    SELECT min(at) FROM fact f
                    WHERE f.queued = r.queued AND f.number = r.number AND f.kind = 'delivered'
                ) AS delivered_at
                FROM recipient r JOIN message m ON m.queued = r.queued
                WHERE \(selection) ORDER BY r.queued, r.number LIMIT 1
                """,
            cached: true
        )
        return try request.fetchAll(db).map { row in
            HistoryCopy(
                message: try row.decode(forColumn: "id"),
                number: try row.decode(forColumn: "number"),
                role: try row.decode(forColumn: "role"),
                address: try row.decode(forColumn: "address"),
                document: try row.decode(forColumn: "document"),
                messageID: try row.decode(forColumn: "message_id"),
                tracked: try row.decode(forColumn: "tracked"),
                isWithdrawn: try row.decode(forColumn: "withdrawn"),
                status: try row.decode(forColumn: "status"),
                queuedAt: try row.decode(forColumn: "queued_at"),
                sentAt: try row.decode(forColumn: "sent_at"),
                deliveredAt: try row.decode(forColumn: "delivered_at")
            )
        }
    }
}
