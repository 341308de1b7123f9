import EmailHistory
import Foundation
import Ledger
import MIME
import Mail
import MailLedger
import Outbox
import ProjectionEngine

/// How a message is sent again: the JSON shape of `POST /v1/messages/ID/resend`.
package struct ResendRequest: Codable, Sendable {
    /// The numbers of the recipients who get it again; all where it is missing, unless ``to`` is given.
    package var recipients: [Int]?
    /// Who gets it instead, for example at a corrected address.
    package var to: [MessageRequest.Address]?
    /// When it may leave, in RFC 3339; at once where it is missing.
    package var sendAt: String?

    /// Asks for all recipients again, at once.
    package init(recipients: [Int]? = nil, to: [MessageRequest.Address]? = nil, sendAt: String? = nil) {
        self.recipients = recipients
        self.to = to
        self.sendAt = sendAt
    }
}

extension Organization {
    /// Sends a message again, word for word as it was, as a new message that names the earlier one.
    ///
    /// It gets Message-IDs, a date and pixels of its own. Its header names only those who get it now.
    ///
    /// - Throws: ``PostofficeError/tooLate(_:)`` where the copy of one of them still waits to leave; what
    ///   ``submit(_:idempotency:actor:)`` throws.
    package func resend(
        _ id: OpaqueID,
        _ request: ResendRequest,
        idempotency: CallersKey? = nil,
        actor: OpaqueID?
    ) async throws -> SubmittedMessage {
        try requireWritable()
        let key = idempotency.map { $0.ledgerKey("POST /v1/messages/\(id)/resend", index: archive.index) }
        if let key, let earlier = try await earlierOutcome(of: key) { return try await submitted(earlier) }
        let known = try await message(id)
        if request.to != nil, request.recipients != nil {
            throw PostofficeError.invalid([FieldProblem("to", "does not go together with recipients; give one of them")]
            )
        }
        let numbers = try Self.check(request.recipients, among: known.recipients.map(\.number))
        if request.to == nil { try await requireNoneWaiting(numbers, of: id) }
        var again = try await words(of: known)
        if let to = request.to {
            again.to = to
        } else {
            try address(&again, to: known.recipients.filter { numbers.contains($0.number) })
        }
        again.sendAt = request.sendAt
        return try await submit(again, origin: MessageOrigin(resendOf: id), key: key, actor: actor)
    }

    private func requireNoneWaiting(_ numbers: [Int], of id: OpaqueID) async throws {
        let outbox = try requireViews().outbox
        _ = await outbox.wait(until: try await ledger.head().size, timeout: .seconds(5))
        let waiting = try await outbox.read { db in try Outbox.copies(of: id, in: db) }.map(\.recipient)
        guard waiting.allSatisfy({ !numbers.contains($0) }) else {
            throw PostofficeError.tooLate(
                "a copy of it still waits to leave; cancel it first, or name recipients whose copies have left"
            )
        }
    }

    private func address(_ request: inout MessageRequest, to recipients: [HistoryRecipient]) throws {
        for recipient in recipients {
            guard let text = recipient.address else { throw PostofficeError.erased }
            let address = MessageRequest.Address(address: text, name: recipient.name)
            switch recipient.role {
            case .to: request.to = (request.to ?? []) + [address]
            case .cc: request.cc = (request.cc ?? []) + [address]
            case .archive: request.archive = (request.archive ?? []) + [address]
            }
        }
        // A mail is addressed to somebody, also where only a Cc or archive copy goes out again.
        guard request.to == nil else { return }
        (request.to, request.cc, request.archive) = ((request.cc ?? []) + (request.archive ?? []), nil, nil)
    }

    /// Everything a message said, out of what was frozen.
    private func words(of message: HistoryItem) async throws -> MessageRequest {
        let queued = try await queuedMessage(at: message.position)
        // A copy without a pixel is the plainest source; the words are the same in all.
        let sources = queued.numberedRecipients.map(\.recipient).filter { $0.address != nil }
        guard let subject = queued.subject,
            let source = sources.first(where: { !$0.tracked }) ?? sources.first, let address = source.address
        else { throw PostofficeError.erased }
        let mail = try await translatingErrors {
            try ParsedMail(
                parsing: try await postmaster.frozenMail(content: ContentName(text: source.content), address: address)
            )
        }
        var request = MessageRequest()
        request.method = queued.method.rawValue
        request.subject = subject
        request.text = mail.ownText("text/plain").map(TrackedCopy.withoutNotice)
        request.html = mail.ownText("text/html")
            .map { MailNotice.removed(fromHTML: TrackingPixel.removed(from: $0)) }
        request.trackOpens = queued.trackOpens ? true : nil
        if let document = message.document {
            guard let callersID = document.callersID else { throw PostofficeError.erased }
            request.document = .registered(id: callersID)
        }
        let shared = message.document.map { KeySubject.document($0.id) } ?? .message(message.id)
        var files: [MessageRequest.Attachment] = []
        for (_, attachment) in queued.numberedAttachments {
            guard let name = attachment.name else { throw PostofficeError.erased }
            let bytes = try await translatingErrors {
                try await postmaster.read(ContentName(text: attachment.content), subject: shared)
            }
            files.append(
                MessageRequest.Attachment(
                    name: name,
                    mediaType: attachment.mediaType,
                    content: Data(bytes).base64EncodedString(),
                    kind: attachment.kind
                )
            )
        }
        request.attachments = files
        return request
    }
}

extension ParsedMail {
    /// The text of the first part of this type that is no file; our own mails are UTF-8.
    fileprivate func ownText(_ mediaType: String) -> String? {
        guard let part = parts.first(where: { $0.mediaType == mediaType && $0.fileName == nil }) else { return nil }
        let text = String(decoding: part.bytes, as: UTF8.self).replacing("\r\n", with: "\n")
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
