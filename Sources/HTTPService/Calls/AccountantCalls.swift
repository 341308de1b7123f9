import HTTPTypes
import Hummingbird
import Ledger
import Postoffice

/// Sending a document on to the accountant.
struct AccountantCalls: Sendable {
    var endpoints: [Endpoint] {
        [.granted(.send, .post, "/v1/documents/{document}/accountant", bodyLimit: 0, send)]
    }

    @Sendable private func send(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let submitted = try await grant.organization.sendToAccountant(
            try call.part("document"),
            idempotency: try call.callersKey(),
            actor: grant.actor
        )
        return try JSONAnswer.response(
            SubmittedAnswer(submitted),
            status: .accepted,
            headers: [.location: "/v1/messages/\(submitted.id)", .position: String(submitted.position)]
        )
    }
}
