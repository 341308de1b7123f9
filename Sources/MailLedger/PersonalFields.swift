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
        case .organizationCreated, .messageAttempted, .messageOpened, .messageExpired, .messageCancelled: []
        case .settingsChanged: fields(["old", "new"], of: .organization(ledger))
        case .documentRegistered: fields(["document"], of: shared)
        case .messageQueued(let queued):
            fields(["subject", "from", "returnPath"], of: shared)
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
        case .messageDelivered, .messageBounced, .messageRead, .messageComplained: fields(["text"], of: person)
        }
    }

    /// The subject whose key seals what belongs to no single recipient.
    var shared: KeySubject? {
        document.map(KeySubject.document) ?? message.map(KeySubject.message)
    }

    private func fields(_ names: [String], under prefix: [String] = [], of subject: KeySubject?) -> [PersonalField] {
        guard let subject else { return [] }
        return names.map { PersonalField(path: prefix + [$0], subject: subject) }
    }
}

extension IndexKey {
    /// The key subject that the person with this address is.
    package func person(address: String) -> KeySubject {
        .person(id("person", address.lowercased()))
    }

    /// The opaque id of a document that the caller names so.
    package func document(callersID: String) -> OpaqueID {
        id("document", callersID)
    }
}
