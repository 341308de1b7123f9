import Foundation
import Ledger
import MIME
import Mail
import MailLedger
import Sending
import Texts

/// A mail of the service's own to a sender's own address.
struct OwnMail {
    /// What it is for.
    var purpose: MessagePurpose
    var subject: String
    var text: String
}

extension Organization {
    /// Sends a test to the sender's own address by a method, now, and tells all that was said.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` where the method is not set up, or refuses mails as it is.
    package func testMethod(_ kind: MethodKind, actor: OpaqueID?) async throws -> MethodTrial {
        let handover = try await sender(for: kind)
        let mail = OwnMail(
            purpose: .test,
            subject: "Test of \(kind.rawValue)",
            text: """
                This is a test: \(name) sends mail by \(kind.rawValue), and it arrives.

                Nothing has to be done. If this mail lies among the spam, look at the domain check.

                """
        )
        return try await sendNow(mail, id: .timeOrdered(at: .now()), by: kind, handover, actor: actor)
    }

    /// Sends a mail at once and by itself, not from the queue; it stands in the ledger like any other.
    ///
    /// Nothing is tried again: what is refused for now is written down as refused.
    func sendNow(
        _ mail: OwnMail,
        id: OpaqueID,
        by kind: MethodKind,
        _ handover: Postmaster.Handover,
        actor: OpaqueID?
    ) async throws -> MethodTrial {
        try requireWritable()
        let maker = try maker(kind)
        guard let settings = try await methods.settings(kind) else {
            throw PostofficeError.notFound("method that is set up")
        }
        let to = maker.ownAddress(handover.sender)
        let queued = try await queue(mail, id: id, to: to, by: kind, handover, actor: actor)
        let copy = try await copy(of: queued, to: to)
        // A method of its own: its session begins with the greeting, so that the dialogue is whole.
        let method = try await maker.method(settings, in: methods.place(kind))
        let dialogue = SendingDialogue()
        let result = await SendingDialogue.$current.withValue(dialogue) { await method.send(copy) }
        await method.close()
        _ = try await append(result.events.map { own($0, of: queued, to: to) })
        return MethodTrial(
            message: id.description,
            address: to.description,
            result: result,
            dialogue: dialogue.lines
        )
    }

    /// Freezes the mail, and writes that it is queued and attempted: in one append, so that no dispatcher takes it up.
    private func queue(
        _ mail: OwnMail,
        id: OpaqueID,
        to address: EmailAddress,
        by kind: MethodKind,
        _ handover: Postmaster.Handover,
        actor: OpaqueID?
    ) async throws -> MailFact {
        var request = MessageRequest()
        request.to = [MessageRequest.Address(address: address.description)]
        (request.subject, request.text, request.method) = (mail.subject, mail.text, kind.rawValue)
        let filled = FilledMessage(
            request: request,
            plainTextOnly: true,
            purpose: mail.purpose,
            values: TextValues(document: nil, clientName: nil, companyName: name, language: .english)
        )
        let message = try CheckedMessage(filled, defaultMethod: kind, limits: settings.limits)
        try await requireNobodySuppressed(in: message)
        return try await translatingErrors {
            let fact = try await postmaster.freeze(
                message,
                id: id,
                document: nil,
                handover: handover,
                origin: MessageOrigin(),
                at: .now(),
                actor: actor
            )
            let attempted = own(.messageAttempted(MessageAttempted(method: kind)), of: fact, to: address)
            _ = try await append([fact, attempted])
            return fact
        }
    }

    private func copy(of fact: MailFact, to address: EmailAddress) async throws -> OutgoingCopy {
        guard
            case .messageQueued(let queued) = fact.event, let recipient = queued.recipients["1"],
            let id = fact.message, let from = queued.from,
            let tag = ReturnPathTag(message: id, recipient: 1, key: archive.index)
        else { throw PostofficeError.unavailable("the mail that was just queued") }
        return OutgoingCopy(
            message: id,
            recipient: 1,
            attempt: 1,
            sender: try EmailAddress(parsing: from),
            returnPath: try queued.returnPath.map { try EmailAddress(parsing: $0) },
            recipientAddress: address,
            bytes: try await translatingErrors {
                try await postmaster.frozenMail(
                    content: ContentName(text: recipient.content),
                    address: address.description
                )
            },
            envelopeID: tag.description
        )
    }

    private func own(_ event: MailEvent, of queued: MailFact, to address: EmailAddress) -> MailFact {
        MailFact(
            event,
            message: queued.message,
            recipient: 1,
            person: archive.person(address: address.description),
            attempt: 1,
            occurredAt: .now(),
            actor: queued.actor
        )
    }
}

extension SendResult {
    /// What is written down of an attempt that is not made again.
    fileprivate var events: [MailEvent] {
        switch self {
        case .sent(let report, let delivered):
            return [.messageSent(report)] + (delivered.map { [.messageDelivered($0)] } ?? [])
        case .rejected(var report), .deferred(var report, _):
            report.failureClass = report.failureClass ?? .blocked
            return [.messageRejected(report)]
        case .uncertain(let report):
            return [.messageUncertain(report)]
        }
    }
}
