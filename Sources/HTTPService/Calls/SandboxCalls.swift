import Hummingbird
import Ledger
import Mail
import Postoffice

/// The mailbox inside the service.
struct SandboxCalls: Sendable {
    private struct Mail: Encodable, Sendable {
        let message: String
        let recipient: Int
        let role: RecipientRole
        let address: String?
        let subject: String?
        let sentAt: String?
    }

    var endpoints: [Endpoint] {
        [
            .granted(.read, .get, "/v1/sandbox/messages", parameters: ["cursor", "limit"], list),
            .granted(.read, .get, "/v1/sandbox/messages/{message}/{recipient}", one),
        ]
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let (mails, next) = try await grant.organization.sandboxMails(
            cursor: call.query.text("cursor"),
            limit: try call.query.limit()
        )
        let items = mails.map { mail in
            Mail(
                message: mail.message.description,
                recipient: mail.recipient,
                role: mail.role,
                address: mail.address,
                subject: mail.subject,
                sentAt: mail.sentAt?.description
            )
        }
        return try JSONAnswer.response(Page(items: items, next: next))
    }

    @Sendable private func one(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let id = try call.id("message", of: "mail")
        guard let recipient = Int(try call.part("recipient")) else { throw PostofficeError.notFound("mail") }
        let mail = try await grant.organization.sandboxMail(of: id, recipient: recipient)
        return .mail(mail, named: "sandbox-\(id)-\(recipient).eml")
    }
}
