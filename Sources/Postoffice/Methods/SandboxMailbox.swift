import EmailHistory
import Ledger
import Mail

/// A mail that the sandbox kept.
package struct SandboxMail: Hashable, Sendable {
    /// The message it is a copy of.
    package let message: OpaqueID
    /// The recipient's number.
    package let recipient: Int
    /// The recipient's part.
    package let role: RecipientRole
    /// Where it would have gone; nil after an erasure.
    package let address: String?
    /// The subject line; nil after an erasure.
    package let subject: String?
    /// When it was sent.
    package let sentAt: Timestamp?
}

extension Organization {
    /// The mails in the sandbox, newest first.
    ///
    /// They are derived from the history: nothing is stored twice.
    package func sandboxMails(cursor: String?, limit: Int) async throws -> (mails: [SandboxMail], next: String?) {
        var filter = HistoryFilter()
        filter.method = .sandbox
        let page = try await messages(filter, cursor: cursor, limit: limit)
        let mails = page.items.filter { $0.sentAt != nil }.flatMap { item in
            item.recipients.filter(\.isInSandbox).map { recipient in
                SandboxMail(
                    message: item.id,
                    recipient: recipient.number,
                    role: recipient.role,
                    address: recipient.address,
                    subject: item.subject,
                    sentAt: item.sentAt
                )
            }
        }
        return (mails, page.next)
    }

    /// A mail that the sandbox kept, to the last byte.
    package func sandboxMail(of id: OpaqueID, recipient number: Int) async throws -> [UInt8] {
        let message = try await message(id)
        let recipient = message.recipients.first { $0.number == number }
        guard message.method == .sandbox, let recipient, recipient.isInSandbox else {
            throw PostofficeError.notFound("mail in the sandbox")
        }
        return try await content(of: id, recipient: number)
    }
}

extension HistoryRecipient {
    /// Whether the sandbox took the copy; one that it plays a refusal of is not kept.
    fileprivate var isInSandbox: Bool { status == .delivered || status == .read }
}
