import Ledger
import Mail

/// A mail fact on its way into the ledger, with what its header will say.
package struct MailFact: Hashable, Sendable {
    /// What happened.
    package var event: MailEvent
    /// The document it is about.
    package var document: OpaqueID?
    /// The message it is about.
    package var message: OpaqueID?
    /// The recipient's number, from 1.
    package var recipient: Int?
    /// The person that the recipient is; needed where the event holds that person's words.
    package var person: KeySubject?
    /// The number of the sending attempt, from 1.
    package var attempt: Int?
    /// When it happened.
    package var occurredAt: Timestamp
    /// Who caused it.
    package var actor: OpaqueID?

    /// States a fact.
    package init(
        _ event: MailEvent,
        document: OpaqueID? = nil,
        message: OpaqueID? = nil,
        recipient: Int? = nil,
        person: KeySubject? = nil,
        attempt: Int? = nil,
        occurredAt: Timestamp,
        actor: OpaqueID? = nil
    ) {
        self.event = event
        self.document = document
        self.message = message
        self.recipient = recipient
        self.person = person
        self.attempt = attempt
        self.occurredAt = occurredAt
        self.actor = actor
    }
}

/// A mail fact as the ledger holds it, opened as far as the keys allow.
package struct RecordedMailEvent: Hashable, Sendable {
    /// What the header says.
    package var header: EventHeader
    /// What happened; nil for a type or schema version that this program does not know.
    package var event: MailEvent?
    /// The body's fields, opened; sealed fields whose key is gone are missing.
    package var data: JSONValue
    /// SHA-256 of the stored body, for state hashes that hold after an erasure.
    package var bodyHash: Hash { header.bodyHash }

    /// Where the event stands.
    package var position: Int64 { header.position }

    /// Makes an event from its parts.
    package init(header: EventHeader, event: MailEvent?, data: JSONValue) {
        self.header = header
        self.event = event
        self.data = data
    }
}
