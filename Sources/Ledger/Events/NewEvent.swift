/// The kind of fact an event states, as `subject.past-participle`; the name on disk, never derived from a Swift name.
package struct EventType: RawRepresentable, Hashable, Sendable {
    /// The name on disk.
    package let rawValue: String

    /// Names a kind of fact.
    package init(rawValue: String) {
        self.rawValue = rawValue
    }
}

/// An event on its way into the ledger: everything but its position and the time of recording, which the sequencer gives.
package struct NewEvent: Sendable, Hashable {
    /// The event's own id, a UUIDv7.
    package var id: OpaqueID
    /// The kind of fact.
    package var type: EventType
    /// The version of the body's shape within its type, from 1.
    package var schema: Int
    /// The document it is about, if any.
    package var document: OpaqueID?
    /// The message it is about, if any; the unit of ``Expectation``.
    package var message: OpaqueID?
    /// The number of the message's recipient it is about, from 1.
    package var recipient: Int?
    /// The number of the sending attempt it belongs to, from 1.
    package var attempt: Int?
    /// When the fact happened, by the clock of whoever saw it.
    package var occurredAt: Timestamp
    /// Who caused it: an access key, the dispatcher, a stranger's pixel hit; nil where nobody in particular did.
    package var actor: OpaqueID?
    /// The body, stored exactly so; personal data in it is sealed already.
    package var body: [UInt8]

    /// Makes an event.
    package init(
        id: OpaqueID,
        type: EventType,
        schema: Int = 1,
        document: OpaqueID? = nil,
        message: OpaqueID? = nil,
        recipient: Int? = nil,
        attempt: Int? = nil,
        occurredAt: Timestamp,
        actor: OpaqueID? = nil,
        body: [UInt8]
    ) {
        self.id = id
        self.type = type
        self.schema = schema
        self.document = document
        self.message = message
        self.recipient = recipient
        self.attempt = attempt
        self.occurredAt = occurredAt
        self.actor = actor
        self.body = body
    }
}
