import Ledger
import Mail

/// A field of an event's body that is personal, and whose key seals it.
struct PersonalField {
    let path: [String]
    let subject: KeySubject
}

extension MailFact {
    /// Which fields of this fact are sealed, and for whom.
    ///
    /// This is the whole list; anything else stands in clear for ever.
    func personalFields(ledger: OpaqueID, index: IndexKey) -> [PersonalField] {
        switch event {
        case .organizationCreated, .messageAttempted, .messageOpened, .messageExpired, .messageCancelled,
            .batchSubmitted, .batchCancelled, .subjectErased, .ledgerRestored:
            []
        case .settingsChanged: fields(["old", "new"], of: .organization(ledger))
        case .documentRegistered: fields(["document"], of: shared)
        case .messageQueued(let queued):
            fields(["subject", "from", "returnPath", "advice"], of: shared)
                + (queued.keptFiles ?? [:]).keys.flatMap { number in
                    fields(["name", "contentHash"], under: ["keptFiles", number], of: shared)
                }
                + queued.attachments.keys.flatMap { number in
                    fields(["name", "contentHash"], under: ["attachments", number], of: shared)
                }
                + queued.recipients.flatMap { number, recipient in
                    fields(
                        ["address", "name"],
                        under: ["recipients", number],
                        of: recipient.address.map { index.person(address: $0) }
                    )
                }
        case .messageSent, .messageDeferred, .messageRejected, .messageUncertain:
            fields(["text", "failure"], of: person)
        case .messageDelayed, .messageRelayed, .messageDelivered, .messageBounced, .messageRead, .messageAnswered,
            .messageComplained:
            fields(["text"], of: person)
        case .customerRegistered(let registered):
            fields(["id", "name"], under: ["customer"], of: .organization(ledger))
                + registered.customer.contacts.flatMap { number, contact in
                    fields(
                        ["address", "name"],
                        under: ["customer", "contacts", number],
                        of: contact.address.map { index.person(address: $0) }
                    )
                }
        case .reportReceived: fields(["contentHash"], of: .organization(ledger))
        case .domainChecked: fields(["domain", "report"], of: .organization(ledger))
        case .feedChanged, .batchItemRefused: fields(["reason"], of: .organization(ledger))
        case .recipientSuppressed(let suppressed): addressField(suppressed.address, index)
        case .recipientReleased(let released): addressField(released.address, index)
        case .trackingWithdrawn(let withdrawn): addressField(withdrawn.address, index)
        case .senderVerified(let verified): addressField(verified.address, index)
        }
    }

    /// The subject whose key seals what belongs to no single recipient.
    var shared: KeySubject? {
        document.map(KeySubject.document) ?? message.map(KeySubject.message)
    }

    private func addressField(_ address: String?, _ index: IndexKey) -> [PersonalField] {
        fields(["address"], of: address.map { index.person(address: $0) })
    }

    private func fields(_ names: [String], under prefix: [String] = [], of subject: KeySubject?) -> [PersonalField] {
        guard let subject else { return [] }
        return names.map { PersonalField(path: prefix + [$0], subject: subject) }
    }
}

extension IndexKey {
    /// The key subject that the person with this address is.
    package func person(address: String) -> KeySubject {
        .person(personID(address: address))
    }

    /// The opaque id of the person with this address, in any spelling.
    package func personID(address: String) -> OpaqueID {
        id("person", address.lowercased())
    }

    /// The opaque id of a document that the caller names so.
    package func document(callersID: String) -> OpaqueID {
        id("document", callersID)
    }
}
