import GRDB
import Ledger
import Mail
import ProjectionEngine

/// A message in the history.
package struct HistoryItem: Hashable, Sendable {
    /// The message's id.
    package var id: OpaqueID
    /// The document it is about.
    package var document: HistoryDocument?
    /// The subject line; nil after an erasure.
    package var subject: String?
    /// The method it goes by.
    package var method: MethodKind
    /// Its status, rolled up from its recipients.
    package var status: DeliveryStatus
    /// Why, in no language yet.
    package var statusReason: MessageReason
    /// Its recipients, by number.
    package var recipients: [HistoryRecipient]
    /// When it was queued.
    package var queuedAt: Timestamp
    /// When it may leave; nil for at once.
    package var sendAt: Timestamp?
    /// The message that this one sends again.
    package var resendOf: OpaqueID?
    /// The batch it belongs to.
    package var batch: OpaqueID?
    /// When a server first took a copy.
    package var sentAt: Timestamp?
    /// When a delivery was first confirmed.
    package var deliveredAt: Timestamp?
    /// When a person first opened it.
    package var readAt: Timestamp?
    /// The position of `message.queued`.
    package var position: Int64
    /// The position of the newest event about it.
    package var lastPosition: Int64
}

/// The document that a message is about.
package struct HistoryDocument: Hashable, Sendable {
    /// Its opaque id, which headers name.
    package var id: OpaqueID
    /// The caller's own id; nil after an erasure.
    package var callersID: String?
    /// Its type; nil after an erasure.
    package var type: DocumentType?
    /// Its number; nil after an erasure.
    package var number: String?
}

/// One recipient of a message.
package struct HistoryRecipient: Hashable, Sendable {
    /// The number within the message, from 1.
    package var number: Int
    /// The recipient's part.
    package var role: RecipientRole
    /// The address; nil after an erasure.
    package var address: String?
    /// The name beside it.
    package var name: String?
    /// The copy's own Message-ID, without angle brackets.
    package var messageID: String
    /// Whether the copy carries a pixel.
    package var tracked: Bool
    /// The policy that decided so, and whose it is; nil for mails from before there were policies.
    package var trackingBasis: String?
    /// The copy's status.
    package var status: DeliveryStatus
    /// Why, in no language yet.
    package var reason: StatusReason
    /// The class of a failure.
    package var failureClass: FailureClass?
    /// The positions of the deciding event and of those that contradict it.
    package var because: [Int64]
}

extension HistoryItem {
    /// Reads a row of `message m` joined with `document d`; the recipients are read beside.
    init(_ row: Row, recipients: [HistoryRecipient]) throws {
        let document: OpaqueID? = try row.decode(forColumn: "document")
        self.init(
            id: try row.decode(forColumn: "id"),
            document: try document.map { id in
                HistoryDocument(
                    id: id,
                    callersID: try row.decode(forColumn: "callers_id"),
                    type: try row.decode(forColumn: "type"),
                    number: try row.decode(forColumn: "number")
                )
            },
            subject: try row.decode(forColumn: "subject"),
            method: try row.decode(forColumn: "method"),
            status: try row.decode(forColumn: "status"),
            statusReason: try JSONText.decode(from: try row.decode(forColumn: "reason")),
            recipients: recipients,
            queuedAt: try row.decode(forColumn: "queued_at"),
            sendAt: try row.decode(forColumn: "send_at"),
            resendOf: try row.decode(forColumn: "resend_of"),
            batch: try row.decode(forColumn: "batch"),
            sentAt: try row.decode(forColumn: "sent_at"),
            deliveredAt: try row.decode(forColumn: "delivered_at"),
            readAt: try row.decode(forColumn: "read_at"),
            position: try row.decode(forColumn: "queued"),
            lastPosition: try row.decode(forColumn: "last")
        )
    }
}

extension HistoryRecipient {
    init(_ row: Row) throws {
        self.init(
            number: try row.decode(forColumn: "number"),
            role: try row.decode(forColumn: "role"),
            address: try row.decode(forColumn: "address"),
            name: try row.decode(forColumn: "name"),
            messageID: try row.decode(forColumn: "message_id"),
            tracked: try row.decode(forColumn: "tracked"),
            trackingBasis: try row.decode(forColumn: "tracking_basis"),
            status: try row.decode(forColumn: "status"),
            reason: try JSONText.decode(from: try row.decode(forColumn: "reason")),
            failureClass: try row.decode(forColumn: "failure_class"),
            because: try JSONText.decode(from: try row.decode(forColumn: "because"))
        )
    }
}
