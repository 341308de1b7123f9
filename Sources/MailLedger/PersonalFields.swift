import Ledger
import Mail

/// A field of an event's body that is personal, and whose key seals it.
struct PersonalField {
    let path: [String]
    let subject: KeySubject
    /// The month whose key is needed too, for what is forgotten with it.
    var period: KeySubject?

    var subjects: Set<KeySubject> { Set([subject, period].compactMap(\.self)) }
}

extension MailFact {
    /// Which fields of this fact are sealed, and for whom.
    ///
    /// This is the whole list; anything else stands in clear for ever.
    func personalFields(in archive: MailArchive) -> [PersonalField] {
        let ledger = archive.ledger
        return switch event {
        case .organizationCreated, .messageAttempted, .messageExpired, .messageCancelled, .batchSubmitted,
            .batchCancelled, .detailsExpired, .ledgerRestored:
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
                        of: recipient.address.map { archive.person(address: $0) }
                    )
                }
        case .messageSent, .messageDeferred, .messageRejected, .messageUncertain:
            details(["text", "failure"], of: person)
        case .messageDelayed, .messageRelayed, .messageDelivered, .messageBounced, .messageRead, .messageAnswered,
            .messageComplained:
            details(["text"], of: person)
        case .messageOpened: details(["agent", "lastAt", "doubts", "condition"], of: person ?? month)
        case .customerRegistered(let registered):
            fields(["id", "name"], under: ["customer"], of: .organization(ledger))
                + registered.customer.contacts.flatMap { number, contact in
                    fields(
                        ["address", "name"],
                        under: ["customer", "contacts", number],
                        of: contact.address.map { archive.person(address: $0) }
                    )
                }
        case .reportReceived: fields(["contentHash"], of: .organization(ledger))
        case .domainChecked: fields(["domain", "report"], of: .organization(ledger))
        case .feedChanged, .batchItemRefused: fields(["reason"], of: .organization(ledger))
        case .recipientSuppressed(let suppressed): addressField(suppressed.address, archive)
        case .recipientReleased(let released): addressField(released.address, archive)
        case .trackingWithdrawn(let withdrawn): addressField(withdrawn.address, archive)
        case .senderVerified(let verified): addressField(verified.address, archive)
        case .subjectErased: fields(["basis"], of: .organization(ledger))
        case .subjectHeld(let held), .subjectUnheld(let held):
            addressField(held.address, archive) + fields(["reason"], of: .organization(ledger))
        case .subjectReadmitted(let readmitted):
            addressField(readmitted.address, archive)
                + fields(["basis"], of: readmitted.address.map { archive.person(address: $0) })
        }
    }

    /// The subject whose key seals what belongs to no single recipient.
    var shared: KeySubject? {
        document.map(KeySubject.document) ?? message.map(KeySubject.message)
    }

    /// The month in which it happened, as the subject that its details are forgotten with.
    private var month: KeySubject { .evidence(EvidenceMonth(of: occurredAt)) }

    /// Fields that are sealed for a person and for the month, so that the loss of either key closes them.
    private func details(_ names: [String], of subject: KeySubject?) -> [PersonalField] {
        fields(names, of: subject).map { field in
            PersonalField(path: field.path, subject: field.subject, period: field.subject == month ? nil : month)
        }
    }

    private func addressField(_ address: String?, _ archive: MailArchive) -> [PersonalField] {
        fields(["address"], of: address.map { archive.person(address: $0) })
    }

    private func fields(_ names: [String], under prefix: [String] = [], of subject: KeySubject?) -> [PersonalField] {
        guard let subject else { return [] }
        return names.map { PersonalField(path: prefix + [$0], subject: subject) }
    }
}
