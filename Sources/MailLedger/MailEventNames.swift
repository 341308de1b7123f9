import Ledger
import Mail

extension EventType {
    package static let organizationCreated = Self(rawValue: "organization.created")
    package static let settingsChanged = Self(rawValue: "settings.changed")
    package static let documentRegistered = Self(rawValue: "document.registered")
    package static let messageQueued = Self(rawValue: "message.queued")
    package static let messageAttempted = Self(rawValue: "message.attempted")
    package static let messageSent = Self(rawValue: "message.sent")
    package static let messageDeferred = Self(rawValue: "message.deferred")
    package static let messageRejected = Self(rawValue: "message.rejected")
    package static let messageUncertain = Self(rawValue: "message.uncertain")
    package static let messageCancelled = Self(rawValue: "message.cancelled")
    package static let messageDelivered = Self(rawValue: "message.delivered")
    package static let messageBounced = Self(rawValue: "message.bounced")
    package static let messageOpened = Self(rawValue: "message.opened")
    package static let messageRead = Self(rawValue: "message.read")
    package static let messageComplained = Self(rawValue: "message.complained")
    package static let messageExpired = Self(rawValue: "message.expired")
    package static let customerRegistered = Self(rawValue: "customer.registered")
    package static let messageDelayed = Self(rawValue: "message.delayed")
    package static let messageRelayed = Self(rawValue: "message.relayed")
    package static let messageAnswered = Self(rawValue: "message.answered")
    package static let reportReceived = Self(rawValue: "report.received")
    package static let recipientSuppressed = Self(rawValue: "recipient.suppressed")
    package static let recipientReleased = Self(rawValue: "recipient.released")
    package static let trackingWithdrawn = Self(rawValue: "tracking.withdrawn")
    package static let senderVerified = Self(rawValue: "sender.verified")
    package static let domainChecked = Self(rawValue: "domain.checked")
    package static let feedChanged = Self(rawValue: "feed.changed")
    package static let batchSubmitted = Self(rawValue: "batch.submitted")
    package static let batchItemRefused = Self(rawValue: "batch.refused")
    package static let batchCancelled = Self(rawValue: "batch.cancelled")
    package static let subjectErased = Self(rawValue: "subject.erased")
    package static let subjectHeld = Self(rawValue: "subject.held")
    package static let subjectUnheld = Self(rawValue: "subject.unheld")
    package static let subjectReadmitted = Self(rawValue: "subject.readmitted")
    package static let detailsExpired = Self(rawValue: "details.expired")
    package static let ledgerRestored = Self(rawValue: "ledger.restored")
}

extension MailEvent {
    /// The name on disk of this kind of fact.
    package var type: EventType {
        switch self {
        case .organizationCreated: .organizationCreated
        case .settingsChanged: .settingsChanged
        case .documentRegistered: .documentRegistered
        case .messageQueued: .messageQueued
        case .messageAttempted: .messageAttempted
        case .messageSent: .messageSent
        case .messageDeferred: .messageDeferred
        case .messageRejected: .messageRejected
        case .messageUncertain: .messageUncertain
        case .messageCancelled: .messageCancelled
        case .messageDelivered: .messageDelivered
        case .messageBounced: .messageBounced
        case .messageOpened: .messageOpened
        case .messageRead: .messageRead
        case .messageComplained: .messageComplained
        case .messageExpired: .messageExpired
        case .customerRegistered: .customerRegistered
        case .messageDelayed: .messageDelayed
        case .messageRelayed: .messageRelayed
        case .messageAnswered: .messageAnswered
        case .reportReceived: .reportReceived
        case .recipientSuppressed: .recipientSuppressed
        case .recipientReleased: .recipientReleased
        case .trackingWithdrawn: .trackingWithdrawn
        case .senderVerified: .senderVerified
        case .domainChecked: .domainChecked
        case .feedChanged: .feedChanged
        case .batchSubmitted: .batchSubmitted
        case .batchItemRefused: .batchItemRefused
        case .batchCancelled: .batchCancelled
        case .subjectErased: .subjectErased
        case .subjectHeld: .subjectHeld
        case .subjectUnheld: .subjectUnheld
        case .subjectReadmitted: .subjectReadmitted
        case .detailsExpired: .detailsExpired
        case .ledgerRestored: .ledgerRestored
        }
    }

    /// What the fact says, apart from its name.
    var payload: any Encodable {
        switch self {
        case .organizationCreated(let payload): payload
        case .settingsChanged(let payload): payload
        case .documentRegistered(let payload): payload
        case .messageQueued(let payload): payload
        case .messageAttempted(let payload): payload
        case .messageSent(let payload), .messageDeferred(let payload), .messageRejected(let payload),
            .messageUncertain(let payload):
            payload
        case .messageCancelled(let payload): payload
        case .messageDelayed(let payload), .messageRelayed(let payload), .messageDelivered(let payload),
            .messageBounced(let payload), .messageRead(let payload), .messageAnswered(let payload),
            .messageComplained(let payload):
            payload
        case .messageOpened(let payload): payload
        case .messageExpired(let payload): payload
        case .customerRegistered(let payload): payload
        case .reportReceived(let payload): payload
        case .recipientSuppressed(let payload): payload
        case .recipientReleased(let payload): payload
        case .trackingWithdrawn(let payload): payload
        case .senderVerified(let payload): payload
        case .domainChecked(let payload): payload
        case .feedChanged(let payload): payload
        case .batchSubmitted(let payload): payload
        case .batchItemRefused(let payload): payload
        case .batchCancelled(let payload): payload
        case .subjectErased(let payload): payload
        case .subjectHeld(let payload), .subjectUnheld(let payload): payload
        case .subjectReadmitted(let payload): payload
        case .detailsExpired(let payload): payload
        case .ledgerRestored(let payload): payload
        }
    }

    /// Reads a fact by its name and schema version; nil for a name or version that this program does not know.
    init?(type: EventType, schema: Int, data: JSONValue) throws {
        func read<Payload: Decodable>(_ kind: Payload.Type = Payload.self) throws -> Payload {
            try MailJSON.decode(Payload.self, from: data.bytes)
        }
        switch (type, schema) {
        case (.organizationCreated, 1): self = .organizationCreated(try read())
        case (.settingsChanged, 1): self = .settingsChanged(try read())
        case (.documentRegistered, 1): self = .documentRegistered(try read())
        case (.messageQueued, 1): self = .messageQueued(try read())
        case (.messageAttempted, 1): self = .messageAttempted(try read())
        case (.messageSent, 1): self = .messageSent(try read())
        case (.messageDeferred, 1): self = .messageDeferred(try read())
        case (.messageRejected, 1): self = .messageRejected(try read())
        case (.messageUncertain, 1): self = .messageUncertain(try read())
        case (.messageCancelled, 1): self = .messageCancelled(try read())
        case (.messageDelivered, 1): self = .messageDelivered(try read())
        case (.messageBounced, 1): self = .messageBounced(try read())
        case (.messageOpened, 1): self = .messageOpened(try read())
        case (.messageRead, 1): self = .messageRead(try read())
        case (.messageComplained, 1): self = .messageComplained(try read())
        case (.messageExpired, 1): self = .messageExpired(try read())
        case (.customerRegistered, 1): self = .customerRegistered(try read())
        case (.messageDelayed, 1): self = .messageDelayed(try read())
        case (.messageRelayed, 1): self = .messageRelayed(try read())
        case (.messageAnswered, 1): self = .messageAnswered(try read())
        case (.reportReceived, 1): self = .reportReceived(try read())
        case (.recipientSuppressed, 1): self = .recipientSuppressed(try read())
        case (.recipientReleased, 1): self = .recipientReleased(try read())
        case (.trackingWithdrawn, 1): self = .trackingWithdrawn(try read())
        case (.senderVerified, 1): self = .senderVerified(try read())
        case (.domainChecked, 1): self = .domainChecked(try read())
        case (.feedChanged, 1): self = .feedChanged(try read())
        case (.batchSubmitted, 1): self = .batchSubmitted(try read())
        case (.batchItemRefused, 1): self = .batchItemRefused(try read())
        case (.batchCancelled, 1): self = .batchCancelled(try read())
        case (.subjectErased, 1): self = .subjectErased(try read())
        case (.subjectHeld, 1): self = .subjectHeld(try read())
        case (.subjectUnheld, 1): self = .subjectUnheld(try read())
        case (.subjectReadmitted, 1): self = .subjectReadmitted(try read())
        case (.detailsExpired, 1): self = .detailsExpired(try read())
        case (.ledgerRestored, 1): self = .ledgerRestored(try read())
        default: return nil
        }
    }
}
