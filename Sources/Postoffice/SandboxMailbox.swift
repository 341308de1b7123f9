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
            item.recipients.map { recipient in
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
}
