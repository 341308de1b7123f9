/// What an event says in the clear, for ever.
///
/// Nothing that a caller chose stands in it.
package struct EventHeader: Hashable, Sendable {
    /// The version of the header's own format; 1.
    package static let formatVersion = 1

    /// The ledger's id.
    package var ledger: OpaqueID
    /// The ledger's epoch: 0, and one more for each restored backup.
    package var epoch: Int
    /// The event's place: 0, 1, 2 … without gaps.
    package var position: Int64
    /// The event's own id, a UUIDv7.
    package var id: OpaqueID
    /// The kind of fact.
    package var type: EventType
    /// The version of the body's shape within its type.
    package var schema: Int
    /// The document it is about, if any.
    package var document: OpaqueID?
    /// The message it is about, if any.
    package var message: OpaqueID?
    /// The number of the message's recipient, from 1.
    package var recipient: Int?
    /// The number of the sending attempt, from 1.
    package var attempt: Int?
    /// When the fact happened.
    package var occurredAt: Timestamp
    /// When the ledger took it; never before that of an earlier position.
    package var recordedAt: Timestamp
    /// SHA-256 of the body's stored bytes.
    package var bodyHash: Hash
    /// Who caused it.
    package var actor: OpaqueID?

    /// Makes a header.
    package init(
        ledger: OpaqueID,
        epoch: Int,
        position: Int64,
        id: OpaqueID,
        type: EventType,
        schema: Int,
        document: OpaqueID?,
        message: OpaqueID?,
        recipient: Int?,
        attempt: Int?,
        occurredAt: Timestamp,
        recordedAt: Timestamp,
        bodyHash: Hash,
        actor: OpaqueID?
    ) {
        self.ledger = ledger
        self.epoch = epoch
        self.position = position
        self.id = id
        self.type = type
        self.schema = schema
        self.document = document
        self.message = message
        self.recipient = recipient
        self.attempt = attempt
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.bodyHash = bodyHash
        self.actor = actor
    }
}
