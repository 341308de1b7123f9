import EmailHistory
import Ledger
import Mail
import Postoffice

/// A message that was just queued, as `POST /v1/messages` answers it.
struct SubmittedAnswer: Encodable, Sendable {
    struct Recipient: Encodable, Sendable {
        let number: Int
        let role: RecipientRole
        let address: String?
        let status: DeliveryStatus
    }

    let id: String
    let documentId: String?
    let status: DeliveryStatus
    let sendAt: String?
    let resendOf: String?
    let position: Int64
    let recipients: [Recipient]
    let advice: [MailAdvice]

    init(_ message: SubmittedMessage) {
        advice = message.advice
        id = message.id.description
        documentId = message.documentID
        status = message.status
        sendAt = message.sendAt?.description
        resendOf = message.resendOf?.description
        position = message.position
        recipients = message.recipients.map { recipient in
            Recipient(
                number: recipient.number,
                role: recipient.role,
                address: recipient.address,
                status: recipient.status
            )
        }
    }
}

/// A message of the history; what an erasure took is left out.
struct MessageAnswer: Encodable, Sendable {
    struct Document: Encodable, Sendable {
        let id: String?
        let type: DocumentType?
        let number: String?
    }

    struct Recipient: Encodable, Sendable {
        let number: Int
        let role: RecipientRole
        let address: String?
        let name: String?
        let internetMessageId: String
        let tracked: Bool
        let trackingBasis: String?
        let status: DeliveryStatus
        let reason: String
        let reasonCode: StatusReason.Code
        let nextStep: String?
        let nextStepCode: NextStep?
        let contradictions: [StatusReason.Claim]?
        let failureClass: FailureClass?
        let because: [Int64]

        init(_ recipient: HistoryRecipient, in language: StatusLanguage) {
            let why = recipient.reason
            number = recipient.number
            role = recipient.role
            address = recipient.address
            name = recipient.name
            internetMessageId = recipient.messageID
            tracked = recipient.tracked
            trackingBasis = recipient.trackingBasis
            status = recipient.status
            reason = why.text(in: language)
            reasonCode = why.code
            nextStep = why.nextStep?.text(in: language)
            nextStepCode = why.nextStep
            contradictions = why.contradictions.isEmpty ? nil : why.contradictions.map(\.claim)
            failureClass = recipient.failureClass
            because = recipient.because
        }
    }

    let id: String
    let document: Document?
    let subject: String?
    let method: MethodKind
    let status: DeliveryStatus
    let statusReason: String
    let recipients: [Recipient]
    let queuedAt: String
    let sendAt: String?
    let resendOf: String?
    let batch: String?
    let sentAt: String?
    let deliveredAt: String?
    let readAt: String?
    let position: Int64
    let lastPosition: Int64

    /// Says what became of a message, in a language.
    init(_ item: HistoryItem, in language: StatusLanguage) {
        id = item.id.description
        document = item.document.map { Document(id: $0.callersID, type: $0.type, number: $0.number) }
        subject = item.subject
        method = item.method
        status = item.status
        statusReason = item.statusReason.text(in: language)
        recipients = item.recipients.map { Recipient($0, in: language) }
        queuedAt = item.queuedAt.description
        sendAt = item.sendAt?.description
        resendOf = item.resendOf?.description
        batch = item.batch?.description
        sentAt = item.sentAt?.description
        deliveredAt = item.deliveredAt?.description
        readAt = item.readAt?.description
        position = item.position
        lastPosition = item.lastPosition
    }
}
